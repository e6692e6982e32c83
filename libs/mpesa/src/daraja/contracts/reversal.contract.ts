import { parseCents } from '../../values/money.js';
import type { BalanceReading } from '../../values/balance-reading.js';
import { parseBalances } from '../wire/balance-reading.js';
import { feeCents } from '../wire/charges.js';
import type { IdentifierTypeCode } from '../wire/identifier-types.js';
import { type PartyName, splitPartyName } from '../wire/party-name.js';
import { parseWireTime } from '../wire/wire-time.js';
import type { OrganisationRequestBody } from './organisation-request.js';
import { type ResultEnvelope, parseResultEnvelope, receiptOf, valueNamed } from './result-envelope.js';

/** `POST /mpesa/reversal/v1/request` (portal page Reversal): gives back what a customer paid us, never what we sent. */
export interface ReversalRequestBody extends OrganisationRequestBody {
  readonly Initiator: string;
  readonly CommandID: 'TransactionReversal';
  /** The receipt to reverse. */
  readonly TransactionID: string;
  /** In shillings, to the cent: the text `150.50`, or a number. */
  readonly Amount: number | string;
  /** Our own shortcode. */
  readonly ReceiverParty: string;
  /** Misspelt on the wire. `11`, though the Postman collection carries `4`. */
  readonly RecieverIdentifierType: IdentifierTypeCode;
  /** At most 100 characters; here with one s. */
  readonly Occasion?: string;
}

/** The result of a reversal. The fields beyond the envelope are null, or empty, in a failure. */
export interface ReversalResult extends ResultEnvelope {
  readonly amountCents: number | null;
  /** Of the reversal, not of what it reverses. */
  readonly receipt: string | null;
  /** The receipt of what was reversed. */
  readonly originalReceipt: string | null;
  /** Who got the money back. */
  readonly payer: PartyName | null;
  /** Our organisation. */
  readonly organisation: PartyName | null;
  /** Epoch milliseconds. */
  readonly completedAt: number | null;
  readonly feeCents: number | null;
  readonly balances: readonly BalanceReading[];
}

/** Reads a result from any JSON; null when it is none. Never throws. An old success has no parameters at all. */
export function parseReversalResult(body: unknown): ReversalResult | null {
  const envelope = parseResultEnvelope(body);
  if (!envelope) return null;
  const value = (...names: string[]): string | null => valueNamed(envelope.parameters, ...names);
  return {
    ...envelope,
    amountCents: parseCents(value('Amount')),
    receipt: envelope.resultCode === '0' ? receiptOf(envelope.transactionId) : null,
    originalReceipt: value('OriginalTransactionID'),
    payer: splitPartyName(value('CreditPartyPublicName')),
    organisation: splitPartyName(value('DebitPartyPublicName')),
    completedAt: parseWireTime(value('TransCompletedTime')),
    feeCents: feeCents(value('Charge')),
    balances: parseBalances(value('DebitAccountBalance')),
  };
}
