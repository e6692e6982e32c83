const WIRE_AMOUNT = /^(\d{1,14})(?:\.(\d{1,2}))?$/;

/** Whole shillings to cents. Throws a RangeError for anything that is not a whole, non-negative, safe number. */
export function shillingsToCents(shillings: number): number {
  const cents = shillings * 100;
  if (!Number.isSafeInteger(shillings) || shillings < 0 || !Number.isSafeInteger(cents)) {
    throw new RangeError(`${shillings} is not a whole number of shillings`);
  }
  return cents;
}

/** Cents to whole shillings, as Daraja takes them. Throws a RangeError when cents would be left over. */
export function centsToShillings(cents: number): number {
  if (!Number.isSafeInteger(cents) || cents < 0 || cents % 100 !== 0) {
    throw new RangeError(`${cents} cents is not a whole number of shillings`);
  }
  return cents / 100;
}

/**
 * Reads an amount as Safaricom writes it (`1`, `1.00`, `"5.00"`, `"190"`: shillings with at most two decimals) into
 * cents; null for everything else. Works on the decimal text, so that no amount is ever rounded.
 */
export function parseCents(value: unknown): number | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const match = WIRE_AMOUNT.exec(String(value));
  if (!match) return null;
  const cents = Number(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`);
  return Number.isSafeInteger(cents) ? cents : null;
}

/** Like `parseCents`, but for balances, which may be negative (`Charges Paid Account|KES|-1540.00`). */
export function parseSignedCents(value: unknown): number | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const text = String(value);
  if (!text.startsWith('-')) return parseCents(text);
  const cents = parseCents(text.slice(1));
  return cents === null || cents === 0 ? cents : -cents;
}

/** Cents as text with two decimals: 150000 is `1500.00`. */
export function formatCents(cents: number): string {
  if (!Number.isSafeInteger(cents)) throw new RangeError(`${cents} is not a whole number of cents`);
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
