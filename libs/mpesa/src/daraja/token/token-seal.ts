import { NONCE_BYTES, seal, sealingKey, TAG_BYTES, unseal } from 'typeorm-durable/sealing';
import type { RandomSource } from '../../values/random.js';

const VERSION = 'v1';
const PURPOSE = 'nestjs-mpesa access token';

/**
 * Encrypts a token for storage, under a key that is derived from the consumer secret, which the database does not hold. `context`
 * (the app's key) is authenticated along, so that a row cannot be moved to another app.
 */
export function sealToken(
  token: string,
  secret: string,
  at: { context: string; random: RandomSource },
): string {
  const key = sealingKey(secret, PURPOSE);
  const { nonce, tag, text } = seal(token, { key, context: at.context }, at.random.bytes(NONCE_BYTES));
  return `${VERSION}.${Buffer.concat([nonce, tag, text]).toString('base64url')}`;
}

/** The token again; null when it was sealed under another secret, for another app, or damaged. */
export function openToken(sealedToken: string, secret: string, context: string): string | null {
  const [version, payload = ''] = sealedToken.split('.');
  const bytes = Buffer.from(payload, 'base64url');
  if (version !== VERSION || bytes.length <= NONCE_BYTES + TAG_BYTES) return null;
  const [nonce, rest] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES)];
  try {
    const sealed = { nonce, tag: rest.subarray(0, TAG_BYTES), text: rest.subarray(TAG_BYTES) };
    return unseal(sealed, { key: sealingKey(secret, PURPOSE), context });
  } catch {
    return null;
  }
}
