import { createHash, createHmac } from 'node:crypto';

/** What a digest is of, so that two of them never say that they tell of the same thing. */
export type DigestKind =
  'request' | 'standing-order' | 'callback' | 'checkout-request' | 'reference' | 'phone';

/** Stands before every digest that a secret has made. Those of before there were any have none, and no dot. */
const MARK = 'k1.';
/** As many characters as a SHA-256 has in base64url, so that both fit the same columns; 240 bits are left of the HMAC. */
const LENGTH = 43;

/** SHA-256, base64url. Of a number it is as good as the number itself: there are not many. Never to be stored. */
export function plainDigest(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('base64url');
}

export function isKeyed(digest: string): boolean {
  return digest.startsWith(MARK);
}

/**
 * Digests of what may tell of a person, made with the callback secret: whoever reads the tables without it cannot try out all
 * numbers there are. A digest is made of the plain one, so that one that was stored plain can be made one of these.
 */
export class KeyedDigests {
  /** @param secrets the first makes new digests, those of all are known again */
  constructor(private readonly secrets: readonly [string, ...string[]]) {}

  /** `k1.` and 40 characters of base64url. What is one already comes back as it is. */
  of(kind: DigestKind, plain: string): string {
    return isKeyed(plain) ? plain : keyed(this.secrets[0], kind, plain);
  }

  /** How it may be stored: with each of the secrets, the newest first, and plain, as it was before there were keys. */
  formsOf(kind: DigestKind, plain: string): [string, ...string[]] {
    const [newest, ...older] = this.secrets.map((secret) => keyed(secret, kind, plain));
    return [newest ?? plain, ...older, plain];
  }
}

function keyed(secret: string, kind: DigestKind, plain: string): string {
  const hmac = createHmac('sha256', secret).update(`digest\n${kind}\n${plain}`);
  return `${MARK}${hmac.digest('base64url')}`.slice(0, LENGTH);
}
