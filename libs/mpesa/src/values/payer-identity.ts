import { createHash } from 'node:crypto';
import { isWirePhone } from './phone-number.js';

/**
 * What a C2B notification tells of the payer's number: in clear, masked (`2547 ***** 126`, `25470****149`, a SHA-256
 * whose middle is starred out), hashed (SHA-256 of the twelve digits, lower-case hex), or nothing usable.
 */
export interface PayerIdentity {
  readonly form: 'clear' | 'masked' | 'hashed' | 'none';
  /** The number, mask or hash; empty for `none`. */
  readonly value: string;
}

/** As many as are kept; a hash has 64. */
const LONGEST = 128;
const HASH = /^[0-9a-f]{64}$/;
const MASK = /^([0-9a-f]{2,})\s*\*+\s*([0-9a-f]{2,})$/;

/** Tells which form a C2B `MSISDN` has. It is never parsed as a phone number beyond that. */
export function classifyMsisdn(wire: unknown): PayerIdentity {
  if (typeof wire !== 'string' && typeof wire !== 'number') return { form: 'none', value: '' };
  if (String(wire).length > LONGEST) return { form: 'none', value: '' };
  const value = String(wire).trim().toLowerCase().replace(/^\+/, '');
  if (isWirePhone(value)) return { form: 'clear', value };
  if (HASH.test(value)) return { form: 'hashed', value };
  if (MASK.test(value)) return { form: 'masked', value };
  return { form: 'none', value: '' };
}

/** The form in which C2B v1 tells a number since November 2023: SHA-256 of its twelve digits, lower-case hex. */
export function hashPhone(phone: string): string {
  return createHash('sha256').update(phone).digest('hex');
}

/** True when the payer may be the owner of `phone` (twelve digits). An identity that tells nothing agrees with nobody. */
export function agreesWithPhone(identity: PayerIdentity, phone: string): boolean {
  switch (identity.form) {
    case 'clear':
      return identity.value === phone;
    case 'hashed':
      return identity.value === hashPhone(phone);
    case 'masked':
      return fitsMask(identity.value, phone) || fitsMask(identity.value, hashPhone(phone));
    case 'none':
      return false;
  }
}

/** False where two sources tell numbers that cannot be one. Two masks, or a mask and a hash, say nothing against each other. */
export function mayBeSamePayer(one: PayerIdentity, other: PayerIdentity): boolean {
  if (one.form === 'none' || other.form === 'none') return true;
  if (one.form === 'clear') return agreesWithPhone(other, one.value);
  return other.form !== 'clear' || agreesWithPhone(one, other.value);
}

function fitsMask(mask: string, text: string): boolean {
  const [, head = '', tail = ''] = MASK.exec(mask) ?? [];
  if (head === '' || head.length + tail.length > text.length) return false;
  return text.startsWith(head) && text.endsWith(tail);
}
