import { marks, RowMapper, toSafeInteger } from 'typeorm-durable';
import { StorageUnavailableError } from '../../errors/storage-unavailable.error.js';
import type { CallbackKind } from '../../inbox/callback-kinds.js';
import type {
  ArrivedCallback,
  CallbackOutcome,
  CallbackStatus,
  InboxStore,
  StoredCallback,
} from '../../inbox/inbox-store.js';
import type { Page } from '../../payments/payment-ports.js';
import { CallbackClaims } from './callback-claims.js';
import { CallbackInsert } from './callback-insert.js';
import { parseCursor, toPage } from '../database/cursor.js';
import type { Database } from '../database/database.js';
import { CallbackEntity } from '../entities/callback.entity.js';
import { storedCallback } from './stored-callback.js';

/** How many unmatched callbacks one call looks up. */
const MOST_REMATCHED = 500;

export class TypeOrmInboxStore implements InboxStore {
  readonly #rows: RowMapper<StoredCallback>;
  readonly #claims: CallbackClaims;
  readonly #insert: CallbackInsert;

  constructor(
    private readonly database: Database,
    newId: () => string,
  ) {
    this.#rows = new RowMapper<StoredCallback>(database.dataSource, CallbackEntity, ['owner', 'keptSince']);
    this.#claims = new CallbackClaims(database, this.#rows, newId);
    this.#insert = new CallbackInsert(database);
  }

  async store(batch: readonly ArrivedCallback[]): Promise<ReadonlyMap<string, Error>> {
    if (batch.length === 0) return new Map();
    try {
      await this.database.retrying(() => this.#insert.run(batch));
      return new Map();
    } catch (error) {
      if (batch.length === 1 || error instanceof StorageUnavailableError) throw unavailable(error);
    }
    return this.#storeOneByOne(batch);
  }

  claim(owner: string, now: number, leaseUntil: number, limit: number): Promise<StoredCallback[]> {
    return this.#claims.claim(owner, { now, leaseUntil, limit });
  }

  complete(owner: string, outcomes: readonly CallbackOutcome[]): Promise<string[]> {
    return this.#claims.complete(owner, outcomes);
  }

  release(owner: string): Promise<void> {
    return this.#claims.release(owner);
  }

  recall(now: number, longest: { readonly unread: number; readonly waiting: number }): Promise<number> {
    return this.#claims.recall(now, longest);
  }

  rematch(now: number): Promise<number> {
    return this.database.write('rematch callbacks', async (db) => {
      const found = await db.rows(
        'SELECT c.id FROM mpesa_callback c JOIN mpesa_payment p ON p.id = c.payment_id ' +
          "WHERE c.status = 'unmatched' AND c.body IS NOT NULL ORDER BY c.id LIMIT ?",
        [MOST_REMATCHED],
      );
      if (found.length === 0) return 0;
      const sql =
        "UPDATE mpesa_callback SET status = 'new', owner = NULL, next_at = ? " +
        `WHERE id IN (${marks(found.length)}) AND status = 'unmatched'`;
      return db.run(sql, [now, ...found.map((row) => row.id)]);
    });
  }

  list(
    status: CallbackStatus,
    page: { limit: number; cursor: string | null },
  ): Promise<Page<StoredCallback>> {
    const after = page.cursor === null ? null : parseCursor(page.cursor);
    const beyond = after === null ? '' : 'AND (received_at < ? OR (received_at = ? AND id < ?)) ';
    const sql =
      `SELECT ${this.#rows.columns} FROM mpesa_callback WHERE status = ? ${beyond}` +
      'ORDER BY received_at DESC, id DESC LIMIT ?';
    const params = [status, ...(after === null ? [] : [after.at, after.at, after.id]), page.limit + 1];
    return this.database.read('list callbacks', async (db) => {
      const items = (await db.rows(sql, params)).map((row) => storedCallback(this.#rows, row));
      return toPage(items, page.limit, (item) => ({ at: item.receivedAt, id: item.id }));
    });
  }

  async releaseQuarantined(id: string, now: number): Promise<boolean> {
    const sql =
      "UPDATE mpesa_callback SET status = 'new', next_at = ?, owner = NULL WHERE id = ? AND status = 'quarantined'";
    return (await this.database.write('release a callback', (db) => db.run(sql, [now, id]))) === 1;
  }

  lastSeen(kind: CallbackKind, shortcode: string): Promise<number | null> {
    const sql = 'SELECT MAX(received_at) AS seen FROM mpesa_callback WHERE shortcode = ? AND kind = ?';
    return this.database.read('read when a callback was last seen', async (db) => {
      const [row] = await db.rows(sql, [shortcode, kind]);
      return row?.seen === null || row?.seen === undefined ? null : toSafeInteger(row.seen);
    });
  }

  /** One bad row must not refuse its neighbours; once the database is gone, nobody behind it needs to try. */
  async #storeOneByOne(batch: readonly ArrivedCallback[]): Promise<Map<string, Error>> {
    const failed = new Map<string, Error>();
    let gone: StorageUnavailableError | null = null;
    for (const callback of batch) {
      try {
        if (gone !== null) throw gone;
        await this.database.retrying(() => this.#insert.run([callback]));
      } catch (error) {
        if (error instanceof StorageUnavailableError) gone = error;
        failed.set(callback.id, error as Error);
      }
    }
    if (new Set(batch.map(({ id }) => id)).size === failed.size) throw unavailable([...failed.values()][0]);
    return failed;
  }
}

function unavailable(error: unknown): StorageUnavailableError {
  return error instanceof StorageUnavailableError
    ? error
    : new StorageUnavailableError('store callbacks', { cause: error });
}
