import { MpesaError } from './mpesa.error.js';

/** The one error for bad input: names the field, its value and the rule. Nothing was stored or sent. */
export class InvalidRequestError extends MpesaError {
  override readonly name = 'InvalidRequestError';
  readonly code = 'invalid-request';
  readonly retryable = false;
  readonly moneyMayHaveMoved = false;

  constructor(
    readonly field: string,
    readonly value: unknown,
    /** The broken rule in words, such as `must be a whole number of shillings`. */
    readonly rule: string,
  ) {
    super(`${field} ${show(value)} is refused: ${rule}`);
  }
}

function show(value: unknown): string {
  if (value === undefined) return '(missing)';
  const text = typeof value === 'bigint' || typeof value === 'number' ? String(value) : inJson(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function inJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}
