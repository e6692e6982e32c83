import { managerOf } from '../../libs/mpesa/src/storage/database/tx.js';
import { instead, type Breakage } from './broken-store.js';

export const brokenReversals = {
  'a sum of open reversals that counts those in review as over': (storage) => ({
    ...storage,
    payments: instead(storage.payments, {
      openReversalCents: async (tx, id) => {
        const sql =
          'SELECT SUM(amount_cents) AS cents FROM mpesa_payment ' +
          "WHERE original_payment_id = ? AND status IN ('created', 'pending', 'unknown')";
        const [row] = (await managerOf(tx).query(sql, [id])) as { cents: number | null }[];
        return Number(row?.cents ?? 0);
      },
    }),
  }),
  'a sum of open reversals that looks beside its transaction': (storage) => ({
    ...storage,
    payments: instead(storage.payments, {
      openReversalCents: async (_tx, id) => {
        const { items } = await storage.queries.find({ originalPaymentId: id }, { limit: 9, cursor: null });
        return items.reduce((sum, { amountCents }) => sum + amountCents, 0);
      },
    }),
  }),
} as const satisfies Record<string, Breakage>;
