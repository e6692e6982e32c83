import { PersonMentions } from 'nestjs-mpesa';
import type { Person } from './personal-table.js';

/** Fields that hold what a payer typed as the account number, which may be anybody's number: by their names in each dialect. */
const TYPED = ['reference', 'billRefNumber', 'accountNumber', 'BillRefNumber', 'account_number'];

/** Tells which texts are about somebody: as the library tells it, of their number and their payments. */
export function mentionsOf({ phone, payments }: Person): PersonMentions {
  const names = payments.flatMap(({ id, receipt }) => (receipt === null ? [id] : [id, receipt]));
  return new PersonMentions(phone, names);
}

/** True for a text with the number in it, however it is grouped. */
export function isNumberIn(text: string, { phone }: Pick<Person, 'phone'>): boolean {
  // However a number is written, it ends in these.
  return text.replaceAll(/\D+/g, '').includes(phone.slice(3));
}

/** True for JSON about one of their payments, or with their number anywhere but in an account number. */
export function isAbout(json: string, mentions: PersonMentions): boolean {
  return mentions.namesPayment(json) || (mentions.in(json) && mentions.in(withoutTyped(json)));
}

function withoutTyped(json: string): string {
  return JSON.stringify(JSON.parse(json, (name, value: unknown) => (TYPED.includes(name) ? null : value)));
}
