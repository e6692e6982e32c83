import type { Payment, PaymentDirection } from '../../payments/payment.js';
import type { Page, PaymentFilter, PaymentQueries } from '../../payments/payment-ports.js';
import { questionProductOf, type PaymentQuestion } from '../../payments/question-product.js';
import type { InMemoryDatabase } from './in-memory-database.js';
import { newestFirst } from './newest-first.js';

export class InMemoryPaymentQueries implements PaymentQueries {
  constructor(private readonly database: InMemoryDatabase) {}

  async get(id: string): Promise<Payment | null> {
    return this.database.tables.payments.get(id) ?? null;
  }

  async find(filter: PaymentFilter, page: { limit: number; cursor: string | null }): Promise<Page<Payment>> {
    const found = [...this.database.tables.payments.values()].filter((payment) => fits(payment, filter));
    return newestFirst(found, page, ({ id, createdAt }) => ({ at: createdAt, id }));
  }

  async isAnotherDue({ product, account, paymentId }: PaymentQuestion, until: number): Promise<boolean> {
    return [...this.database.tables.payments.values()].some(
      (other) =>
        other.id !== paymentId &&
        other.account === account &&
        questionProductOf(other) === product &&
        (other.status === 'pending' || other.status === 'unknown' || other.awaiting !== null) &&
        other.nextCheckAt !== null &&
        other.nextCheckAt <= until,
    );
  }

  async withReceipts(direction: PaymentDirection, receipts: readonly string[]): Promise<Payment[]> {
    return [...this.database.tables.payments.values()].filter(
      (payment) => payment.direction === direction && receipts.includes(payment.receipt ?? ''),
    );
  }
}

function fits(payment: Payment, { status, createdFrom, createdTo, ...equal }: PaymentFilter): boolean {
  const fields = Object.entries(equal) as Array<[keyof typeof equal, string | readonly string[] | undefined]>;
  return (
    fields.every(
      ([field, value]) => value === undefined || [value].flat().some((one) => one === payment[field]),
    ) &&
    (status === undefined || [status].flat().includes(payment.status)) &&
    payment.createdAt >= (createdFrom ?? 0) &&
    payment.createdAt < (createdTo ?? Number.POSITIVE_INFINITY)
  );
}
