import { createHash, hkdfSync } from 'node:crypto';

export interface RingKey {
  /** Names the key without telling anything of it. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Keys for one purpose, made of the gateway's secrets. The first is used, all are accepted. */
export class KeyRing {
  private constructor(readonly keys: readonly [RingKey, ...RingKey[]]) {}

  static of(secrets: readonly string[], purpose: string): KeyRing {
    const [first, ...others] = secrets.map((secret) => keyOf(secret, purpose));
    if (first === undefined) throw new Error('a key ring needs a secret');
    return new KeyRing([first, ...others]);
  }

  get first(): RingKey {
    return this.keys[0];
  }

  find(id: unknown): RingKey | null {
    return this.keys.find((key) => key.id === id) ?? null;
  }
}

function keyOf(secret: string, purpose: string): RingKey {
  const bytes = new Uint8Array(hkdfSync('sha256', secret, '', `mpesa-gateway:${purpose}`, 32));
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 12), bytes };
}
