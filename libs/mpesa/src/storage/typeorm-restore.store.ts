import { onDuplicateKey, RowMapper } from 'typeorm-durable';
import type { RestoreMark, RestoreStore } from '../operations/restores/restore.store.js';
import type { Database } from './database/database.js';
import { RestoreEntity } from './entities/restore.entity.js';

export class TypeOrmRestoreStore implements RestoreStore {
  readonly #rows: RowMapper<RestoreMark>;
  readonly #keep: string;

  constructor(private readonly database: Database) {
    this.#rows = new RowMapper<RestoreMark>(database.dataSource, RestoreEntity);
    const kept = onDuplicateKey(
      database.dialect,
      ['backup_at'],
      () => 'restored_at = mpesa_restore.restored_at',
    );
    this.#keep = `INSERT INTO mpesa_restore (backup_at, restored_at) VALUES (?, ?) ${kept}`;
  }

  mark(backupAt: number, restoredAt: number): Promise<RestoreMark> {
    return this.database.write('mark a restore', async (db) => {
      await db.run(this.#keep, [backupAt, restoredAt]);
      const sql = `SELECT ${this.#rows.columns} FROM mpesa_restore WHERE backup_at = ?`;
      const [row] = await db.rows(sql, [backupAt]);
      return this.#rows.item(row ?? {});
    });
  }

  list(): Promise<RestoreMark[]> {
    const sql = `SELECT ${this.#rows.columns} FROM mpesa_restore ORDER BY backup_at DESC`;
    return this.database.read('list restores', async (db) =>
      (await db.rows(sql)).map((row) => this.#rows.item(row)),
    );
  }

  close({ at, by, reason }: Parameters<RestoreStore['close']>[0]): Promise<number> {
    const sql =
      'UPDATE mpesa_restore SET closed_at = ?, closed_by = ?, closed_reason = ? WHERE closed_at IS NULL';
    return this.database.write('close a restore', (db) => db.run(sql, [at, by, reason]));
  }
}
