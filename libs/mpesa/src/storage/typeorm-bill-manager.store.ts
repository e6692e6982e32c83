import { marks, onDuplicateKey, RowMapper } from 'typeorm-durable';
import type {
  BillManagerStore,
  BillReceiptKey,
  StoredBiller,
  StoredBillReceipt,
} from '../operations/collect/bill-manager.store.js';
import { StorageConflict } from '../payments/storage-conflict.js';
import type { Database } from './database/database.js';
import { BillReceiptEntity } from './entities/bill-receipt.entity.js';
import { BillerEntity } from './entities/biller.entity.js';

export class TypeOrmBillManagerStore implements BillManagerStore {
  readonly #billers: RowMapper<StoredBiller>;
  readonly #receipts: RowMapper<StoredBillReceipt>;

  constructor(private readonly database: Database) {
    this.#billers = new RowMapper<StoredBiller>(database.dataSource, BillerEntity);
    this.#receipts = new RowMapper<StoredBillReceipt>(database.dataSource, BillReceiptEntity);
  }

  async putBiller(biller: StoredBiller): Promise<void> {
    const { columns, names } = this.#billers;
    const overwrite = onDuplicateKey(this.database.dialect, ['shortcode'], (arrived) =>
      names
        .filter((name) => name !== 'shortcode')
        .map((name) => `${name} = ${arrived(name)}`)
        .join(', '),
    );
    const sql = `INSERT INTO mpesa_biller (${columns}) VALUES (${marks(names.length)}) ${overwrite}`;
    await this.database.write('keep an opt-in', (db) => db.run(sql, this.#billers.params(biller)));
  }

  biller(shortcode: string): Promise<StoredBiller | null> {
    const sql = `SELECT ${this.#billers.columns} FROM mpesa_biller WHERE shortcode = ?`;
    return this.database.read('read an opt-in', async (db) => {
      const [row] = await db.rows(sql, [shortcode]);
      return row === undefined ? null : this.#billers.item(row);
    });
  }

  async claimReceipt({ paymentId, invoiceId }: BillReceiptKey, now: number): Promise<boolean> {
    const sql =
      'INSERT INTO mpesa_bill_receipt (payment_id, invoice_id, sent_at, acknowledged_at) VALUES (?, ?, ?, NULL)';
    try {
      await this.database.write('claim a receipt', (db) => db.run(sql, [paymentId, invoiceId, now]));
      return true;
    } catch (error) {
      if (error instanceof StorageConflict && error.kind === 'duplicate') return false;
      throw error;
    }
  }

  receipt({ paymentId, invoiceId }: BillReceiptKey): Promise<StoredBillReceipt | null> {
    const sql = `SELECT ${this.#receipts.columns} FROM mpesa_bill_receipt WHERE payment_id = ? AND invoice_id = ?`;
    return this.database.read('read a receipt', async (db) => {
      const [row] = await db.rows(sql, [paymentId, invoiceId]);
      return row === undefined ? null : this.#receipts.item(row);
    });
  }

  async acknowledged({ paymentId, invoiceId }: BillReceiptKey, now: number): Promise<void> {
    const sql = 'UPDATE mpesa_bill_receipt SET acknowledged_at = ? WHERE payment_id = ? AND invoice_id = ?';
    await this.database.write('keep a receipt', (db) => db.run(sql, [now, paymentId, invoiceId]));
  }

  async releaseReceipt({ paymentId, invoiceId }: BillReceiptKey): Promise<void> {
    const sql =
      'DELETE FROM mpesa_bill_receipt WHERE payment_id = ? AND invoice_id = ? AND acknowledged_at IS NULL';
    await this.database.write('release a receipt', (db) => db.run(sql, [paymentId, invoiceId]));
  }
}
