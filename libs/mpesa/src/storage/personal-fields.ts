/** Fields of an event payload that tell of a person, or that anybody may have written about one in. */
const PERSONAL = [
  'phone',
  'phoneMasked',
  'phoneHash',
  'partyName',
  'metadata',
  'debitParty',
  'creditParty',
  // Its last nine digits are those of the payer.
  'checkoutRequestId',
  'description',
  'resultText',
  'name',
] as const;

/** The payload with its personal fields emptied; null when there is nothing (left) to empty. */
export function withoutPersonalFields(json: string): string | null {
  const payload = JSON.parse(json) as Record<string, unknown>;
  const filled = PERSONAL.filter(
    (field) => payload[field] !== undefined && payload[field] !== emptied(field),
  );
  if (filled.length === 0) return null;
  return JSON.stringify({
    ...payload,
    ...Object.fromEntries(filled.map((field) => [field, emptied(field)])),
  });
}

/** What is always a text stays one. */
function emptied(field: (typeof PERSONAL)[number]): '' | null {
  return field === 'name' ? '' : null;
}
