import { holdsPhone } from '../../values/held-phone.js';
import { isKeyed, plainDigest, type KeyedDigests } from '../../values/keyed-digests.js';

/**
 * What is left of an account number: all of it, unless a phone number was typed as one, or into one. By what is left of that its
 * payments are found by whoever knows the whole of it.
 */
export function erasedReference(reference: unknown, digests: Pick<KeyedDigests, 'of'>): string | null {
  if (reference === null) return null;
  const typed = String(reference);
  return holdsPhone(typed) ? digestOfReference(typed, digests) : typed;
}

/** What is one already comes back as it is. */
export function digestOfReference(typed: string, digests: Pick<KeyedDigests, 'of'>): string {
  return digests.of('reference', isKeyed(typed) ? typed : plainDigest(typed));
}
