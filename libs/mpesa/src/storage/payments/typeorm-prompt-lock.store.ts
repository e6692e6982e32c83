import { lockFreeRows, marks, onDuplicateKey, RowMapper, rowsOfMarks, updateRows } from 'typeorm-durable';
import type { PromptLockStore, Tx } from '../../payments/payment-ports.js';
import type { PromptLock } from '../../payments/prompt-lock.js';
import type { Clock } from '../../values/clock.js';
import type { Database } from '../database/database.js';
import { PromptLockEntity } from '../entities/prompt-lock.entity.js';

export class TypeOrmPromptLockStore implements PromptLockStore {
  readonly #rows: RowMapper<PromptLock>;
  readonly #touch: string;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.#rows = new RowMapper<PromptLock>(database.dataSource, PromptLockEntity, ['seenAt']);
    this.#touch = onDuplicateKey(database.dialect, ['phone'], (arrived) => `seen_at = ${arrived('seen_at')}`);
  }

  async lock(tx: Tx, phones: readonly string[]): Promise<PromptLock[]> {
    const sorted = [...new Set(phones)].sort();
    if (sorted.length === 0) return [];
    const db = this.database.within(tx, 'lock phone lines');
    const now = this.clock.now();
    // One statement that makes what is missing and locks what is there, in the same order for everybody.
    await db.run(
      'INSERT INTO mpesa_phone_line (phone, open_until, unfinished, last_unfinished_at, seen_at) ' +
        `VALUES ${rowsOfMarks(sorted.length, 5)} ${this.#touch}`,
      sorted.flatMap((phone) => [phone, 0, 0, 0, now]),
    );
    const sql = `SELECT ${this.#rows.columns} FROM mpesa_phone_line WHERE phone IN (${marks(sorted.length)}) ORDER BY phone`;
    return (await db.rows(sql, sorted)).map((row) => this.#rows.item(row));
  }

  async lockFree(tx: Tx, phones: readonly string[]): Promise<PromptLock[]> {
    if (phones.length === 0) return [];
    const db = this.database.within(tx, 'lock phone lines');
    const wanted = { table: 'mpesa_phone_line', key: 'phone', keys: phones, columns: this.#rows.columns };
    const rows = await lockFreeRows(this.database, db, wanted);
    // A line that retention has forgotten is made again; nobody can hold what is not there.
    return rows.length === new Set(phones).size
      ? rows.map((row) => this.#rows.item(row))
      : this.lock(tx, phones);
  }

  async save(tx: Tx, lines: readonly PromptLock[]): Promise<void> {
    if (lines.length === 0) return;
    const { sql, params } = updateRows({
      table: 'mpesa_phone_line',
      key: 'phone',
      columns: this.#rows.names.slice(1),
      rows: lines.map((line) => ({ key: line.phone, values: this.#rows.params(line).slice(1) })),
    });
    await this.database.within(tx, 'save phone lines').run(sql, params);
  }
}
