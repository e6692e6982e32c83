import { CLOCK_SKEW_MS, onDuplicateKey, toSafeInteger } from 'typeorm-durable';
import type { QueryLimitStore } from '../daraja/exchange/query-limit.store.js';
import type { Database } from './database/database.js';

const SET_BY_A_WRONG_CLOCK = 'COALESCE(set_at, 0) > ?';

export class TypeOrmQueryLimitStore implements QueryLimitStore {
  readonly #create: string;

  constructor(private readonly database: Database) {
    this.#create =
      'INSERT INTO mpesa_query_limit (name, next_at) VALUES (?, 0) ' +
      onDuplicateKey(database.dialect, ['name'], () => 'next_at = mpesa_query_limit.next_at');
  }

  reserve(
    key: string,
    limit: { now: number; intervalMs: number; burst: number },
  ): Promise<{ allowedAt: number }> {
    const { now, intervalMs } = limit;
    const savedUp = (limit.burst - 1) * intervalMs;
    const wrong = now + CLOCK_SKEW_MS;
    const take =
      `UPDATE mpesa_query_limit SET next_at = CASE WHEN next_at < ? OR ${SET_BY_A_WRONG_CLOCK} THEN ? ELSE next_at + ? END, set_at = ? ` +
      `WHERE name = ? AND (next_at <= ? OR ${SET_BY_A_WRONG_CLOCK})`;
    return this.database.write('reserve a query', async (db) => {
      await db.run(this.#create, [key]);
      const taken = await db.run(take, [
        now,
        wrong,
        now + intervalMs,
        intervalMs,
        now,
        key,
        now + savedUp,
        wrong,
      ]);
      if (taken === 1) return { allowedAt: now };
      const [row] = await db.rows('SELECT next_at FROM mpesa_query_limit WHERE name = ?', [key]);
      return { allowedAt: toSafeInteger(row?.next_at) - savedUp };
    });
  }

  async postpone(key: string, until: number, now: number): Promise<void> {
    const later =
      `UPDATE mpesa_query_limit SET next_at = CASE WHEN next_at < ? OR ${SET_BY_A_WRONG_CLOCK} THEN ? ELSE next_at END, set_at = ? ` +
      'WHERE name = ?';
    await this.database.write('postpone queries', async (db) => {
      await db.run(this.#create, [key]);
      await db.run(later, [until, now + CLOCK_SKEW_MS, until, now, key]);
    });
  }
}
