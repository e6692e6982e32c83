import {
  type Fragment,
  type Lease,
  marks,
  Mutex,
  type RowMapper,
  type Session,
  skipLocked,
  updateFreeRows,
  updateRows,
} from 'typeorm-durable';
import type { CallbackOutcome, StoredCallback } from '../../inbox/inbox-store.js';
import type { Database } from '../database/database.js';
import { storedCallback } from './stored-callback.js';

const MOST_RECALLED = 500;

/**
 * Claims on callbacks. A row is due while `next_at` has come; claiming it moves `next_at` to the end of the lease, so that a
 * claim that is never completed becomes due again by itself.
 */
export class CallbackClaims {
  readonly #turn = new Mutex();

  constructor(
    private readonly database: Database,
    private readonly rows: RowMapper<StoredCallback>,
    private readonly newId: () => string,
  ) {}

  /** One claim at a time in this process: two of one owner could not tell their rows apart. */
  claim(owner: string, { now, leaseUntil, limit }: Lease): Promise<StoredCallback[]> {
    return this.#turn.run(() =>
      this.database.write('claim callbacks', async (db) => {
        const due = 'SELECT id FROM mpesa_callback WHERE next_at <= ? ORDER BY next_at, id LIMIT ?';
        const free = due + skipLocked(this.database.dialect);
        const ids = (await db.rows(free, [now, limit])).map((row) => String(row.id));
        if (ids.length === 0) return [];
        const among = `id IN (${marks(ids.length)})`;
        const sorted = [...ids].sort();
        const take = `UPDATE mpesa_callback SET owner = ?, next_at = ? WHERE ${among} AND next_at <= ?`;
        await db.run(take, [owner, leaseUntil, ...sorted, now]);
        const mine = `SELECT ${this.rows.columns} FROM mpesa_callback WHERE ${among} AND owner = ? AND next_at = ?`;
        const rows = await db.rows(mine, [...sorted, owner, leaseUntil]);
        const byId = new Map(rows.map((row) => [String(row.id), storedCallback(this.rows, row)]));
        return ids.flatMap((id) => byId.get(id) ?? []);
      }),
    );
  }

  recall(now: number, longest: { readonly unread: number; readonly waiting: number }): Promise<number> {
    const tooLong = "next_at > ? AND (status = 'new' OR next_at > ?)";
    return this.database.write('recall callbacks', async (db) => {
      const free = `SELECT id FROM mpesa_callback WHERE ${tooLong} LIMIT ?${skipLocked(this.database.dialect)}`;
      const ids = (await db.rows(free, [now + longest.unread, now + longest.waiting, MOST_RECALLED]))
        .map((row) => String(row.id))
        .sort();
      if (ids.length === 0) return 0;
      const recall = `UPDATE mpesa_callback SET next_at = ?, owner = NULL WHERE id IN (${marks(ids.length)})`;
      return db.run(recall, [now, ...ids]);
    });
  }

  complete(owner: string, outcomes: readonly CallbackOutcome[]): Promise<string[]> {
    if (outcomes.length === 0) return Promise.resolve([]);
    const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
    return updateFreeRows(this.database, {
      operation: 'complete callbacks',
      table: 'mpesa_callback',
      ids: [...byId.keys()],
      change: (db, ids) =>
        this.#complete(
          db,
          owner,
          ids.flatMap((id) => byId.get(id) ?? []),
        ),
    });
  }

  release(owner: string): Promise<void> {
    return this.database.write('release callbacks', async (db) => {
      const held = 'SELECT id FROM mpesa_callback WHERE next_at > 0 AND owner = ?';
      const ids = (await db.rows(held, [owner])).map((row) => String(row.id)).sort();
      if (ids.length === 0) return;
      const release = 'UPDATE mpesa_callback SET owner = NULL, next_at = received_at';
      await db.run(`${release} WHERE id IN (${marks(ids.length)}) AND owner = ?`, [...ids, owner]);
    });
  }

  async #complete(db: Session, owner: string, outcomes: readonly CallbackOutcome[]): Promise<string[]> {
    const ids = outcomes.map((outcome) => outcome.id);
    // The rows are marked with a token of this call, so that the ones which were still held can be told from the others.
    const token = this.newId();
    const { sql, params } = updateRows({
      table: 'mpesa_callback',
      key: 'id',
      first: countedAttempts(outcomes),
      columns: ['status', 'reason', 'next_at', 'owner'],
      rows: outcomes.map(({ id, status, reason, nextAt }) => ({
        key: id,
        values: [status, reason, status === 'waiting' ? nextAt : null, token],
      })),
      where: { sql: 'owner = ? AND next_at IS NOT NULL', params: [owner] },
    });
    if ((await db.run(sql, params)) === ids.length) return ids;
    const held = `SELECT id FROM mpesa_callback WHERE id IN (${marks(ids.length)}) AND owner = ?`;
    return (await db.rows(held, [...ids, token])).map((row) => String(row.id));
  }
}

function countedAttempts(outcomes: readonly CallbackOutcome[]): Fragment {
  const params = outcomes.flatMap(({ id, uncounted }) => (uncounted === true ? [id] : []));
  if (params.length === 0) return { sql: 'attempts = attempts + 1', params };
  return { sql: `attempts = attempts + CASE WHEN id IN (${marks(params.length)}) THEN 0 ELSE 1 END`, params };
}
