import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

/** The answer of `GET /oauth/v1/generate` (portal page Authorization). `expires_in` is a string on the wire. */
export interface OauthAnswer {
  readonly access_token: string;
  /** Seconds. */
  readonly expires_in: number;
}

/** Every token seen so far lives 3600 s; of one that does not say so, a part of that is believed. */
const CAUTIOUS_SECONDS = 600;

/**
 * Takes `expires_in` as string and as number. A life that is missing, or no number of seconds above 0, is a short one: the token
 * is good all the same, and a stale one is refused before anything is done.
 */
export function parseOauthAnswer(body: unknown): Reading<OauthAnswer> {
  const record = wireRecord(body);
  const token = wireText(record?.['access_token']);
  if (token === null) return UNREADABLE;
  const seconds = Number(wireText(record?.['expires_in']) ?? Number.NaN);
  const told = Number.isFinite(seconds) && seconds > 0;
  return accepted({ access_token: token, expires_in: told ? seconds : CAUTIOUS_SECONDS });
}
