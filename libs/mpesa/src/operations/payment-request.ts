import type { RequestProblem } from '../daraja/contracts/request-rules.js';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import type { ResolvedLimits } from '../options/product-limits.js';
import type { JsonObject } from '../payments/payment.js';
import { plainDigest } from '../values/keyed-digests.js';
import { shillingsToCents } from '../values/money.js';
import { isShortcode } from '../values/shortcode.js';
import { normalisePhone } from '../values/phone-number.js';

/** @throws InvalidRequestError field `phone`, or as the request calls it */
export function readPhone(value: unknown, field = 'phone'): string {
  const phone = normalisePhone(value);
  if (phone === null)
    throw new InvalidRequestError(field, value, 'must be a Kenyan mobile number, e.g. 0722 000 000');
  return phone;
}

/** Whole shillings to cents. @throws InvalidRequestError field `amount` */
export function readAmount(value: unknown, limits: ResolvedLimits): number {
  const whole = typeof value === 'number' && Number.isSafeInteger(value);
  if (!whole || value < limits.min || value > limits.max) {
    const rule = `must be a whole number of shillings from ${limits.min} to ${limits.max}`;
    throw new InvalidRequestError('amount', value, rule);
  }
  return shillingsToCents(value);
}

/** For products whose largest amount Safaricom does not tell. Whole shillings. */
export const ANY_AMOUNT: ResolvedLimits = { min: 1, max: 999_999_999 };

/** A shortcode, store number or till. @throws InvalidRequestError */
export function readShortcode(field: string, value: unknown): string {
  if (isShortcode(value)) return value;
  throw new InvalidRequestError(field, value, 'must have 5 to 7 digits');
}

/** One of a few words. @throws InvalidRequestError */
export function readChoice<T extends string>(field: string, value: T, choices: readonly T[]): T {
  if (choices.includes(value)) return value;
  throw new InvalidRequestError(field, value, `must be one of ${choices.join(', ')}`);
}

/** @throws InvalidRequestError field `idempotencyKey` */
export function readIdempotencyKey(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value.length < 1 || value.length > 120)
    throw new InvalidRequestError('idempotencyKey', value, 'must be 1 to 120 characters');
  const rule = 'must be whole characters, and not end in a blank';
  if (!isKeptAsItIs(value)) throw new InvalidRequestError('idempotencyKey', value, rule);
  return value;
}

/** Half a character (a lone surrogate) SQLite reads back as another text; with a blank at its end a key is MySQL's other one. */
function isKeptAsItIs(text: string): boolean {
  return !/\p{Surrogate}/u.test(text) && !text.endsWith(' ');
}

/** @throws InvalidRequestError field `metadata` */
export function readMetadata(value: unknown): JsonObject | null {
  if (value === undefined || value === null) return null;
  const plain = typeof value === 'object' && !Array.isArray(value);
  const text = plain ? serialised(value) : undefined;
  if (text !== undefined && text.length <= 10_000) return JSON.parse(text) as JsonObject;
  throw new InvalidRequestError(
    'metadata',
    value,
    'must be a plain JSON object of at most 10,000 characters',
  );
}

function serialised(value: object): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Throws what `problem` found. @throws InvalidRequestError */
export function refuse(field: string, value: unknown, problem: string | null): void {
  if (problem !== null) throw new InvalidRequestError(field, value, problem);
}

/** Throws the first broken rule with the value that broke it. @throws InvalidRequestError */
export function refuseProblems(problems: readonly RequestProblem[], request: object): void {
  const [first] = problems;
  if (first === undefined) return;
  throw new InvalidRequestError(first.field, request[first.field as keyof typeof request], first.rule);
}

/** A digest of what was asked, the same for the same request whatever the order of its fields. It is stored keyed. */
export function requestHash(request: Readonly<Record<string, unknown>>): string {
  const ordered = Object.keys(request)
    .sort()
    .map((key) => [key, request[key] ?? null]);
  return plainDigest(JSON.stringify(ordered));
}
