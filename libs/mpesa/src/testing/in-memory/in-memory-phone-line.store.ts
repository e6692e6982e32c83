import type { PhoneLineStore, Tx } from '../../payments/payment-ports.js';
import type { PhoneLine } from '../../payments/phone-line.js';
import { tablesOf } from './in-memory-database.js';

export class InMemoryPhoneLineStore implements PhoneLineStore {
  async lock(tx: Tx, phones: readonly string[]): Promise<PhoneLine[]> {
    const { phoneLines } = tablesOf(tx);
    return [...phones].sort().map((phone) => {
      const line = phoneLines.get(phone) ?? {
        phone,
        paymentId: null,
        openUntil: 0,
        unfinished: 0,
        lastUnfinishedAt: 0,
      };
      phoneLines.set(phone, line);
      return line;
    });
  }

  /** Transactions run one after the other: nobody holds any. */
  lockFree(tx: Tx, phones: readonly string[]): Promise<PhoneLine[]> {
    return this.lock(tx, phones);
  }

  async save(tx: Tx, lines: readonly PhoneLine[]): Promise<void> {
    for (const line of lines) tablesOf(tx).phoneLines.set(line.phone, line);
  }
}
