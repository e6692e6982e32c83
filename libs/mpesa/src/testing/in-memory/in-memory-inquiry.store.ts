import { REPLACES, type Inquiry, type InquiryNames } from '../../inquiries/inquiry.js';
import type { InquiryStore, Settled, Settlement } from '../../inquiries/inquiry-store.js';
import type { Tx } from '../../payments/payment-ports.js';
import { tablesOf, type InMemoryDatabase } from './in-memory-database.js';

/** An {@link InquiryStore} in memory. */
export class InMemoryInquiryStore implements InquiryStore {
  constructor(private readonly database: InMemoryDatabase) {}

  async insert(inquiry: Inquiry): Promise<void> {
    await this.database.write(({ inquiries }) => inquiries.set(inquiry.id, inquiry));
  }

  async get(id: string): Promise<Inquiry | null> {
    return this.database.tables.inquiries.get(id) ?? null;
  }

  async acknowledge(id: string, names: InquiryNames): Promise<void> {
    await this.database.write(({ inquiries }) => {
      const known = inquiries.get(id);
      if (known !== undefined) inquiries.set(id, { ...known, ...names });
    });
  }

  async settle(tx: Tx, id: string, settlement: Settlement): Promise<Settled> {
    const { inquiries } = tablesOf(tx);
    const known = inquiries.get(id);
    if (known === undefined) return null;
    const replaced: readonly Inquiry['status'][] = REPLACES[settlement.status];
    if (!replaced.includes(known.status)) return { inquiry: known, changed: false };
    const inquiry = { ...known, ...settlement };
    inquiries.set(id, inquiry);
    return { inquiry, changed: true };
  }
}
