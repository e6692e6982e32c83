import {
  type Fragment,
  lockFreeRows,
  marks,
  RowMapper,
  rowsOfMarks,
  slices,
  toSafeInteger,
  updateRows,
} from 'typeorm-durable';
import type { Payment, PaymentDirection } from '../../payments/payment.js';
import type {
  Departure,
  MoneyQuery,
  PaymentNames,
  PaymentStore,
  PushCandidateQuery,
  ScheduledCheck,
  Tx,
} from '../../payments/payment-ports.js';
import { StorageConflict } from '../../payments/storage-conflict.js';
import type { Database } from '../database/database.js';
import { PaymentEntity } from '../entities/payment.entity.js';
import { moneyNear } from './money-near.js';
import { PaymentClaims } from './payment-claims.js';
import { pushCandidates } from './push-candidates.js';
import { isUnsent, STILL_UNSENT } from './still-unsent.js';

/** Columns of the row that a payment itself does not show. */
export const STORAGE_ONLY = ['lockNo', 'checkOwner', 'checkSetAt', 'sendOwner', 'sendUntil'] as const;

/** What is said once and never changes; `save` leaves it alone. */
const FIXED = new Set(['id', 'kind', 'direction', 'account', 'currency', 'created_at']);

/** As many rows as one statement carries on every database. */
const MOST_ROWS = 200;

export class TypeOrmPaymentStore implements PaymentStore {
  readonly #rows: RowMapper<Payment>;
  readonly #claims: PaymentClaims;

  constructor(
    private readonly database: Database,
    newId: () => string,
  ) {
    this.#rows = new RowMapper<Payment>(database.dataSource, PaymentEntity, STORAGE_ONLY);
    this.#claims = new PaymentClaims(database, this.#rows, newId);
  }

  async lock(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const db = this.database.within(tx, 'lock payments');
    const sql = `UPDATE mpesa_payment SET lock_no = lock_no + 1 WHERE id IN (${marks(ids.length)})`;
    await db.run(sql, [...ids].sort());
  }

  async lockFree(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const db = this.database.within(tx, 'lock payments');
    const rows = { table: 'mpesa_payment', key: 'id', keys: ids, columns: 'id' };
    await lockFreeRows(this.database, db, rows);
  }

  async load(tx: Tx, ids: readonly string[]): Promise<Payment[]> {
    if (ids.length === 0) return [];
    const sql = `SELECT ${this.#rows.columns} FROM mpesa_payment WHERE id IN (${marks(ids.length)}) ORDER BY id`;
    const rows = await this.database.within(tx, 'load payments').rows(sql, ids);
    return rows.map((row) => this.#rows.item(row));
  }

  async loadByReceipts(tx: Tx, direction: PaymentDirection, receipts: readonly string[]): Promise<Payment[]> {
    if (receipts.length === 0) return [];
    const sql = `SELECT ${this.#rows.columns} FROM mpesa_payment WHERE ${byReceipts(receipts)}`;
    const rows = await this.database.within(tx, 'load payments').rows(sql, [direction, ...receipts]);
    return rows.map((row) => this.#rows.item(row));
  }

  async insert(tx: Tx, payments: readonly Payment[]): Promise<void> {
    const db = this.database.within(tx, 'store payments');
    const { columns, names } = this.#rows;
    for (const some of slices(payments, MOST_ROWS)) {
      const values = rowsOfMarks(some.length, names.length + 1);
      await db.run(
        `INSERT INTO mpesa_payment (${columns}, lock_no) VALUES ${values}`,
        some.flatMap((payment) => [...this.#rows.params(payment), 0]),
      );
    }
  }

  async save(tx: Tx, payments: readonly Payment[]): Promise<void> {
    const unsent = payments.filter(isUnsent);
    const others = payments.filter((payment) => !isUnsent(payment));
    const db = this.database.within(tx, 'save payments');
    for (const some of slices(others, MOST_ROWS)) {
      const { sql, params } = this.#overwrite(some);
      await db.run(sql, params);
    }
    for (const some of slices(unsent, MOST_ROWS)) {
      const { sql, params } = this.#overwrite(some, STILL_UNSENT);
      // Somebody has begun to send one: what was concluded about it is void, and all of it is looked at again.
      if ((await db.run(sql, params)) !== some.length) throw new StorageConflict('contention');
    }
  }

  idsByReceipts(direction: PaymentDirection, receipts: readonly string[]): Promise<string[]> {
    if (receipts.length === 0) return Promise.resolve([]);
    return this.database.read('find payments by receipt', async (db) => {
      const sql = `SELECT id FROM mpesa_payment WHERE ${byReceipts(receipts)} ORDER BY id`;
      const rows = await db.rows(sql, [direction, ...receipts]);
      return rows.map((row) => String(row.id));
    });
  }

  pushCandidates(queries: readonly PushCandidateQuery[], tx?: Tx): Promise<string[][]> {
    if (queries.length === 0) return Promise.resolve([]);
    if (tx !== undefined) return pushCandidates(this.database.within(tx, 'find pushes'), queries);
    return this.database.read('find pushes', (db) => pushCandidates(db, queries));
  }

  async moneyNear(tx: Tx, query: MoneyQuery): Promise<Payment[]> {
    if (query.amountsCents.length === 0) return [];
    const { sql, params } = moneyNear(this.#rows.columns, query);
    const rows = await this.database.within(tx, 'find money').rows(sql, params);
    return rows.map((row) => this.#rows.item(row));
  }

  async openReversalCents(tx: Tx, originalPaymentId: string): Promise<number> {
    const sql =
      'SELECT SUM(amount_cents) AS cents FROM mpesa_payment ' +
      "WHERE original_payment_id = ? AND status NOT IN ('succeeded', 'failed', 'reversed')" +
      // A host's transaction may be REPEATABLE READ, where a plain read would show what was there at its beginning.
      (this.database.dialect === 'mysql' ? ' FOR UPDATE' : '');
    const [row] = await this.database.within(tx, 'load reversals').rows(sql, [originalPaymentId]);
    return row?.cents === null || row?.cents === undefined ? 0 : toSafeInteger(row.cents);
  }

  findByIdempotencyKey(account: string, key: string): Promise<Payment | null> {
    return this.database.read('find a payment by idempotency key', async (db) => {
      const sql = `SELECT ${this.#rows.columns} FROM mpesa_payment WHERE account = ? AND idempotency_key = ?`;
      const [row] = await db.rows(sql, [account, key]);
      return row === undefined ? null : this.#rows.item(row);
    });
  }

  async namesakes(tx: Tx, { id, ...names }: PaymentNames): Promise<Payment[]> {
    const db = this.database.within(tx, 'load payments of one name');
    const lock = this.database.dialect === 'mysql' ? ' LOCK IN SHARE MODE' : '';
    const found = new Map<string, Payment>();
    // One by one: an OR would lock what lies around both indexes.
    for (const { sql, params } of namesOf(names)) {
      for (const row of await db.rows(
        `SELECT ${this.#rows.columns} FROM mpesa_payment WHERE ${sql}${lock}`,
        params,
      )) {
        const payment = this.#rows.item(row);
        if (payment.id !== id) found.set(payment.id, payment);
      }
    }
    return [...found.values()];
  }

  claimSending(tx: Tx, id: string, owner: string | null): Promise<void> {
    return this.#claims.claimSending(tx, id, owner);
  }

  claimUnsent(owner: string, now: number, leaseUntil: number, limit: number): Promise<Payment[]> {
    return this.#claims.claimUnsent(owner, { now, leaseUntil, limit });
  }

  depart(departure: Departure): Promise<boolean> {
    return this.#claims.depart(departure);
  }

  takeBack(id: string, owner: string): Promise<void> {
    return this.#claims.takeBack(id, owner);
  }

  claimDue(
    ...[owner, now, leaseUntil, limit, turn]: Parameters<PaymentStore['claimDue']>
  ): Promise<Payment[]> {
    return this.#claims.claimDue(owner, { now, leaseUntil, limit }, turn);
  }

  reschedule(owner: string, checks: readonly ScheduledCheck[]): Promise<string[]> {
    return this.#claims.reschedule(owner, checks);
  }

  releaseChecks(owner: string, now: number): Promise<void> {
    return this.#claims.releaseChecks(owner, now);
  }

  recallChecks(now: number): Promise<number> {
    return this.#claims.recallChecks(now);
  }

  #overwrite(payments: readonly Payment[], where?: Fragment): Fragment {
    const { names } = this.#rows;
    const changing = names.map((name, index) => ({ name, index })).filter(({ name }) => !FIXED.has(name));
    const rows = payments.map((payment) => {
      const params = this.#rows.params(payment);
      return { key: payment.id, values: [...changing.map(({ index }) => params[index]), null] };
    });
    return updateRows({
      table: 'mpesa_payment',
      key: 'id',
      // A change sets the next check itself.
      columns: [...changing.map(({ name }) => name), 'check_set_at'],
      rows,
      first: keepOwnerWhereCheckStays(payments),
      where,
    });
  }
}

/** Whoever moves the next check takes it from the one who had claimed it. */
function keepOwnerWhereCheckStays(payments: readonly Payment[]): { sql: string; params: unknown[] } {
  const staying = payments.map(() => '(id = ? AND next_check_at = ?)').join(' OR ');
  return {
    sql: `check_owner = CASE WHEN ${staying} THEN check_owner ELSE NULL END`,
    params: payments.flatMap((payment) => [payment.id, payment.nextCheckAt]),
  };
}

function byReceipts(receipts: readonly string[]): string {
  return `direction = ? AND receipt IN (${marks(receipts.length)})`;
}

function namesOf({ account, idempotencyKey, originatorConversationId }: Omit<PaymentNames, 'id'>) {
  const key = { sql: 'account = ? AND idempotency_key = ?', params: [account, idempotencyKey] };
  const originator = { sql: 'originator_conversation_id = ?', params: [originatorConversationId] };
  return [
    ...(idempotencyKey === null ? [] : [key]),
    ...(originatorConversationId === null ? [] : [originator]),
  ];
}
