import type { Person } from './personal-table.js';

/** However a number is written, it ends in these. */
const SUBSCRIBER_DIGITS = 9;

/** Fields that hold what a payer typed as the account number, which may be anybody's number: by their names in each dialect. */
const TYPED = ['reference', 'billRefNumber', 'accountNumber', 'BillRefNumber', 'account_number'];

/** By which words a text tells of somebody. */
export function wordsFor(person: Person): string[] {
  return [numberOf(person), ...namesOf(person)];
}

/** True for a text with the number in it, however it is grouped. */
export function isNumberIn(text: string, person: Pick<Person, 'phone'>): boolean {
  return text.replaceAll(/\D/g, '').includes(numberOf(person));
}

/** True for a message about one of their payments, or with their number anywhere but in an account number. */
export function isAbout(json: string, person: Person): boolean {
  if (namesOf(person).some((name) => json.includes(name))) return true;
  return json.includes(numberOf(person)) && withoutTyped(json).includes(numberOf(person));
}

function numberOf({ phone }: Pick<Person, 'phone'>): string {
  return phone.slice(-SUBSCRIBER_DIGITS);
}

function namesOf({ payments }: Person): string[] {
  return payments.flatMap(({ id, receipt }) => (receipt === null ? [id] : [id, receipt]));
}

function withoutTyped(json: string): string {
  return JSON.stringify(JSON.parse(json, (name, value: unknown) => (TYPED.includes(name) ? null : value)));
}
