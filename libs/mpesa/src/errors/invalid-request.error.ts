import { MpesaError } from './mpesa.error.js';

/** The one error for bad input: names the field, its value and the rule. Nothing was stored or sent. */
export class InvalidRequestError extends MpesaError {
  override readonly name = 'InvalidRequestError';
  readonly code = 'invalid-request';
  readonly retryable = false;
  readonly moneyMayHaveMoved = false;
  /** As it was given; cut where it is longer than anybody could have meant. */
  readonly value: unknown;

  constructor(
    readonly field: string,
    value: unknown,
    /** The broken rule in words, such as `must be a whole number of shillings`. */
    readonly rule: string,
  ) {
    super(`${field} ${show(value)} is refused: ${rule}`);
    this.value = bounded(value);
  }
}

/** More of a text is not told: it may be a stranger's, and as long as he liked. */
const LONGEST_TEXT = 200;
const LONGEST_JSON = 2_000;

function bounded(value: unknown): unknown {
  if (typeof value === 'string') return cut(value, LONGEST_TEXT);
  if (typeof value !== 'object' || value === null) return value;
  const text = inJson(value);
  return text.length > LONGEST_JSON ? cut(text, LONGEST_TEXT) : value;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function show(value: unknown): string {
  if (value === undefined) return '(missing)';
  const text =
    typeof value === 'bigint' || typeof value === 'number'
      ? String(value)
      : inJson(typeof value === 'string' ? value.slice(0, 200) : value);
  return cut(text, 100);
}

function inJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}
