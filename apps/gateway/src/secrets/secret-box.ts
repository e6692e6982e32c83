import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const MIN_LENGTH = 32;

interface BoxKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Encrypts secrets at rest with AES-256-GCM. Of several keys the first encrypts and all decrypt, so that keys can be changed. */
export class SecretBox {
  readonly #keys: readonly [BoxKey, ...BoxKey[]];

  /** @throws Error when there is no key, or one is shorter than 32 characters */
  constructor(keys: readonly string[]) {
    if (keys.some((key) => key.length < MIN_LENGTH)) {
      throw new Error(`encryptionKeys must have at least ${MIN_LENGTH} characters each`);
    }
    const [first, ...others] = keys.map(boxKey);
    if (first === undefined) throw new Error('encryptionKeys must list at least one key');
    this.#keys = [first, ...others];
  }

  /** @param holder whose secret it is; a sealed text opens for no one else */
  seal(holder: string, secret: string): string {
    const [{ id, key }] = this.#keys;
    const nonce = randomBytes(12);
    const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(holder));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return [id, nonce, cipher.getAuthTag(), sealed].map(base64url).join('.');
  }

  /** @throws Error when none of the keys has sealed it, or it was sealed for another holder */
  open(holder: string, sealed: string): string {
    const [id = '', nonce = '', tag = '', text = ''] = sealed.split('.');
    const match = this.#keys.find((key) => key.id === id);
    if (match === undefined) throw new Error(`the encryption key ${id} is not among encryptionKeys`);
    const decipher = createDecipheriv(ALGORITHM, match.key, Buffer.from(nonce, 'base64url'), {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(holder)).setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString(
      'utf8',
    );
  }

  /** True when the first key sealed it. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${this.#keys[0].id}.`);
  }
}

function boxKey(secret: string): BoxKey {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'gateway signing secrets', 32));
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
}

function base64url(part: string | Buffer): string {
  return typeof part === 'string' ? part : part.toString('base64url');
}
