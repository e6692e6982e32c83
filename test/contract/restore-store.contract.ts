import type { RestoreStore } from '../../libs/mpesa/src/operations/restores/restore.store.js';
import type { PairCase } from './daraja-stores.contract.js';
import { same } from './same.js';

const OPEN = { closedAt: null, closedBy: null, closedReason: null };
const CLOSING = { at: 5_000, by: 'achieng@example.co.ke', reason: 'the statement is imported' };

/** What every RestoreStore promises. */
export function restoreStoreContract(): Array<PairCase<RestoreStore>> {
  return [
    {
      name: 'knows of no restore that nobody marked',
      run: async (one) => {
        same(await one.list(), []);
        same(await one.close(CLOSING), 0);
      },
    },
    {
      name: 'keeps a mark for every instance, newest backup first',
      run: async (one, two) => {
        same(await one.mark(1_000, 2_000), { backupAt: 1_000, restoredAt: 2_000, ...OPEN });
        await two.mark(1_795_219_200_000, 1_795_219_300_000);
        same(await two.list(), [
          { backupAt: 1_795_219_200_000, restoredAt: 1_795_219_300_000, ...OPEN },
          { backupAt: 1_000, restoredAt: 2_000, ...OPEN },
        ]);
      },
    },
    {
      name: 'marks a backup once, also after it was closed',
      run: async (one, two) => {
        const marks = await Promise.all([one, two, one].map((store) => store.mark(1_000, 2_000)));
        same(marks.length, 3);
        same(await two.close(CLOSING), 1);
        const kept = await one.mark(1_000, 9_000);
        same(kept, {
          backupAt: 1_000,
          restoredAt: 2_000,
          closedAt: CLOSING.at,
          closedBy: CLOSING.by,
          closedReason: CLOSING.reason,
        });
        same(await one.list(), [kept]);
      },
    },
    {
      name: 'closes what is open, and overwrites no earlier closing',
      run: async (one) => {
        await one.mark(1_000, 2_000);
        await one.close(CLOSING);
        await one.mark(3_000, 4_000);
        same(await one.close({ ...CLOSING, at: 6_000 }), 1);
        same(
          (await one.list()).map(({ closedAt }) => closedAt),
          [6_000, 5_000],
        );
      },
    },
  ];
}
