import { type Reading, UNREADABLE, accepted } from '../reading.js';
import { wireRecord, wireText } from '../wire-reader.js';

/** The answer of `GET /oauth/v1/generate` (portal page Authorization). `expires_in` is a string on the wire. */
export interface OauthAnswer {
  readonly access_token: string;
  /** Seconds. */
  readonly expires_in: number;
}

/** Takes `expires_in` as string and as number; an answer without a token or a life is none. */
export function parseOauthAnswer(body: unknown): Reading<OauthAnswer> {
  const record = wireRecord(body);
  const token = wireText(record?.['access_token']);
  const seconds = Number(wireText(record?.['expires_in']) ?? Number.NaN);
  if (token === null || !Number.isFinite(seconds) || seconds <= 0) return UNREADABLE;
  return accepted({ access_token: token, expires_in: seconds });
}
