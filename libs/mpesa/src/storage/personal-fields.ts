/** Fields of an event payload that tell of a person. */
const PERSONAL = [
  'phone',
  'phoneMasked',
  'phoneHash',
  'partyName',
  'metadata',
  'debitParty',
  'creditParty',
] as const;

/** The payload with its personal fields emptied; null when there is nothing (left) to empty. */
export function withoutPersonalFields(json: string): string | null {
  const payload = JSON.parse(json) as Record<string, unknown>;
  const filled = PERSONAL.filter((field) => payload[field] !== undefined && payload[field] !== null);
  if (filled.length === 0) return null;
  return JSON.stringify({ ...payload, ...Object.fromEntries(filled.map((field) => [field, null])) });
}
