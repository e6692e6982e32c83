import { holdsPhone } from '../../values/held-phone.js';

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

/**
 * The payload with its personal fields emptied; null when there is nothing (left) to empty.
 *
 * @param takesTyped whether an account number goes that a payer typed, whatever it is
 */
export function withoutPersonalFields(json: string, takesTyped = false): string | null {
  const payload = JSON.parse(json) as Record<string, unknown>;
  const filled: string[] = PERSONAL.filter(
    (field) => payload[field] !== undefined && payload[field] !== emptied(field),
  );
  const { reference, kind } = payload;
  const isTaken = (text: string): boolean => (takesTyped && kind === 'c2b') || holdsPhone(text);
  if (typeof reference === 'string' && reference !== '' && isTaken(reference)) filled.push('reference');
  if (filled.length === 0) return null;
  return JSON.stringify({
    ...payload,
    ...Object.fromEntries(filled.map((field) => [field, emptied(field)])),
  });
}

/** What is always a text stays one; and an account number that was forgotten is not as if there had been none. */
function emptied(field: string): '' | null {
  return field === 'name' || field === 'reference' ? '' : null;
}
