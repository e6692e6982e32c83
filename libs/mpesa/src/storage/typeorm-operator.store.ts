import { onDuplicateKey, RowMapper } from 'typeorm-durable';
import type { LockedOperator, OperatorStore } from '../operations/operators/operator.store.js';
import type { Database } from './database/database.js';
import { OperatorEntity } from './entities/operator.entity.js';

export class TypeOrmOperatorStore implements OperatorStore {
  readonly #rows: RowMapper<LockedOperator>;
  readonly #create: string;

  constructor(private readonly database: Database) {
    this.#rows = new RowMapper<LockedOperator>(database.dataSource, OperatorEntity, ['unlockedAt']);
    const keep = onDuplicateKey(
      database.dialect,
      ['account', 'initiator'],
      () => 'account = mpesa_operator.account',
    );
    this.#create = `INSERT INTO mpesa_operator (account, initiator, unlocked_at) VALUES (?, ?, 0) ${keep}`;
  }

  /** The row is there before its state is looked at, so that of several instances one finds it free. */
  async lock(operator: LockedOperator, sentAt: number): Promise<boolean> {
    const { account, initiator, resultCode, resultText, lockedAt } = operator;
    const found = await this.database.write('stop an operator', async (db) => {
      await db.run(this.#create, [account, initiator]);
      return db.run(
        'UPDATE mpesa_operator SET result_code = ?, result_text = ?, locked_at = ? ' +
          'WHERE account = ? AND initiator = ? AND locked_at IS NULL AND unlocked_at <= ?',
        [resultCode, resultText, lockedAt, account, initiator, sentAt],
      );
    });
    return found === 1;
  }

  find(account: string, initiator: string): Promise<LockedOperator | null> {
    const sql = `SELECT ${this.#rows.columns} FROM mpesa_operator WHERE account = ? AND initiator = ? AND locked_at IS NOT NULL`;
    return this.database.read('look up an operator', async (db) => {
      const [row] = await db.rows(sql, [account, initiator]);
      return row === undefined ? null : this.#rows.item(row);
    });
  }

  list(): Promise<LockedOperator[]> {
    const sql = `SELECT ${this.#rows.columns} FROM mpesa_operator WHERE locked_at IS NOT NULL ORDER BY locked_at, account, initiator`;
    return this.database.read('list operators', async (db) =>
      (await db.rows(sql)).map((row) => this.#rows.item(row)),
    );
  }

  async unlock(account: string, initiator: string, now: number): Promise<boolean> {
    const sql =
      'UPDATE mpesa_operator SET locked_at = NULL, unlocked_at = ? WHERE account = ? AND initiator = ? AND locked_at IS NOT NULL';
    const found = await this.database.write('unlock an operator', (db) =>
      db.run(sql, [now, account, initiator]),
    );
    return found === 1;
  }
}
