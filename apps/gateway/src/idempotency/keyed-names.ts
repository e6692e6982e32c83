import { createHash, createHmac } from 'node:crypto';
import { KeyRing } from '../auth/key-ring.js';

/** A name as it is written today, and the others that rows may have it under. */
export type Names = readonly [string, ...string[]];

/**
 * Names for what a client asks with and for. Keyed, because the phone number in a request is soon found by trying all numbers
 * where the hash can be had without a secret. A row keeps the name that the first secret of its day gave it.
 */
export class KeyedNames {
  readonly #ring: KeyRing;

  constructor(secrets: readonly string[]) {
    this.#ring = KeyRing.of(secrets, 'idempotency');
  }

  /** @param what tells names of one thing from names of another */
  of(what: 'key' | 'request', clientId: string, text: string): Names {
    const said = JSON.stringify([what, clientId, text]);
    const [first = '', ...others] = this.#ring.keys.map(({ bytes }) =>
      createHmac('sha256', bytes).update(said).digest('base64url'),
    );
    return [first, ...others, unkeyed(text)];
  }
}

/** As rows were named before; they are gone a week after the upgrade. */
function unkeyed(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
