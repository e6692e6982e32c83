import {
  CLOCK_SKEW_MS,
  type Lease,
  marks,
  Mutex,
  type RowMapper,
  type Session,
  skipLocked,
  tooLong,
  updateFreeRows,
  updateRows,
} from 'typeorm-durable';
import type { Payment } from '../../payments/payment.js';
import type { CheckTurn, Departure, ScheduledCheck, Tx } from '../../payments/payment-ports.js';
import type { Database } from '../database/database.js';

const MOST_RECALLED = 500;
/** No byte of it has left, and none is leaving. */
const UNSENT = "status = 'created' AND sending_at IS NULL";

const TURNS: Readonly<Record<CheckTurn, string>> = {
  checks: 'awaiting IS NULL',
  confirmations: "awaiting = 'confirmation'",
};

/**
 * Claims on payments: pick ids without a lock, take those that are still free, read back what is ours. One claim at a time
 * in this process, because two of one owner could not tell their rows apart.
 */
export class PaymentClaims {
  readonly #turn = new Mutex();

  constructor(
    private readonly database: Database,
    private readonly rows: RowMapper<Payment>,
    private readonly newId: () => string,
  ) {}

  /** A claim without end, which no dispatcher's lease can run out of. */
  async claimSending(tx: Tx, id: string, owner: string | null): Promise<void> {
    const sql = `UPDATE mpesa_payment SET send_owner = ?, send_until = NULL WHERE id = ? AND ${UNSENT}`;
    await this.database.within(tx, 'claim a payment for sending').run(sql, [owner, id]);
  }

  claimUnsent(owner: string, { now, leaseUntil, limit }: Lease): Promise<Payment[]> {
    const free = `${UNSENT} AND (send_owner IS NULL OR send_until <= ? OR send_until > ?)`;
    const over = [now, tooLong(now, leaseUntil)];
    return this.#claim('claim unsent payments', {
      candidates: { sql: `${free} ORDER BY id LIMIT ?`, params: [...over, limit] },
      take: { sql: 'send_owner = ?, send_until = ?', params: [owner, leaseUntil] },
      free: { sql: free, params: over },
      mine: { sql: 'send_owner = ? AND send_until = ?', params: [owner, leaseUntil] },
    });
  }

  depart({ id, owner, at, nextCheckAt }: Departure): Promise<boolean> {
    const sql =
      'UPDATE mpesa_payment SET sending_at = ?, next_check_at = ?, check_owner = NULL ' +
      `WHERE id = ? AND ${UNSENT} AND send_owner = ?`;
    const params = [at, nextCheckAt, id, owner];
    return this.database.write('mark a payment as leaving', async (db) => (await db.run(sql, params)) === 1);
  }

  async takeBack(id: string, owner: string): Promise<void> {
    const sql =
      "UPDATE mpesa_payment SET sending_at = NULL WHERE id = ? AND status = 'created' AND send_owner = ?";
    await this.database.write('take a departure back', (db) => db.run(sql, [id, owner]));
  }

  claimDue(owner: string, { now, leaseUntil, limit }: Lease, turn?: CheckTurn): Promise<Payment[]> {
    const those = turn === undefined ? '' : `${TURNS[turn]} AND `;
    return this.#claim('claim due payments', {
      candidates: {
        sql: `${those}next_check_at <= ? ORDER BY next_check_at, id LIMIT ?`,
        params: [now, limit],
      },
      take: {
        sql: 'check_owner = ?, next_check_at = ?, check_set_at = ?',
        params: [owner, leaseUntil, now],
      },
      free: { sql: 'next_check_at <= ?', params: [now] },
      mine: { sql: 'check_owner = ? AND next_check_at = ?', params: [owner, leaseUntil] },
    });
  }

  reschedule(owner: string, checks: readonly ScheduledCheck[]): Promise<string[]> {
    if (checks.length === 0) return Promise.resolve([]);
    const byId = new Map(checks.map((check) => [check.id, check]));
    return updateFreeRows(this.database, {
      operation: 'reschedule checks',
      table: 'mpesa_payment',
      ids: [...byId.keys()],
      change: (db, ids) =>
        this.#reschedule(
          db,
          owner,
          ids.flatMap((id) => byId.get(id) ?? []),
        ),
    });
  }

  releaseChecks(owner: string, now: number): Promise<void> {
    return this.database.write('release checks', async (db) => {
      const held = 'SELECT id FROM mpesa_payment WHERE next_check_at > 0 AND check_owner = ?';
      const ids = (await db.rows(held, [owner])).map((row) => String(row.id)).sort();
      if (ids.length === 0) return;
      const release = 'UPDATE mpesa_payment SET check_owner = NULL, next_check_at = ?';
      await db.run(`${release} WHERE id IN (${marks(ids.length)}) AND check_owner = ?`, [now, ...ids, owner]);
    });
  }

  recallChecks(now: number): Promise<number> {
    const later = 'next_check_at > ? AND COALESCE(check_set_at, updated_at) > ?';
    return this.database.write('recall checks', async (db) => {
      const found = await db.rows(`SELECT id FROM mpesa_payment WHERE ${later} LIMIT ?`, [
        now,
        now + CLOCK_SKEW_MS,
        MOST_RECALLED,
      ]);
      if (found.length === 0) return 0;
      const among = `id IN (${marks(found.length)})`;
      const ids = found.map((row) => String(row.id)).sort();
      const free = `SELECT id FROM mpesa_payment WHERE ${among}${skipLocked(this.database.dialect)}`;
      const mine = (await db.rows(free, ids)).map((row) => String(row.id));
      if (mine.length === 0) return 0;
      const recall = `UPDATE mpesa_payment SET next_check_at = ?, check_set_at = ?, check_owner = NULL WHERE id IN (${marks(mine.length)}) AND next_check_at > ?`;
      return db.run(recall, [now, now, ...mine, now]);
    });
  }

  async #reschedule(db: Session, owner: string, checks: readonly ScheduledCheck[]): Promise<string[]> {
    const ids = checks.map((check) => check.id);
    // The rows are marked with a token of this call, so that the ones which were still held can be told from the others.
    const token = this.newId();
    const { sql, params } = updateRows({
      table: 'mpesa_payment',
      key: 'id',
      columns: ['next_check_at', 'checks', 'check_owner'],
      rows: checks.map((check) => ({ key: check.id, values: [check.nextCheckAt, check.checks, token] })),
      where: { sql: 'check_owner = ?', params: [owner] },
    });
    if ((await db.run(sql, params)) === ids.length) return ids;
    const held = `SELECT id FROM mpesa_payment WHERE id IN (${marks(ids.length)}) AND check_owner = ?`;
    return (await db.rows(held, [...ids, token])).map((row) => String(row.id));
  }

  #claim(operation: string, claim: Claim): Promise<Payment[]> {
    const { candidates, take, free, mine } = claim;
    return this.#turn.run(() =>
      this.database.write(operation, async (db) => {
        const found = await db.rows(
          `SELECT id FROM mpesa_payment WHERE ${candidates.sql}${skipLocked(this.database.dialect)}`,
          candidates.params,
        );
        const ids = found.map((row) => String(row.id));
        if (ids.length === 0) return [];
        const among = `id IN (${marks(ids.length)})`;
        const sorted = [...ids].sort();
        await db.run(`UPDATE mpesa_payment SET ${take.sql} WHERE ${among} AND ${free.sql}`, [
          ...take.params,
          ...sorted,
          ...free.params,
        ]);
        const taken = `SELECT ${this.rows.columns} FROM mpesa_payment WHERE ${among} AND ${mine.sql}`;
        const rows = await db.rows(taken, [...sorted, ...mine.params]);
        const byId = new Map(rows.map((row) => [String(row.id), this.rows.item(row)]));
        return ids.flatMap((id) => byId.get(id) ?? []);
      }),
    );
  }
}

interface Claim {
  readonly candidates: Sql;
  readonly take: Sql;
  readonly free: Sql;
  readonly mine: Sql;
}

interface Sql {
  readonly sql: string;
  readonly params: readonly unknown[];
}
