import { managerOf } from '../../libs/mpesa/src/storage/database/tx.js';
import { instead, type Breakage } from './broken-store.js';

/** Stores in which whoever concludes that nothing was sent is believed, whatever has been sent since. */
export const brokenDepartures = {
  'payments that are saved as unsent without the condition that they still are': (storage) => ({
    ...storage,
    payments: instead(storage.payments, {
      save: async (tx, payments) => {
        for (const { id } of payments)
          await managerOf(tx).query('UPDATE mpesa_payment SET sending_at = NULL WHERE id = ?', [id]);
        await storage.payments.save(tx, payments);
      },
    }),
  }),
} as const satisfies Record<string, Breakage>;

export const brokenStandingOrders = {
  'standing orders that are saved as unsent without the condition that they still are': (storage) => ({
    ...storage,
    standingOrders: instead(storage.standingOrders, {
      save: async (tx, orders) => {
        for (const { id } of orders)
          await managerOf(tx).query('UPDATE mpesa_standing_order SET sending_at = NULL WHERE id = ?', [id]);
        await storage.standingOrders.save(tx, orders);
      },
    }),
  }),
} as const satisfies Record<string, Breakage>;
