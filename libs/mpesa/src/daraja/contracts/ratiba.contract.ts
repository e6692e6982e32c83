import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { type WireRecord, wireRecord, wireText } from '../wire/wire-reader.js';

/**
 * `POST /standingorder/v1/createStandingOrderExternal` (portal page MpesaRatiba). Its fields changed with every version of
 * the page: `ratibaRequestBody` writes the version that is wanted.
 */
export interface RatibaRequestBody {
  /** Unique per customer. */
  readonly StandingOrderName: string;
  /** The newest page's sample calls the name so, its table does not: both are sent. */
  readonly StandingOrderNameName?: string;
  /** `YYYYMMDD`. */
  readonly StartDate: string;
  readonly EndDate: string;
  readonly BusinessShortCode: string;
  readonly TransactionType: string;
  /** 4 pay bill, 2 till. */
  readonly ReceiverPartyIdentifierType: '4' | '2';
  /** Whole shillings. */
  readonly Amount: string;
  /** Twelve digits. */
  readonly PartyA: string;
  readonly CallBackURL: string;
  /** At most 12 characters. */
  readonly AccountReference: string;
  /** At most 13 characters. */
  readonly TransactionDesc: string;
  readonly Frequency: string;
  /** Ours; comes back as `requestRefID`. */
  readonly CustomStoId?: string;
  readonly CustomstdoId?: string;
}

/** Daraja took the order over; the customer is yet to agree. */
export interface RatibaAnswer {
  readonly responseRefID: string | null;
  readonly responseDescription: string | null;
}

/** Accepted is `responseCode` "200" in the header. */
export function parseRatibaAnswer(body: unknown): Reading<RatibaAnswer> {
  const header = partOf(body, 'ResponseHeader');
  const code = wireText(field(header, 'responseCode'));
  if (!header || code === null) return UNREADABLE;
  const description = wireText(field(header, 'responseDescription'));
  if (code !== '200' && code !== '0')
    return { kind: 'refused', code, message: description ?? '(no message)' };
  return accepted({
    responseRefID: wireText(field(header, 'responseRefID')),
    responseDescription: description,
  });
}

/** What came of asking the customer. Later executions arrive as C2B confirmations. */
export interface RatibaCallback {
  /** "0": the order stands. */
  readonly responseCode: string;
  readonly responseDescription: string | null;
  /** The one of the acknowledgement. */
  readonly responseRefID: string | null;
  /** Our own id where one was sent. */
  readonly requestRefID: string | null;
  /** Null in a failure, which writes ten zeros. */
  readonly transactionId: string | null;
  /** `OKAY` or `ERROR`. */
  readonly status: string | null;
  /** Starred out: `254******867`. */
  readonly msisdn: string | null;
}

/** Reads a callback from any JSON, in lower camel case (successes) and Pascal case (failures). Null when it is none. */
export function parseRatibaCallback(body: unknown): RatibaCallback | null {
  const header = partOf(body, 'ResponseHeader');
  const code = wireText(field(header, 'responseCode'));
  if (!header || code === null) return null;
  const listed = field(partOf(body, 'ResponseBody'), 'responseData');
  const data = (Array.isArray(listed) ? listed : [listed]).map(wireRecord);
  const item = (name: string): string | null =>
    wireText(field(data.find((entry) => field(entry, 'name') === name) ?? null, 'value'));
  const transactionId = item('TransactionID');
  return {
    responseCode: code,
    responseDescription: wireText(field(header, 'responseDescription')),
    responseRefID: wireText(field(header, 'responseRefID')),
    requestRefID: wireText(field(header, 'requestRefID')),
    transactionId: transactionId === null || /^0+$/.test(transactionId) ? null : transactionId,
    status: item('Status'),
    msisdn: item('Msisdn'),
  };
}

function partOf(body: unknown, name: string): WireRecord | null {
  return wireRecord(field(wireRecord(body), name));
}

/** The field of this name, whatever the case of its first letter. */
function field(record: WireRecord | null, name: string): unknown {
  const rest = name.slice(1);
  return (
    record?.[`${name.charAt(0).toLowerCase()}${rest}`] ?? record?.[`${name.charAt(0).toUpperCase()}${rest}`]
  );
}
