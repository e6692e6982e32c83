import { PersonMentions } from 'nestjs-mpesa';
import type { Person } from './personal-table.js';

/** Tells which texts are about somebody: as the library tells it, of their number and their payments. */
export function mentionsOf({ phone, payments }: Person): PersonMentions {
  const names = payments.flatMap(({ id, receipt }) => (receipt === null ? [id] : [id, receipt]));
  return new PersonMentions(phone, names);
}
