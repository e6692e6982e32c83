import type { MoneyQuery } from '../payments/payment-ports.js';
import { marks } from './dialect.js';

/** The condition for payments by hand that may be the money of a push. The index on amount and time leads to them. */
export function moneyNear({ amountsCents, from, to, statuses }: MoneyQuery): {
  sql: string;
  params: unknown[];
} {
  return {
    sql:
      `amount_cents IN (${marks(amountsCents.length)}) AND completed_at BETWEEN ? AND ? ` +
      `AND status IN (${marks(statuses.length)}) ` +
      "AND kind = 'c2b' AND receipt IS NOT NULL AND superseded_by IS NULL AND reversed_cents = 0",
    params: [...amountsCents, from, to, ...statuses],
  };
}
