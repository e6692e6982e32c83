import { parseCents } from '../../values/money.js';
import { type PayerIdentity, classifyMsisdn } from '../../values/payer-identity.js';
import type { ErrorEnvelope } from '../wire/answer.js';
import { says } from '../catalogue/says.js';
import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { type WireRecord, wireRecord, wireText } from '../wire/wire-reader.js';
import { parseWireTime } from '../wire/wire-time.js';

/** `POST /pulltransactions/v1/register` (portal page PullTransaction), once per live shortcode. */
export interface PullRegisterRequestBody {
  readonly ShortCode: string;
  readonly RequestType: 'Pull';
  /** Twelve digits; nominated on the organisation portal. */
  readonly NominatedNumber: string;
  readonly CallBackURL: string;
}

/** The shortcode may be pulled. */
export interface PullRegisterAnswer {
  /** True when it could be before. */
  readonly alreadyRegistered: boolean;
  readonly ResponseRefID: string | null;
  readonly ResponseDescription: string | null;
}

const DONE = '1000';
/** To a registration: was there before. To a query: nothing in that window. */
const NOTHING_NEW = '1001';

/** Accepted is `ResponseStatus` "1000", and "1001" for a shortcode that is registered already. */
export function parsePullRegisterAnswer(body: unknown): Reading<PullRegisterAnswer> {
  const record = withoutBlanksInKeys(body);
  const code = wireText(record?.['ResponseStatus'] ?? record?.['ResponseCode']);
  if (!record || code === null) return UNREADABLE;
  const description = wireText(record['ResponseDescription'] ?? record['ResponseMessage']);
  if (code !== DONE && code !== NOTHING_NEW) {
    return { kind: 'refused', code, message: description ?? '(no message)' };
  }
  return accepted({
    alreadyRegistered: code === NOTHING_NEW,
    ResponseRefID: wireText(record['ResponseRefID']),
    ResponseDescription: description,
  });
}

/** `POST /pulltransactions/v1/query`; a window of at most 48 hours back. */
export interface PullQueryRequestBody {
  readonly ShortCode: string;
  /** `YYYY-MM-DD HH:mm:ss` in East Africa Time, as `formatPullTime` writes it. */
  readonly StartDate: string;
  readonly EndDate: string;
  /** Rows to skip, counted from 0. A page seems to have 100. */
  readonly OffSetValue: string;
}

/** One payment as Pull lists it, cleaned: amounts are cents, times epoch milliseconds, missing and blank is null. */
export interface PulledTransaction {
  /** The receipt. */
  readonly transactionId: string;
  readonly trxDate: number | null;
  /** In clear, unlike in the confirmation. */
  readonly msisdn: PayerIdentity;
  /** The payer's name, or the placeholder `MPESA`, which is null here. */
  readonly sender: string | null;
  /** Such as `c2b-pay-bill-debit`. */
  readonly transactiontype: string | null;
  readonly billreference: string | null;
  readonly amountCents: number | null;
  readonly organizationname: string | null;
}

/** A page of payments. */
export interface PullQueryAnswer {
  readonly ResponseRefID: string | null;
  readonly transactions: readonly PulledTransaction[];
  /** Rows that were on the wire, also unreadable ones: what the next offset grows by. */
  readonly rows: number;
}

/** Accepted is `ResponseCode` "1000", and "1001" for an empty window. The list is an array inside an array. */
export function parsePullQueryAnswer(body: unknown): Reading<PullQueryAnswer> {
  const record = withoutBlanksInKeys(body);
  const code = wireText(record?.['ResponseCode'] ?? record?.['ResponseStatus']);
  if (!record || code === null) return UNREADABLE;
  if (code !== DONE && code !== NOTHING_NEW) {
    const message = wireText(record['ResponseMessage'] ?? record['ResponseDescription']) ?? '(no message)';
    return { kind: 'refused', code, message };
  }
  const rows = flat(record['Response'])
    .map(withoutBlanksInKeys)
    .filter((row) => row !== null);
  const transactions = rows.flatMap((row) => transactionOf(row) ?? []);
  if (rows.length > 0 && transactions.length === 0) return UNREADABLE;
  return accepted({ ResponseRefID: wireText(record['ResponseRefID']), transactions, rows: rows.length });
}

/** An empty window is also told as an error, `500` with "no transactions". */
export function parsePullQueryError(error: ErrorEnvelope): Reading<PullQueryAnswer> | null {
  if (!says('nothing-to-pull', error.errorMessage)) return null;
  return accepted({ ResponseRefID: null, transactions: [], rows: 0 });
}

function transactionOf(row: WireRecord): PulledTransaction | null {
  const receipt = wireText(row['transactionId']);
  if (receipt === null) return null;
  const sender = wireText(row['sender']);
  return {
    transactionId: receipt,
    trxDate: parseWireTime(row['trxDate']),
    msisdn: classifyMsisdn(row['msisdn']),
    sender: sender === 'MPESA' ? null : sender,
    transactiontype: wireText(row['transactiontype']),
    billreference: wireText(row['billreference']),
    amountCents: parseCents(wireText(row['amount'])),
    organizationname: wireText(row['organizationname']),
  };
}

/** The rows, whether they lie in one array, as one would think, or in an array inside an array. */
function flat(listed: unknown): unknown[] {
  return Array.isArray(listed)
    ? listed.flatMap((entry: unknown) => (Array.isArray(entry) ? entry : [entry]))
    : [];
}

/** `Response Status` was seen as well as `ResponseStatus`. */
function withoutBlanksInKeys(body: unknown): WireRecord | null {
  const record = wireRecord(body);
  return (
    record &&
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key.replace(/\s+/g, ''), value]))
  );
}
