import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const BITS = 256;

/** A new secret, 43 characters of `A-Z a-z 0-9 _ -`. */
export function newSecret(): string {
  return randomBytes(BITS / 8).toString('base64url');
}

/**
 * What is kept of a secret. Plain SHA-256: slow hashes protect what people choose, and a table of 2^256 values cannot be
 * tried however fast one is; a slow one would only let strangers keep us busy at the token endpoint.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Takes the same time whatever is wrong. */
export function secretMatches(secret: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret), 'hex'), Buffer.from(hash.padEnd(64, '0'), 'hex'));
}
