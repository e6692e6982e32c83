import { marks, RowMapper } from 'typeorm-durable';
import type { Payment, PaymentDirection } from '../../payments/payment.js';
import type { Page, PaymentFilter, PaymentQueries } from '../../payments/payment-ports.js';
import type { PaymentQuestion } from '../../payments/question-product.js';
import { parseCursor, toPage } from '../database/cursor.js';
import type { Database } from '../database/database.js';
import { PaymentEntity } from '../entities/payment.entity.js';
import { STORAGE_ONLY } from './typeorm-payment.store.js';

const EQUAL = {
  // Nearly all payments are of one account: the newest are found by time, not through the account's index.
  account: "COALESCE(account, '')",
  kind: 'kind',
  shortcode: 'shortcode',
  reference: 'reference',
  receipt: 'receipt',
  checkoutRequestId: 'checkout_request_id',
  conversationId: 'conversation_id',
  originatorConversationId: 'originator_conversation_id',
  originalPaymentId: 'original_payment_id',
  idempotencyKey: 'idempotency_key',
  phone: 'phone',
} as const satisfies Partial<Record<keyof PaymentFilter, string>>;

export class TypeOrmPaymentQueries implements PaymentQueries {
  readonly #rows: RowMapper<Payment>;

  constructor(private readonly database: Database) {
    this.#rows = new RowMapper<Payment>(database.dataSource, PaymentEntity, STORAGE_ONLY);
  }

  get(id: string): Promise<Payment | null> {
    return this.database.read('read a payment', async (db) => {
      const [row] = await db.rows(`SELECT ${this.#rows.columns} FROM mpesa_payment WHERE id = ?`, [id]);
      return row === undefined ? null : this.#rows.item(row);
    });
  }

  withReceipts(direction: PaymentDirection, receipts: readonly string[]): Promise<Payment[]> {
    if (receipts.length === 0) return Promise.resolve([]);
    const sql = `SELECT ${this.#rows.columns} FROM mpesa_payment WHERE direction = ? AND receipt IN (${marks(receipts.length)})`;
    return this.database.read('find payments by receipt', async (db) => {
      const rows = await db.rows(sql, [direction, ...receipts]);
      return rows.map((row) => this.#rows.item(row));
    });
  }

  isAnotherDue({ product, account, paymentId }: PaymentQuestion, until: number): Promise<boolean> {
    const alike = `kind ${product === 'stk-query' ? '=' : '<>'} 'stk-push'`;
    const sql =
      `SELECT id FROM mpesa_payment WHERE next_check_at <= ? AND ${alike} AND account = ? ` +
      "AND (status IN ('pending', 'unknown') OR awaiting IS NOT NULL) AND id <> ? LIMIT 1";
    return this.database.read('look for due payments', async (db) => {
      return (await db.rows(sql, [until, account, paymentId ?? ''])).length > 0;
    });
  }

  find(filter: PaymentFilter, page: { limit: number; cursor: string | null }): Promise<Page<Payment>> {
    const conditions = conditionsOf(filter);
    if (page.cursor !== null) {
      const { at, id } = parseCursor(page.cursor);
      conditions.push({ sql: '(created_at < ? OR (created_at = ? AND id < ?))', params: [at, at, id] });
    }
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.map((part) => part.sql).join(' AND ')}`;
    const sql = `SELECT ${this.#rows.columns} FROM mpesa_payment ${where} ORDER BY created_at DESC, id DESC LIMIT ?`;
    const params = [...conditions.flatMap((part) => part.params), page.limit + 1];
    return this.database.read('find payments', async (db) => {
      const items = (await db.rows(sql, params)).map((row) => this.#rows.item(row));
      return toPage(items, page.limit, (payment) => ({ at: payment.createdAt, id: payment.id }));
    });
  }
}

function conditionsOf(filter: PaymentFilter): Array<{ sql: string; params: unknown[] }> {
  const conditions: Array<{ sql: string; params: unknown[] }> = [];
  for (const [property, column] of Object.entries(EQUAL)) {
    const value = filter[property as keyof typeof EQUAL];
    if (value !== undefined) conditions.push(oneOf(column, [value].flat()));
  }
  if (filter.status !== undefined) {
    conditions.push(oneOf('status', [filter.status].flat()));
  }
  if (filter.createdFrom !== undefined)
    conditions.push({ sql: 'created_at >= ?', params: [filter.createdFrom] });
  if (filter.createdTo !== undefined) conditions.push({ sql: 'created_at < ?', params: [filter.createdTo] });
  return conditions;
}

/** An empty list asks for nothing; `IN ()` is no SQL everywhere. */
function oneOf(column: string, values: readonly unknown[]): { sql: string; params: unknown[] } {
  if (values.length === 1) return { sql: `${column} = ?`, params: [...values] };
  const sql = values.length === 0 ? '1 = 0' : `${column} IN (${marks(values.length)})`;
  return { sql, params: [...values] };
}
