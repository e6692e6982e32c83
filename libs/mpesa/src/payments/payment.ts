import type { FailureWord } from '../values/explanation.js';
import type { AccountType } from '../values/account-type.js';
import type { BalanceReading } from '../values/balance-reading.js';
import type { PayerIdentity } from '../values/payer-identity.js';
import type { PaymentStatus } from './payment-status.js';

/** The product of M-Pesa by which the money moves; `c2b` is money that a customer pays by hand. */
export type PaymentKind =
  'stk-push' | 'c2b' | 'b2c' | 'b2b' | 'b2b-express' | 'pochi' | 'tax' | 'top-up' | 'reversal';

/** `in`: money comes to the organisation. `out`: it leaves. */
export type PaymentDirection = 'in' | 'out';

/** Whatever JSON can write. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
/** What `metadata` may be. */
export type JsonObject = { [key: string]: JsonValue };

/** Who told us the news that settled a payment. `pull`, `statement` and `status` are money that nobody had told us of in time. */
export type PaymentSource =
  'answer' | 'callback' | 'query' | 'c2b' | 'pull' | 'statement' | 'status' | 'person' | 'module';

/**
 * A success that a callback told and that is not believed yet. Nothing of it counts until Daraja itself agrees. Or nothing but the
 * names that a failure, or news in doubt, told of a request that nobody has acknowledged. What is optional is missing in claims that
 * an older version has stored.
 */
export interface PaymentClaim {
  readonly receipt: string | null;
  readonly amountCents: number | null;
  readonly phone: string | null;
  readonly completedAt: number | null;
  /** When it came, epoch ms. */
  readonly at?: number;
  /** What it left open; empty where it proves all there is to prove, and is to be confirmed all the same. */
  readonly open?: readonly EvidencePart[];
  /** Where it came from, if not by a callback of its own: it was found by comparing. */
  readonly source?: PaymentSource;
  /** From an address that is known not to be Safaricom's. */
  readonly elsewhere?: boolean;
  readonly payer?: PayerIdentity;
  /** The names of the request as it told them. */
  readonly checkoutRequestId?: string | null;
  readonly merchantRequestId?: string | null;
  readonly conversationId?: string | null;
  readonly originatorConversationId?: string | null;
}

/** What the news of a success can prove, part by part. */
export type EvidencePart = 'ids' | 'amount' | 'receipt' | 'payer' | 'original' | 'time';

/** One payment, whatever channel told us of it. Times are epoch milliseconds, money is cents of KES. */
export interface Payment {
  readonly id: string;
  readonly kind: PaymentKind;
  readonly direction: PaymentDirection;
  readonly status: PaymentStatus;
  /** The named account of this module, not the account number a payer types. */
  readonly account: string;
  readonly accountType: AccountType;
  /** Business short code; for a till its store number. */
  readonly shortcode: string;
  /** The till number customers see; null for a pay bill. */
  readonly till: string | null;
  readonly amountCents: number;
  readonly currency: 'KES';
  /** 2547… or 2541…; null when M-Pesa only gave a mask or a hash. */
  readonly phone: string | null;
  readonly phoneMasked: string | null;
  readonly phoneHash: string | null;
  /** The other organisation's shortcode or till; null where the other party is a phone. */
  readonly party: string | null;
  /** The other party's name as far as M-Pesa tells it. */
  readonly partyName: string | null;
  /** What a payer types or sees as account number; null for tills. One that holds a phone number is erased to a keyed digest of it. */
  readonly reference: string | null;
  readonly description: string | null;
  readonly metadata: JsonObject | null;
  readonly idempotencyKey: string | null;
  /** Digest of what was asked, made with the callback secret, so that one key never names two different requests. */
  readonly requestHash: string | null;
  /** Safaricom's own word for the kind of transaction, an open set ('Pay Bill', 'Customer Merchant Payment', …). */
  readonly transactionType: string | null;
  /** Its last nine digits are the payer's number; once that is erased it is a keyed digest of what it was. */
  readonly checkoutRequestId: string | null;
  readonly merchantRequestId: string | null;
  readonly conversationId: string | null;
  readonly originatorConversationId: string | null;
  /** The API operator it was sent with, and is asked about with; null where none is needed. */
  readonly initiator: string | null;
  /** What only its kind needs to know: the command, the occasion, identifier types, whether we drew its name, … */
  readonly instruction: JsonObject | null;
  /** The payment that a reversal gives back. */
  readonly originalPaymentId: string | null;
  /** M-Pesa receipt. Only a success has one, and money by hand that M-Pesa has yet to confirm or that may be a push's. */
  readonly receipt: string | null;
  /** Who told the receipt; null as well where an older version has stored it. Who tells of money by hand names no payment. */
  readonly receiptFrom: PaymentSource | null;
  /** True when the receipt fitted other payments as well: it may be theirs. How many there are and their sum are certain. */
  readonly ambiguous: boolean;
  /** TransactionID of a result that was no success. A whole day's failures share `…0000000`, so it identifies nothing. */
  readonly transactionId: string | null;
  /** One word for why it failed; the raw code and text stand beside it. */
  readonly failure: FailureWord | null;
  readonly resultCode: string | null;
  readonly resultText: string | null;
  readonly reviewReason: string | null;
  readonly settledBy: PaymentSource | null;
  readonly claim: PaymentClaim | null;
  /** `confirmation`: a callback told how it ended, and that counts once M-Pesa, asked about it, says the same. */
  readonly awaiting: 'confirmation' | null;
  /** When a person said that it was not sent from books that were lost: it may be sent from these. */
  readonly clearedAt: number | null;
  /** When we began to send; null means no byte has left. */
  readonly sendingAt: number | null;
  /** Until when the payer's phone may still show the prompt. */
  readonly promptUntil: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly settledAt: number | null;
  /** Safaricom's completion time. */
  readonly completedAt: number | null;
  /** When reconciliation next asks about it; null when there is nothing to ask. */
  readonly nextCheckAt: number | null;
  readonly checks: number;
  readonly reversedCents: number;
  /** What reversals under way, unknown or in review may have given back as well, in cents. */
  readonly reversalUnknownCents: number;
  /** What M-Pesa charged us for it, as far as it tells. */
  readonly feeCents: number | null;
  /** Whether the payee is a registered M-Pesa customer, as far as M-Pesa tells. */
  readonly recipientRegistered: boolean | null;
  /** What the organisation's accounts held after it, as its result told. */
  readonly balances: readonly BalanceReading[] | null;
  /** Id of the payment that turned out to be the same money (booked from C2B before its push was known to be paid). */
  readonly supersededBy: string | null;
  /** When its personal data was erased; it is never learnt again, and the payment is never sent again. */
  readonly erasedAt: number | null;
  /** Moves with every change; numbers the payment's events. */
  readonly version: number;
}

/** What is known when a payment is first stored. */
export type PaymentSeed = Pick<
  Payment,
  'id' | 'kind' | 'direction' | 'account' | 'accountType' | 'shortcode' | 'till' | 'amountCents' | 'createdAt'
> &
  Partial<Payment>;

export function newPayment(seed: PaymentSeed): Payment {
  return {
    status: 'created',
    currency: 'KES',
    phone: null,
    phoneMasked: null,
    phoneHash: null,
    party: null,
    partyName: null,
    reference: null,
    description: null,
    metadata: null,
    idempotencyKey: null,
    requestHash: null,
    transactionType: null,
    checkoutRequestId: null,
    merchantRequestId: null,
    conversationId: null,
    originatorConversationId: null,
    initiator: null,
    instruction: null,
    originalPaymentId: null,
    receipt: null,
    receiptFrom: null,
    ambiguous: false,
    transactionId: null,
    failure: null,
    resultCode: null,
    resultText: null,
    reviewReason: null,
    settledBy: null,
    claim: null,
    awaiting: null,
    clearedAt: null,
    sendingAt: null,
    promptUntil: null,
    updatedAt: seed.createdAt,
    settledAt: null,
    completedAt: null,
    nextCheckAt: null,
    checks: 0,
    reversedCents: 0,
    reversalUnknownCents: 0,
    feeCents: null,
    recipientRegistered: null,
    balances: null,
    supersededBy: null,
    erasedAt: null,
    version: 1,
    ...seed,
  };
}
