import type { FailureWord } from '../values/explanation.js';
import type { PayerIdentity } from '../values/payer-identity.js';
import type { AccountType } from '../values/account-type.js';
import type { BalanceReading } from '../values/balance-reading.js';
import type { PaymentSource } from './payment.js';

interface FactAbout {
  readonly paymentId: string;
  /** When we learnt it, epoch ms. */
  readonly at: number;
}

/** The names Daraja gives to a request of an organisation; absent where the source has none. */
export interface ConversationIds {
  readonly conversationId?: string | null;
  readonly originatorConversationId?: string | null;
}

/** All names that news may tell of a request. */
export interface RequestNames extends ConversationIds {
  readonly checkoutRequestId?: string | null;
  readonly merchantRequestId?: string | null;
}

/** How news came, where it came by a callback: unsigned, to a URL that somebody may have read in a log. */
export interface Arrival {
  /** True when the address it came from is known, and is not Safaricom's. */
  readonly elsewhere?: boolean;
  /**
   * Set on the answers to a transaction status question, which come by callback too: whether it brought back the word that
   * only our question carried.
   */
  readonly answers?: 'our-question' | 'nobody';
}

/** Daraja took the request; nothing is done yet. */
export interface AcceptedFact extends FactAbout, ConversationIds {
  readonly type: 'accepted';
  readonly checkoutRequestId: string | null;
  readonly merchantRequestId: string | null;
}

/** Daraja said no before anything reached the payer. */
export interface RefusedFact extends FactAbout {
  readonly type: 'refused';
  readonly failure: FailureWord;
  readonly resultCode: string | null;
  readonly resultText: string;
}

/** No byte of the request left this machine, or is to leave it any more. */
export interface NotSentFact extends FactAbout {
  readonly type: 'not-sent';
  readonly reason: string;
  /** The `version` it was drawn from: of a payment that has moved since, it says nothing. */
  readonly version: number;
}

/** It may have been sent in a time that the books have lost, so it is not sent before somebody has looked. */
export interface HeldFact extends FactAbout {
  readonly type: 'held';
}

/** Bytes left, and no answer told what became of them. */
export interface UnansweredFact extends FactAbout {
  readonly type: 'unanswered';
  readonly reason: string;
  /** The departure that nobody answered: of a later one it says nothing. Epoch ms. */
  readonly sendingAt: number;
}

/** M-Pesa gave up waiting with it, or ended it with a code that leaves open whether money moved. Only asking can tell. */
export interface InDoubtFact extends FactAbout, ConversationIds {
  readonly type: 'in-doubt';
  readonly resultCode: string | null;
  readonly resultText: string | null;
}

/** The same idempotency key is asked again after an attempt of which nothing was sent. */
export interface ReopenedFact extends FactAbout {
  readonly type: 'reopened';
  readonly promptUntil: number | null;
  /** Who alone may send it now; null where a host's transaction leaves it to whoever dispatches. */
  readonly owner: string | null;
}

/** M-Pesa says that the money moved. */
export interface SucceededFact extends FactAbout, RequestNames, Arrival {
  readonly type: 'succeeded';
  readonly source: PaymentSource;
  readonly receipt: string | null;
  /** True when the receipt was found by comparing, and fitted others as well. */
  readonly ambiguous?: boolean;
  /** Of money by hand: true where M-Pesa can be asked whether it is so. */
  readonly confirmable?: boolean;
  /** Null where the source tells no amount (a status query). */
  readonly amountCents: number | null;
  readonly phone: string | null;
  /** The number of the other side, in whatever form it is told: who paid us, or whom we paid. */
  readonly other?: PayerIdentity;
  readonly partyName: string | null;
  readonly transactionType: string | null;
  readonly completedAt: number | null;
  readonly checkoutRequestId: string | null;
  readonly resultCode: string | null;
  readonly resultText: string | null;
  readonly feeCents?: number | null;
  readonly recipientRegistered?: boolean | null;
  readonly balances?: readonly BalanceReading[];
  /** Whom the money went to, 2547… or 2541…, from a source that tells it in clear; it must be whom we meant to pay. */
  readonly payeePhone?: string | null;
  /** The number the money went to as it is told, a phone's or an organisation's; of money that came to us it must be ours. */
  readonly payeeNumber?: string | null;
  /** The receipt of the payment that a reversal is told to have given back. */
  readonly originalReceipt?: string | null;
  /** Those of the other side, from a source that tells both: they count where the money came to us. */
  readonly received?: {
    readonly partyName: string | null;
    readonly feeCents: number | null;
    /** Of a customer, 2547… or 2541…; absent where the money came from an organisation. */
    readonly phone?: string | null;
    readonly other?: PayerIdentity;
  };
}

/** M-Pesa says that no money moved. */
export interface FailedFact extends FactAbout, RequestNames, Arrival {
  readonly type: 'failed';
  readonly source: PaymentSource;
  readonly failure: FailureWord;
  readonly resultCode: string | null;
  readonly resultText: string | null;
  readonly transactionId: string | null;
  readonly checkoutRequestId: string | null;
}

/** Nobody told us anything in all the time M-Pesa could have. */
export interface HorizonPassedFact extends FactAbout {
  readonly type: 'horizon-passed';
}

/** A person looked and decided. */
export interface ResolvedFact extends FactAbout {
  readonly type: 'resolved';
  readonly as: 'succeeded' | 'failed' | 'not-sent';
  readonly receipt: string | null;
  /** The push whose money it is, where `paymentId` is money that may be a push's; null where it is its own, whatever push it fits. */
  readonly belongsTo?: string | null;
  readonly by: string;
  readonly reason: string;
}

export type FactAboutPayment =
  | AcceptedFact
  | RefusedFact
  | NotSentFact
  | HeldFact
  | UnansweredFact
  | InDoubtFact
  | ReopenedFact
  | SucceededFact
  | FailedFact
  | HorizonPassedFact
  | ResolvedFact;

/** Who tells of money without saying which payment it is: a C2B confirmation, Pull, the portal's statement. */
export type MoneySource = Extract<PaymentSource, 'c2b' | 'pull' | 'statement' | 'status'>;

/** A shortcode received money; whose payment it is remains to be found out. */
export interface MoneyReceivedFact {
  readonly type: 'money-received';
  readonly at: number;
  /** A C2B confirmation, unless told. */
  readonly source?: MoneySource;
  /** True where M-Pesa can be asked whether it is so. */
  readonly confirmable?: boolean;
  /** True when the address it came from is known, and is not Safaricom's. */
  readonly elsewhere?: boolean;
  readonly account: string;
  readonly accountType: AccountType;
  readonly shortcode: string;
  readonly till: string | null;
  readonly receipt: string;
  readonly amountCents: number;
  /** What the payer typed as account number; null for tills. */
  readonly reference: string | null;
  readonly payer: PayerIdentity;
  readonly partyName: string | null;
  readonly transactionType: string | null;
  readonly completedAt: number | null;
}

export type PaymentFact = FactAboutPayment | MoneyReceivedFact;
