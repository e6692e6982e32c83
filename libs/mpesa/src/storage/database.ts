import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { Tx } from '../payments/payment-ports.js';
import { inTheWay, StorageConflict } from '../payments/storage-conflict.js';
import { systemDelay } from '../values/delay.js';
import { systemRandom } from '../values/random.js';
import { toStorageError } from './database-error.js';
import type { Dialect } from './dialect.js';
import type { Mutex } from './mutex.js';
import { inTurn } from './self-wait.js';
import { sessionOn, type Session, type StatementRunner } from './session.js';
import { sqliteMutex } from './sqlite-mutex.js';
import { managerOf, txOf } from './tx.js';

const TRIES = 6;

/**
 * The only door to the database: everything that runs a statement passes here. On SQLite all of it, reads included, goes one
 * at a time through the mutex of the file. Operations are named as in `storage failed to <operation>`.
 */
export class Database {
  readonly dialect: Dialect;
  readonly #mutex: Mutex | null;

  constructor(readonly dataSource: DataSource) {
    const { options } = dataSource;
    this.dialect = options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
    this.#mutex = options.type === 'better-sqlite3' ? sqliteMutex(options.database) : null;
  }

  /** Statements of which each commits by itself. @throws StorageConflict for the caller to try again */
  once<T>(operation: string, work: (session: Session) => Promise<T>): Promise<T> {
    return this.#alone(operation, () =>
      this.#withRunner(operation, (runner) => work(sessionOn(runner as StatementRunner, operation))),
    );
  }

  /** Plain reads. @throws StorageLockedError when others are in the way of them */
  async read<T>(operation: string, work: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await this.once(operation, work);
    } catch (error) {
      throw error instanceof StorageConflict ? inTheWay(operation, error) : error;
    }
  }

  /** One READ COMMITTED transaction, not repeated: the caller knows what has to be done again. */
  transaction<T>(operation: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#alone(operation, () =>
      this.#withRunner(operation, async (runner) => {
        const control = this.#controlOf(runner);
        await attempt(operation, control.begin);
        try {
          const result = await work(txOf(runner.manager));
          await attempt(operation, control.commit);
          return result;
        } catch (error) {
          await control.rollback().catch(() => discard(runner));
          throw error;
        }
      }),
    );
  }

  /** A transaction of storage's own, repeated while others are in the way. */
  async write<T>(operation: string, work: (session: Session) => Promise<T>): Promise<T> {
    return this.retrying(() => this.transaction(operation, (tx) => work(this.within(tx, operation))));
  }

  /** Statements inside a running transaction. */
  within(tx: Tx, operation: string): Session {
    const runner = managerOf(tx).queryRunner;
    if (!runner) throw new Error(`cannot ${operation}: the transaction is over`);
    return sessionOn(runner as StatementRunner, operation);
  }

  /** Repeats work that met a deadlock, a lock time-out or a busy file, after a short uneven pause. */
  async retrying<T>(work: () => Promise<T>): Promise<T> {
    for (let attempts = 1; ; attempts++) {
      try {
        return await work();
      } catch (error) {
        const contended = error instanceof StorageConflict && error.kind === 'contention';
        if (!contended) throw error;
        if (attempts === TRIES) throw inTheWay('write what others kept changing', error);
        await systemDelay((attempts * systemRandom.bytes(1).readUInt8()) / 16);
      }
    }
  }

  /** True for a manager that runs a transaction of this very DataSource. */
  owns(manager: EntityManager): boolean {
    return manager.dataSource === this.dataSource && manager.queryRunner?.isTransactionActive === true;
  }

  close(): Promise<void> {
    return this.#alone('close the database', () => this.dataSource.destroy());
  }

  #alone<T>(operation: string, work: () => Promise<T>): Promise<T> {
    return this.#mutex === null ? work() : inTurn(this.#mutex, operation, work);
  }

  async #withRunner<T>(operation: string, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await attempt(operation, () => runner.connect());
      return await work(runner);
    } finally {
      await runner.release();
    }
  }

  #controlOf(runner: QueryRunner): Record<'begin' | 'commit' | 'rollback', () => Promise<unknown>> {
    if (this.dialect === 'mysql') {
      return {
        begin: () => runner.startTransaction('READ COMMITTED'),
        commit: () => runner.commitTransaction(),
        rollback: () => runner.rollbackTransaction(),
      };
    }
    return {
      // IMMEDIATE: a transaction that began by reading could not become a writer once another process has written.
      begin: () => runner.query('BEGIN IMMEDIATE'),
      commit: () => runner.query('COMMIT'),
      rollback: () => runner.query('ROLLBACK'),
    };
  }
}

async function attempt<T>(operation: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw toStorageError(operation, error);
  }
}

/** A connection whose rollback failed may still be inside the transaction: it must not go back to the pool. */
async function discard(runner: QueryRunner): Promise<void> {
  const connection = (await runner.connect().catch(() => null)) as { destroy?: () => void } | null;
  connection?.destroy?.();
}
