import assert from 'node:assert/strict';
import type { PromptLock } from '../../libs/mpesa/src/payments/prompt-lock.js';
import { StorageConflict } from '../../libs/mpesa/src/payments/storage-conflict.js';
import type { ContractCase } from './contract-case.js';
import { same } from './same.js';

const idle = (phone: string): PromptLock => ({
  phone,
  paymentId: null,
  openUntil: 0,
  unfinished: 0,
  lastUnfinishedAt: 0,
});

/** What every PromptLockStore promises. */
export function promptLockStoreContract(): ContractCase[] {
  return [
    {
      name: 'makes a line when it is first locked, and gives back what was saved',
      run: async (subject) => {
        const { promptLocks, unitOfWork } = subject.storage;
        const taken = { ...idle('254722000001'), paymentId: subject.newId(), openUntil: 5, unfinished: 2 };
        const resting = { ...idle('254722000002'), unfinished: 5, lastUnfinishedAt: 7 };
        await unitOfWork.run(async (tx) => {
          same(await promptLocks.lock(tx, [resting.phone, taken.phone]), [
            idle(taken.phone),
            idle(resting.phone),
          ]);
          await promptLocks.save(tx, [resting, taken]);
        });
        const again = await unitOfWork.run((tx) => promptLocks.lock(tx, [taken.phone, resting.phone]));
        same(again, [taken, resting]);
      },
    },
    {
      name: 'lets one at a time decide over a phone, also a phone that was never asked',
      run: async (subject) => {
        const phones = ['254722000003', '254722000004'];
        const count = async (storage: typeof subject.storage, order: readonly string[]): Promise<void> =>
          storage.unitOfWork.run(async (tx) => {
            const lines = await storage.promptLocks.lock(tx, order);
            await storage.promptLocks.save(
              tx,
              lines.map((line) => ({ ...line, unfinished: line.unfinished + 1 })),
            );
          });
        const patient = async (turn: number): Promise<void> => {
          for (;;) {
            try {
              return await count(
                turn % 2 ? subject.storage : subject.other,
                turn % 3 ? phones : [...phones].reverse(),
              );
            } catch (error) {
              if (!(error instanceof StorageConflict) || error.kind !== 'contention') throw error;
            }
          }
        };
        await Promise.all(Array.from({ length: 12 }, (_, turn) => patient(turn)));
        const lines = await subject.storage.unitOfWork.run((tx) =>
          subject.storage.promptLocks.lock(tx, phones),
        );
        same(
          lines.map(({ unfinished }) => unfinished),
          [12, 12],
        );
      },
    },
    {
      name: 'keeps nothing of a transaction that throws',
      run: async (subject) => {
        const { promptLocks, unitOfWork } = subject.storage;
        const failing = unitOfWork.run(async (tx) => {
          await promptLocks.lock(tx, ['254722000005']);
          await promptLocks.save(tx, [{ ...idle('254722000005'), unfinished: 9 }]);
          throw new Error('rolled back');
        });
        await assert.rejects(failing, /rolled back/);
        same(await unitOfWork.run((tx) => promptLocks.lock(tx, ['254722000005'])), [idle('254722000005')]);
      },
    },
  ];
}
