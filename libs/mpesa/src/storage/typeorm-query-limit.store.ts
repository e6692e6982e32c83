import type { QueryLimitStore } from '../daraja/query-limit.store.js';
import type { Database } from './database.js';
import { onDuplicateKey } from './dialect.js';
import { toSafeInteger } from './entities/safe-integer.js';

export class TypeOrmQueryLimitStore implements QueryLimitStore {
  readonly #create: string;
  readonly #postpone: string;

  constructor(private readonly database: Database) {
    const insert = 'INSERT INTO mpesa_query_limit (name, next_at) VALUES (?, ?)';
    const old = 'mpesa_query_limit.next_at';
    const keep = onDuplicateKey(database.dialect, ['name'], () => `next_at = ${old}`);
    const later = onDuplicateKey(
      database.dialect,
      ['name'],
      (arrived) =>
        `next_at = CASE WHEN ${old} < ${arrived('next_at')} THEN ${arrived('next_at')} ELSE ${old} END`,
    );
    this.#create = `${insert} ${keep}`;
    this.#postpone = `${insert} ${later}`;
  }

  reserve(
    key: string,
    limit: { now: number; intervalMs: number; burst: number },
  ): Promise<{ allowedAt: number }> {
    const { now, intervalMs } = limit;
    const savedUp = (limit.burst - 1) * intervalMs;
    const take =
      'UPDATE mpesa_query_limit SET next_at = CASE WHEN next_at < ? THEN ? ELSE next_at + ? END ' +
      'WHERE name = ? AND next_at <= ?';
    return this.database.write('reserve a query', async (db) => {
      await db.run(this.#create, [key, 0]);
      const taken = await db.run(take, [now, now + intervalMs, intervalMs, key, now + savedUp]);
      if (taken === 1) return { allowedAt: now };
      const [row] = await db.rows('SELECT next_at FROM mpesa_query_limit WHERE name = ?', [key]);
      return { allowedAt: toSafeInteger(row?.next_at) - savedUp };
    });
  }

  async postpone(key: string, until: number): Promise<void> {
    await this.database.write('postpone queries', (db) => db.run(this.#postpone, [key, until]));
  }
}
