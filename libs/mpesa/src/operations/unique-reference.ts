import type { RandomSource } from '../values/random.js';

/** No I, L, O, U: a payer may have to read it out. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A reference of 12 characters that no other payment has: 55 random bits behind the letter P. */
export function uniqueReference(random: RandomSource): string {
  return `P${[...random.bytes(11)].map((byte) => LETTERS[byte & 31]).join('')}`;
}
