import { maskNumbers } from '../values/mask-numbers.js';
import { MpesaError } from './mpesa.error.js';

/** The one error for bad input: names the field, its value and the rule. Nothing was stored or sent. */
export class InvalidRequestError extends MpesaError {
  override readonly name = 'InvalidRequestError';
  readonly code = 'invalid-request';
  readonly retryable = false;
  readonly moneyMayHaveMoved = false;
  /** As it was given; cut where it is longer than anybody could have meant, and a text where it holds a number that is masked. */
  readonly value: unknown;

  constructor(
    readonly field: string,
    value: unknown,
    /** The broken rule in words, such as `must be a whole number of shillings`. */
    readonly rule: string,
  ) {
    super(`${field} ${show(value)} is refused: ${rule}`);
    this.value = told(value);
  }
}

/** More of a text is not told: it may be a stranger's, and as long as he liked. */
const LONGEST_TEXT = 200;
const LONGEST_JSON = 2_000;

function told(value: unknown): unknown {
  if (value === null || value === undefined || typeof value === 'boolean' || value instanceof Date)
    return value;
  if (typeof value === 'symbol' || typeof value === 'function') return value;
  if (typeof value === 'string') return maskNumbers(cut(value, LONGEST_TEXT));
  const text = written(value);
  if (text.length > LONGEST_JSON) return maskNumbers(cut(text, LONGEST_TEXT));
  const masked = maskNumbers(text);
  return masked === text ? value : masked;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function show(value: unknown): string {
  if (value === undefined) return '(missing)';
  return cut(
    maskNumbers(typeof value === 'string' ? inJson(value.slice(0, LONGEST_TEXT)) : written(value)),
    100,
  );
}

/** JSON has no word for either. */
function written(value: unknown): string {
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : inJson(value);
}

function inJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}
