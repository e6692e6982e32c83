import { createHmac, timingSafeEqual } from 'node:crypto';

/** A message as it arrived. */
export interface SignedMessage {
  readonly id: string | null;
  /** Unix seconds, as the header has them. */
  readonly timestamp: string | null;
  readonly signature: string | null;
  /** The bytes as they came. */
  readonly body: Buffer;
}

/** Either way: the sender's clock and ours differ, and an old message may be somebody's recording. */
const TOLERANCE_S = 300;

/** True when one of the secrets has signed it within five minutes of `now` (Standard Webhooks 1.0). */
export function isSigned(message: SignedMessage, secrets: readonly string[], now: number): boolean {
  const { id, timestamp, signature, body } = message;
  if (id === null || timestamp === null || signature === null || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(Math.floor(now / 1_000) - Number(timestamp)) > TOLERANCE_S) return false;
  const given = signature.split(' ').flatMap((part) => (part.startsWith('v1,') ? [part.slice(3)] : []));
  return secrets.some((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
    return given.some((text) => matches(Buffer.from(text, 'base64'), expected));
  });
}

function matches(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
