import { marks } from 'typeorm-durable';
import type { MoneyQuery } from '../../payments/payment-ports.js';

/**
 * Selects payments by hand that may be the money of a push. The index on amount and time leads to them; what nobody told the
 * time of shares its empty time with every request that failed, so it is found by when it was stored.
 */
export function moneyNear(
  columns: string,
  { amountsCents, from, to, toldTo, statuses }: MoneyQuery,
): { sql: string; params: unknown[] } {
  const select =
    `SELECT ${columns} FROM mpesa_payment ` +
    `WHERE amount_cents IN (${marks(amountsCents.length)}) AND status IN (${marks(statuses.length)}) ` +
    "AND kind = 'c2b' AND receipt IS NOT NULL AND superseded_by IS NULL AND reversed_cents = 0 ";
  const timed = `${select}AND completed_at BETWEEN ? AND ?`;
  // As `IS NULL` it would lead through all those of the amount.
  const timeless = `${select}AND created_at BETWEEN ? AND ? AND COALESCE(completed_at, 0) = 0`;
  return {
    sql: `${timed} UNION ALL ${timeless} ORDER BY id`,
    params: [...amountsCents, ...statuses, from, to, ...amountsCents, ...statuses, from, toldTo],
  };
}
