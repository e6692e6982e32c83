import { randomBytes } from 'node:crypto';

const BITS = 128;
const SHAPE = /^[\w-]{22}$/;

/**
 * What opens an order: 22 characters of `A-Z a-z 0-9 _ -` that nobody guesses. Its number is for people and for the account
 * number in M-Pesa, and opens nothing, because numbers count up.
 */
export function newOrderLink(): string {
  return randomBytes(BITS / 8).toString('base64url');
}

export function isOrderLink(text: unknown): text is string {
  return typeof text === 'string' && SHAPE.test(text);
}
