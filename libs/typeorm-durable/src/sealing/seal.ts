import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;

/** Bytes of a {@link Sealed.nonce}. */
export const NONCE_BYTES = 12;

/** Bytes of a {@link Sealed.tag}. */
export const TAG_BYTES = 16;

/** A text encrypted by AES-256-GCM. How its parts are written into a column is up to whoever stores it. */
export interface Sealed {
  /** Drawn anew for each. */
  readonly nonce: Buffer;
  /** By which every change is noticed. */
  readonly tag: Buffer;
  readonly text: Buffer;
}

/** What a text is sealed with. */
export interface Seal {
  /** From {@link sealingKey}. */
  readonly key: Buffer;
  /** Whose text it is: sealed for one row, it opens in no other. */
  readonly context: string;
}

/** The key that HKDF-SHA256 derives from a secret which the database does not hold; another one for each purpose. */
export function sealingKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES));
}

/** Encrypts a text for storage. */
export function seal(text: string, { key, context }: Seal, nonce: Buffer = randomBytes(NONCE_BYTES)): Sealed {
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(context));
  return {
    nonce,
    text: Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]),
    tag: cipher.getAuthTag(),
  };
}

/**
 * The text again.
 *
 * @throws Error when it was sealed with another key, for another context, or was altered
 */
export function unseal({ nonce, tag, text }: Sealed, { key, context }: Seal): string {
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
  return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
}
