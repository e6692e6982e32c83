import { managerOf } from '../../libs/mpesa/src/storage/database/tx.js';
import { careless, instead, type Breakage } from './broken-store.js';

export const brokenInquiries = {
  'an inquiry whose last news wins': (storage) => ({
    ...storage,
    inquiries: instead(storage.inquiries, {
      settle: async (tx, id, end) => {
        const sql =
          'UPDATE mpesa_inquiry SET status = ?, answer = ?, result_code = ?, result_text = ?, settled_at = ? WHERE id = ?';
        const answer = end.answer === null ? null : JSON.stringify(end.answer);
        await managerOf(tx).query(sql, [
          end.status,
          answer,
          end.resultCode,
          end.resultText,
          end.settledAt,
          id,
        ]);
        const known = await storage.inquiries.settle(tx, id, { ...end, status: 'timed-out' });
        return known && { ...known, changed: true };
      },
    }),
  }),
  'an inquiry that every copy claims to have changed': (storage) => ({
    ...storage,
    inquiries: instead(storage.inquiries, {
      settle: async (tx, id, end) => {
        const settled = await storage.inquiries.settle(tx, id, end);
        return settled && { ...settled, changed: true };
      },
    }),
  }),
  'an inquiry whose names are forgotten': (storage) => ({
    ...storage,
    inquiries: instead(storage.inquiries, { acknowledge: async () => undefined }),
  }),
  'an inquiry that is settled whatever becomes of its transaction': careless,
} as const satisfies Record<string, Breakage>;
