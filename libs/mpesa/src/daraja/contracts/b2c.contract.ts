import { parseCents } from '../../values/money.js';
import type { BalanceReading } from '../../values/balance-reading.js';
import { availableBalance } from '../wire/balance-reading.js';
import { feeCents } from '../wire/charges.js';
import { type PartyName, splitPartyName } from '../wire/party-name.js';
import { parseWireTime } from '../wire/wire-time.js';
import type { OrganisationRequestBody } from './organisation-request.js';
import { type ResultEnvelope, parseResultEnvelope, receiptOf, valueNamed } from './result-envelope.js';

/** `POST /mpesa/b2c/v1/paymentrequest` (Postman collection of the portal). */
export interface B2cV1RequestBody extends OrganisationRequestBody {
  /** The API operator; elsewhere the field is called `Initiator`. */
  readonly InitiatorName: string;
  readonly CommandID: 'SalaryPayment' | 'BusinessPayment' | 'PromotionPayment';
  /** Whole shillings, 10 to 250,000. */
  readonly Amount: number;
  /** The shortcode whose Utility account pays. */
  readonly PartyA: string;
  /** Twelve digits. */
  readonly PartyB: string;
  /** At most 100 characters; misspelt on the wire. */
  readonly Occassion?: string;
}

/** `POST /mpesa/b2c/v3/paymentrequest` (portal page BusinessToCustomer). */
export interface B2cV3RequestBody extends B2cV1RequestBody {
  /** Ours, unique: a repeat is refused with `500.002.1001 Duplicate OriginatorConversationID.` */
  readonly OriginatorConversationID: string;
}

/** `POST /mpesa/b2pochi/v1/paymentrequest` (portal page BusinessToPochi): B2C v3 to a Pochi la Biashara wallet. */
export interface PochiRequestBody extends Omit<B2cV3RequestBody, 'CommandID'> {
  readonly CommandID: 'BusinessPayToPochi';
}

/** The result of a B2C or Pochi payment. The fields beyond the envelope are null, or empty, in a failure. */
export interface B2cResult extends ResultEnvelope {
  readonly amountCents: number | null;
  readonly receipt: string | null;
  /** `254712345678 - JANE DOE`. */
  readonly receiver: PartyName | null;
  /** Epoch milliseconds. */
  readonly completedAt: number | null;
  readonly recipientRegistered: boolean | null;
  /** Told by transaction status rather than here. */
  readonly feeCents: number | null;
  readonly balances: readonly BalanceReading[];
}

/** Reads a result from any JSON; null when it is none. Never throws. */
export function parseB2cResult(body: unknown): B2cResult | null {
  const envelope = parseResultEnvelope(body);
  if (!envelope) return null;
  const value = (...names: string[]): string | null => valueNamed(envelope.parameters, ...names);
  return {
    ...envelope,
    amountCents: parseCents(value('TransactionAmount', 'Amount')),
    receipt:
      value('TransactionReceipt') ?? (envelope.resultCode === '0' ? receiptOf(envelope.transactionId) : null),
    receiver: splitPartyName(value('ReceiverPartyPublicName')),
    completedAt: parseWireTime(value('TransactionCompletedDateTime', 'TransCompletedTime')),
    recipientRegistered: yesOrNo(value('B2CRecipientIsRegisteredCustomer')),
    feeCents: feeCents(value('DebitPartyCharges')),
    balances: [
      ...availableBalance('Utility Account', value('B2CUtilityAccountAvailableFunds')),
      ...availableBalance('Working Account', value('B2CWorkingAccountAvailableFunds')),
      ...availableBalance('Charges Paid Account', value('B2CChargesPaidAccountAvailableFunds')),
    ],
  };
}

function yesOrNo(text: string | null): boolean | null {
  const word = text?.toUpperCase();
  if (word === 'Y') return true;
  return word === 'N' ? false : null;
}
