import { InvalidRequestError } from 'nestjs-mpesa';
import type { EnqueueRequest } from './delivery.js';

const MAX_BODY_BYTES = 60_000;

const RULES = [
  ['id', /^[\w:-]{1,100}$/, 'must be 1 to 100 letters, digits, _, : or -'],
  ['clientId', /^\S{1,36}$/, 'must be 1 to 36 characters without spaces'],
  ['stream', /^[\x21-\x7e]{1,100}$/, 'must be 1 to 100 printable ASCII characters without spaces'],
  ['type', /^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, _, . or -'],
] as const;

/** @throws InvalidRequestError naming the field that breaks its rule */
export function refuseUnlessNamed(request: EnqueueRequest): void {
  for (const [field, pattern, rule] of RULES) {
    const value: unknown = request[field];
    if (typeof value !== 'string' || !pattern.test(value)) throw new InvalidRequestError(field, value, rule);
  }
}

/** The bytes that every attempt sends. */
export function bodyOf(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null) {
    throw new InvalidRequestError('payload', payload, 'must be an object');
  }
  const body = inJson(payload);
  if (Buffer.byteLength(body) <= MAX_BODY_BYTES) return body;
  throw new InvalidRequestError(
    'payload',
    `${Buffer.byteLength(body)} bytes`,
    `must not be longer than ${MAX_BODY_BYTES} bytes as JSON`,
  );
}

function inJson(payload: object): string {
  const text = attempt(() => JSON.stringify(payload) as string | undefined);
  if (text !== undefined) return text;
  throw new InvalidRequestError('payload', payload, 'must be something that JSON can say');
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
