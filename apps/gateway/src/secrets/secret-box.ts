import { createHash } from 'node:crypto';
import { seal, sealingKey, unseal } from 'typeorm-durable/sealing';

const MIN_LENGTH = 32;

interface BoxKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Encrypts secrets at rest. Of several keys the first encrypts and all decrypt, so that keys can be changed. */
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
    const { nonce, tag, text } = seal(secret, { key, context: holder });
    return [id, ...[nonce, tag, text].map((part) => part.toString('base64url'))].join('.');
  }

  /** @throws Error when none of the keys has sealed it, or it was sealed for another holder */
  open(holder: string, sealed: string): string {
    const [id = '', nonce = '', tag = '', text = ''] = sealed.split('.');
    const match = this.#keys.find((key) => key.id === id);
    if (match === undefined) throw new Error(`the encryption key ${id} is not among encryptionKeys`);
    const parts = { nonce: bytes(nonce), tag: bytes(tag), text: bytes(text) };
    return unseal(parts, { key: match.key, context: holder });
  }

  /** True when the first key sealed it. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${this.#keys[0].id}.`);
  }
}

function boxKey(secret: string): BoxKey {
  const key = sealingKey(secret, 'gateway signing secrets');
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}
