import { InvalidRequestError, PaymentsService, type Payment } from 'nestjs-mpesa';
import type { Person } from './personal-table.js';

const PAGE = 200;
const WIRE_PHONE = /^254[17]\d{8}$/;

/** Somebody by their phone, with what the library knows of their payments. @throws InvalidRequestError field `phone` */
export async function personOf(payments: Pick<PaymentsService, 'find'>, phone: string): Promise<Person> {
  if (!WIRE_PHONE.test(phone)) {
    throw new InvalidRequestError('phone', phone.slice(0, 20), 'must be a phone number such as 254712345678');
  }
  const found: Payment[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await payments.find({ phone }, { limit: PAGE, cursor });
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return { phone, payments: found.map(({ id, receipt }) => ({ id, receipt })) };
}
