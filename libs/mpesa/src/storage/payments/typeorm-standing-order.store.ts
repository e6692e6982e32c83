import { type Fragment, lockFreeRows, marks, RowMapper, updateRows } from 'typeorm-durable';
import type { Page, Tx } from '../../payments/payment-ports.js';
import type { StandingOrder } from '../../payments/standing-order.js';
import type {
  StandingOrderFilter,
  StandingOrderMatch,
  StandingOrderStore,
} from '../../payments/standing-orders/standing-order-ports.js';
import { StorageConflict } from '../../payments/storage-conflict.js';
import { parseCursor, toPage } from '../database/cursor.js';
import type { Database } from '../database/database.js';
import { StandingOrderEntity } from '../entities/standing-order.entity.js';
import { isUnsent, STILL_UNSENT } from './still-unsent.js';

/** What is said once and never changes; `save` leaves it alone. */
const FIXED = new Set(['id', 'account', 'created_at']);

const FILTERS = ['account', 'status', 'phone', 'reference'] as const satisfies ReadonlyArray<
  keyof StandingOrderFilter
>;

const TABLE = 'mpesa_standing_order';

export class TypeOrmStandingOrderStore implements StandingOrderStore {
  readonly #rows: RowMapper<StandingOrder>;

  constructor(private readonly database: Database) {
    this.#rows = new RowMapper<StandingOrder>(database.dataSource, StandingOrderEntity, [
      'lockNo',
      'erasedAt',
    ]);
  }

  async lock(tx: Tx, ids: readonly string[]): Promise<StandingOrder[]> {
    if (ids.length === 0) return [];
    const db = this.database.within(tx, 'lock standing orders');
    const wanted = { table: TABLE, key: 'id', keys: ids, columns: this.#rows.columns };
    const rows = await lockFreeRows(this.database, db, wanted);
    return rows.map((row) => this.#rows.item(row));
  }

  async insert(tx: Tx, order: StandingOrder): Promise<void> {
    const { columns, names } = this.#rows;
    const sql = `INSERT INTO ${TABLE} (${columns}, lock_no) VALUES (${marks(names.length + 1)})`;
    await this.database.within(tx, 'store a standing order').run(sql, [...this.#rows.params(order), 0]);
  }

  depart({ id, at, nextCheckAt }: Parameters<StandingOrderStore['depart']>[0]): Promise<boolean> {
    const sql =
      `UPDATE ${TABLE} SET sending_at = ?, next_check_at = ? ` +
      "WHERE id = ? AND status = 'created' AND sending_at IS NULL";
    return this.database.write(
      'mark a standing order as leaving',
      async (db) => (await db.run(sql, [at, nextCheckAt, id])) === 1,
    );
  }

  async takeBack(id: string): Promise<void> {
    const sql = `UPDATE ${TABLE} SET sending_at = NULL WHERE id = ? AND status = 'created'`;
    await this.database.write('take a departure back', (db) => db.run(sql, [id]));
  }

  async save(tx: Tx, orders: readonly StandingOrder[]): Promise<void> {
    const db = this.database.within(tx, 'save standing orders');
    const unsent = orders.filter(isUnsent);
    const others = orders.filter((order) => !isUnsent(order));
    if (others.length > 0) {
      const { sql, params } = this.#overwrite(others);
      await db.run(sql, params);
    }
    if (unsent.length === 0) return;
    const { sql, params } = this.#overwrite(unsent, STILL_UNSENT);
    // Somebody has begun to send one: what was concluded about it is void, and all of it is looked at again.
    if ((await db.run(sql, params)) !== unsent.length) throw new StorageConflict('contention');
  }

  async get(id: string): Promise<StandingOrder | null> {
    const [order] = await this.#select('id = ?', [id]);
    return order ?? null;
  }

  async findLive(liveKeys: readonly string[]): Promise<StandingOrder | null> {
    const [order] = await this.#select(`live_key IN (${marks(liveKeys.length)}) ORDER BY id`, liveKeys);
    return order ?? null;
  }

  async find(
    filter: StandingOrderFilter,
    page: { limit: number; cursor: string | null },
  ): Promise<Page<StandingOrder>> {
    const asked = FILTERS.filter((column) => filter[column] !== undefined);
    const params: unknown[] = asked.map((column) => filter[column]);
    const parts = asked.map((column) => `${column} = ?`);
    if (page.cursor !== null) {
      const { at, id } = parseCursor(page.cursor);
      parts.push('(created_at < ? OR (created_at = ? AND id < ?))');
      params.push(at, at, id);
    }
    const where = parts.length === 0 ? '1 = 1' : parts.join(' AND ');
    const tail = 'ORDER BY created_at DESC, id DESC LIMIT ?';
    const items = await this.#select(`${where} ${tail}`, [...params, page.limit + 1]);
    return toPage(items, page.limit, (order) => ({ at: order.createdAt, id: order.id }));
  }

  matching({ shortcode, amountCents }: StandingOrderMatch): Promise<StandingOrder[]> {
    return this.#select("shortcode = ? AND amount_cents = ? AND status <> 'failed' ORDER BY id", [
      shortcode,
      amountCents,
    ]);
  }

  due(now: number, limit: number): Promise<StandingOrder[]> {
    return this.#select('next_check_at <= ? ORDER BY next_check_at LIMIT ?', [now, limit]);
  }

  #overwrite(orders: readonly StandingOrder[], where?: Fragment): Fragment {
    const { names } = this.#rows;
    const changing = names.map((name, index) => ({ name, index })).filter(({ name }) => !FIXED.has(name));
    const rows = orders.map((order) => {
      const params = this.#rows.params(order);
      return { key: order.id, values: [...changing.map(({ index }) => params[index]), null] };
    });
    // A change makes the order new to retention again.
    const columns = [...changing.map(({ name }) => name), 'erased_at'];
    return updateRows({ table: TABLE, key: 'id', columns, rows, where });
  }

  #select(where: string, params: readonly unknown[]): Promise<StandingOrder[]> {
    const sql = `SELECT ${this.#rows.columns} FROM ${TABLE} WHERE ${where}`;
    return this.database.read('find standing orders', async (db) => {
      const rows = await db.rows(sql, params);
      return rows.map((row) => this.#rows.item(row));
    });
  }
}
