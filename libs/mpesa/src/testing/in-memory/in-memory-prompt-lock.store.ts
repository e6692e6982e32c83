import type { PromptLockStore, Tx } from '../../payments/payment-ports.js';
import type { PromptLock } from '../../payments/prompt-lock.js';
import { tablesOf } from './in-memory-database.js';

export class InMemoryPromptLockStore implements PromptLockStore {
  async lock(tx: Tx, phones: readonly string[]): Promise<PromptLock[]> {
    const { promptLocks } = tablesOf(tx);
    return [...phones].sort().map((phone) => {
      const line = promptLocks.get(phone) ?? {
        phone,
        paymentId: null,
        openUntil: 0,
        unfinished: 0,
        lastUnfinishedAt: 0,
      };
      promptLocks.set(phone, line);
      return line;
    });
  }

  /** Transactions run one after the other: nobody holds any. */
  lockFree(tx: Tx, phones: readonly string[]): Promise<PromptLock[]> {
    return this.lock(tx, phones);
  }

  async save(tx: Tx, lines: readonly PromptLock[]): Promise<void> {
    for (const line of lines) tablesOf(tx).promptLocks.set(line.phone, line);
  }
}
