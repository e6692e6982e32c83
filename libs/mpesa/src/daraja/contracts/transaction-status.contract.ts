import { parseCents } from '../../values/money.js';
import { feeCents } from '../wire/charges.js';
import type { IdentifierTypeCode } from '../wire/identifier-types.js';
import { type PartyName, splitPartyName } from '../wire/party-name.js';
import { parseWireTime } from '../wire/wire-time.js';
import type { OrganisationRequestBody } from './organisation-request.js';
import { type ResultEnvelope, parseResultEnvelope, valueNamed } from './result-envelope.js';

/** `POST /mpesa/transactionstatus/v1/query` (portal page TransactionStatus): by receipt or by originator id. */
export interface TransactionStatusRequestBody extends OrganisationRequestBody {
  readonly Initiator: string;
  readonly CommandID: 'TransactionStatusQuery';
  /** The receipt. */
  readonly TransactionID?: string;
  /** The originator conversation id of the request asked about, despite its name. */
  readonly OriginalConversationID?: string;
  /** Our shortcode. */
  readonly PartyA: string;
  readonly IdentifierType: IdentifierTypeCode;
  /** At most 100 characters; here with one s. */
  readonly Occasion?: string;
}

/** How a transaction stands: the last four are final. */
export const TRANSACTION_STATES = [
  'Initiated',
  'Authorized',
  'Pending Authorized',
  'Completed',
  'Cancelled',
  'Declined',
  'Expired',
] as const;

/** What a transaction status query found. The ids of the envelope are the query's own. */
export interface TransactionStatusResult extends ResultEnvelope {
  /** One of `TRANSACTION_STATES`, or a word that is not known yet. */
  readonly transactionStatus: string | null;
  /** The receipt of the transaction asked about. */
  readonly receipt: string | null;
  readonly amountCents: number | null;
  /** Who paid, number in clear. */
  readonly debitParty: PartyName | null;
  /** Who was paid. */
  readonly creditParty: PartyName | null;
  /** Of the transaction asked about. */
  readonly originalOriginatorConversationId: string | null;
  readonly originalConversationId: string | null;
  /** Such as `Pay Utility with OD Online`. */
  readonly reasonType: string | null;
  readonly debitAccountType: string | null;
  /** Epoch milliseconds. */
  readonly initiatedAt: number | null;
  readonly finalisedAt: number | null;
  /** What the paying side was charged, such as `Fee For B2C Payment|KES|22.40`. */
  readonly debitFeeCents: number | null;
  readonly creditFeeCents: number | null;
  /** What the question carried, brought back. */
  readonly occasion: string | null;
}

/** Reads a result from any JSON; null when it is none. Never throws. */
export function parseTransactionStatusResult(body: unknown): TransactionStatusResult | null {
  const envelope = parseResultEnvelope(body);
  if (!envelope) return null;
  const value = (...names: string[]): string | null => valueNamed(envelope.parameters, ...names);
  const [debitParty = null, second = null] = partiesPaying(envelope);
  return {
    ...envelope,
    transactionStatus: value('TransactionStatus'),
    receipt: value('ReceiptNo'),
    amountCents: parseCents(value('Amount')),
    debitParty,
    creditParty: splitPartyName(value('CreditPartyName')) ?? second,
    originalOriginatorConversationId: value('OriginatorConversationID'),
    originalConversationId: value('ConversationID'),
    reasonType: value('ReasonType'),
    debitAccountType: value('DebitAccountType'),
    initiatedAt: parseWireTime(value('InitiatedTime')),
    finalisedAt: parseWireTime(value('FinalisedTime')),
    debitFeeCents: feeCents(value('DebitPartyCharges')),
    creditFeeCents: feeCents(value('CreditPartyCharges')),
    occasion: valueNamed(envelope.reference, 'Occasion'),
  };
}

/** The portal's sample prints `DebitPartyName` twice; the second one is the credit party. */
function partiesPaying({ parameters }: ResultEnvelope): (PartyName | null)[] {
  return parameters
    .filter(({ name }) => name.replace(/\s+/g, '') === 'DebitPartyName')
    .map(({ value }) => splitPartyName(value));
}
