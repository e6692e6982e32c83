/** True for a pay bill, till, store or head-office number: five to seven digits, as a string. */
export function isShortcode(value: unknown): value is string {
  return typeof value === 'string' && /^\d{5,7}$/.test(value);
}
