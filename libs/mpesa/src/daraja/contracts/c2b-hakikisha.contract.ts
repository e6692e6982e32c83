import { wireRecord, wireText } from '../wire/wire-reader.js';

/**
 * C2B Hakikisha goes the other way round: Safaricom asks us, before a customer pays, whose account that is. It first gets
 * a token of ours (`POST …/auth/v1/generate?grant_type=client_credentials`, HTTP Basic), then asks with it
 * (`POST …/c2b_hakikisha/v1/notify`).
 */
export interface NameLookupRequest {
  readonly requestId: string;
  /** Epoch seconds as Safaricom sent them; null when they are no number. */
  readonly timestamp: number | null;
  readonly accountNumber: string;
  readonly shortcode: string;
}

/** Reads a look-up from any JSON; null when it names no account. Never throws. */
export function parseNameLookup(body: unknown): NameLookupRequest | null {
  const record = wireRecord(body);
  const requestId = wireText(record?.['requestId']);
  const accountNumber = wireText(record?.['accountNumber']);
  const shortcode = wireText(record?.['shortcode']);
  if (!record || requestId === null || accountNumber === null || shortcode === null) return null;
  const timestamp = Number(wireText(record['timestamp']) ?? Number.NaN);
  return {
    requestId,
    timestamp: Number.isSafeInteger(timestamp) ? timestamp : null,
    accountNumber,
    shortcode,
  };
}

/** What a look-up is answered with. The timestamp is a number here, though it came as text. */
export interface NameLookupAnswerBody {
  readonly requestId: string;
  readonly timestamp: number;
  readonly accountName: string;
  readonly accountNumber: string;
  readonly shortcode: string;
}

/** Answers with the holder's name; `nowMs` stands in where the question had no time. */
export function nameLookupAnswer(
  request: NameLookupRequest,
  accountName: string,
  nowMs: number,
): NameLookupAnswerBody {
  const { requestId, accountNumber, shortcode } = request;
  const timestamp = request.timestamp ?? Math.floor(nowMs / 1000);
  return { requestId, timestamp, accountName, accountNumber, shortcode };
}

/** What a token request is answered with. Unlike Daraja's own, `expires_in` (seconds) is a number. */
export function nameLookupToken(
  token: string,
  seconds: number,
): { access_token: string; expires_in: number } {
  return { access_token: token, expires_in: seconds };
}

/** Reads `Basic base64(user:password)`; null for anything else. The password may hold colons. */
export function parseBasicAuthorization(header: unknown): { user: string; password: string } | null {
  const encoded =
    typeof header === 'string' ? /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header)?.[1] : undefined;
  if (encoded === undefined) return null;
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return password.length === 0 ? null : { user, password: password.join(':') };
}

/** Reads `Bearer <token>`; null for anything else. */
export function parseBearerAuthorization(header: unknown): string | null {
  return typeof header === 'string' ? (/^Bearer +(\S+) *$/i.exec(header)?.[1] ?? null) : null;
}
