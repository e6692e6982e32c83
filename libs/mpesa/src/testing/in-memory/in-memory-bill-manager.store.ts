import type {
  BillManagerStore,
  BillReceiptKey,
  StoredBiller,
  StoredBillReceipt,
} from '../../operations/collect/bill-manager.store.js';

/** A {@link BillManagerStore} for one process. */
export class InMemoryBillManagerStore implements BillManagerStore {
  private readonly billers = new Map<string, StoredBiller>();
  private readonly receipts = new Map<string, StoredBillReceipt>();

  async putBiller(biller: StoredBiller): Promise<void> {
    this.billers.set(biller.shortcode, biller);
  }

  async biller(shortcode: string): Promise<StoredBiller | null> {
    return this.billers.get(shortcode) ?? null;
  }

  async claimReceipt(key: BillReceiptKey, now: number): Promise<boolean> {
    if (this.receipts.has(keyOf(key))) return false;
    this.receipts.set(keyOf(key), { ...key, sentAt: now, acknowledgedAt: null });
    return true;
  }

  async receipt(key: BillReceiptKey): Promise<StoredBillReceipt | null> {
    return this.receipts.get(keyOf(key)) ?? null;
  }

  async acknowledged(key: BillReceiptKey, now: number): Promise<void> {
    const known = this.receipts.get(keyOf(key));
    if (known) this.receipts.set(keyOf(key), { ...known, acknowledgedAt: now });
  }

  async releaseReceipt(key: BillReceiptKey): Promise<void> {
    if (this.receipts.get(keyOf(key))?.acknowledgedAt === null) this.receipts.delete(keyOf(key));
  }
}

function keyOf({ paymentId, invoiceId }: BillReceiptKey): string {
  return JSON.stringify([paymentId, invoiceId]);
}
