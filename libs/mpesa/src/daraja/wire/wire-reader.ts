/** A JSON object whose fields are still to be read. */
export type WireRecord = Readonly<Record<string, unknown>>;

/** The value as a JSON object; null for arrays, scalars and null. */
export function wireRecord(value: unknown): WireRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WireRecord) : null;
}

/** A text field. Numbers become text, blanks and everything else become null. */
export function wireText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' ? null : text;
}
