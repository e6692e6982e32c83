/** A text of a row that may be missing. */
export function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
