import type { PersonalDataService } from 'nestjs-mpesa';
import type { Person } from '../persons/personal-table.js';

/**
 * Somebody by their phone, in any Kenyan form, with what the library knows to be theirs: also what M-Pesa told only a hash of.
 *
 * @param named receipts or ids of payments that they have shown to be theirs
 * @throws InvalidRequestError field `phone` or `payments`
 */
export async function personOf(
  personalData: Pick<PersonalDataService, 'payments'>,
  written: string,
  named: readonly string[] = [],
): Promise<Person> {
  const { phone, payments } = await personalData.payments(written, named);
  return { phone, payments: payments.map(({ id, receipt }) => ({ id, receipt })) };
}
