import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { Tx } from '../../payments/payment-ports.js';
import { inTheWay, StorageConflict, toldOutside } from '../../payments/storage-conflict.js';
import { systemDelay } from '../../values/delay.js';
import { systemRandom } from '../../values/random.js';
import { within } from '../../values/within.js';
import { toStorageError } from './database-error.js';
import type { Dialect } from './dialect.js';
import type { Mutex } from './mutex.js';
import type { ConnectionShare } from './connection-budget.js';
import { Connections, type ConnectionSettings } from './connections.js';
import { cutOff } from './cut-off.js';
import { inTransaction, runningTransaction, type RunningTransaction } from './running-transaction.js';
import { inTurn } from './self-wait.js';
import { refusingSecond } from './sole-connection.js';
import { sessionOn, type Session, type StatementRunner } from './session.js';
import { sqliteMutex } from './sqlite-mutex.js';
import { transactionControl } from './transaction-control.js';
import { managerOf, txOf } from './tx.js';

const TRIES = 6;

/** How long a rollback may take, ms: one that waits behind a statement that hangs would hold its connection for ever. */
const ROLLBACK_MS = 5_000;

/**
 * The only door to the database: everything that runs a statement passes here. On SQLite all of it, reads included, goes one
 * at a time through the mutex of the file. Operations are named as in `storage failed to <operation>`.
 */
export class Database {
  readonly dialect: Dialect;
  readonly #connections: Connections;
  readonly #mutex: Mutex | null;

  constructor(
    readonly dataSource: DataSource,
    settings: ConnectionSettings,
  ) {
    const { options } = dataSource;
    this.dialect = options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
    this.#mutex = options.type === 'better-sqlite3' ? sqliteMutex(options.database) : null;
    this.#connections = new Connections(dataSource, settings);
  }

  /**
   * Reads: of what is committed, or, inside a running transaction, of what that sees, on its connection.
   *
   * @throws StorageLockedError when others are in the way of them
   */
  async read<T>(operation: string, work: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await this.#readHere(operation, work);
    } catch (error) {
      throw toldOutside(operation, error);
    }
  }

  async #readHere<T>(operation: string, work: (session: Session) => Promise<T>): Promise<T> {
    const around = runningTransaction(this.dataSource);
    if (around === null) return this.statements(operation, work);
    try {
      return await work(sessionOn(around.runner as StatementRunner, operation));
    } catch (error) {
      // It ended under our hands: a read can be done again on a connection of its own.
      if (around.over || around.runner.isReleased) return this.statements(operation, work);
      throw error;
    }
  }

  /** Statements of which each commits by itself, also when a transaction is running. @throws StorageConflict for the caller to try again */
  statements<T>(operation: string, work: (session: Session) => Promise<T>): Promise<T> {
    return this.#alone(operation, () =>
      this.#connections.lend(operation, undefined, (runner) =>
        work(sessionOn(runner as StatementRunner, operation)),
      ),
    );
  }

  /** One READ COMMITTED transaction, not repeated: the caller knows what has to be done again. */
  transaction<T>(operation: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#transaction({ operation }, (tx) => work(tx));
  }

  /** One like it in which the host's code runs: it may ask for a second connection, and takes as long as it likes. */
  handlerTransaction<T>(operation: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#transaction({ operation, share: 'handler' }, (tx, running) =>
      this.#connections.size > 1 ? work(tx) : refusingSecond(operation, running, () => work(tx)),
    );
  }

  /** A transaction of storage's own, repeated while others are in the way. */
  async write<T>(operation: string, work: (session: Session) => Promise<T>): Promise<T> {
    return this.retrying(() => this.transaction(operation, (tx) => work(this.within(tx, operation))));
  }

  /** Statements inside a running transaction. */
  within(tx: Tx, operation: string): Session {
    return sessionOn(this.#runnerOf(tx, operation) as StatementRunner, operation);
  }

  /** Runs `work` as a part of a transaction that the host runs: its reads use that connection. */
  async joined<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
    const runner = this.#runnerOf(tx, 'join a transaction');
    const running: RunningTransaction = { dataSource: this.dataSource, runner, over: false };
    try {
      return await inTransaction(running, work);
    } finally {
      running.over = true;
    }
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

  /** Cuts off every connection in use, so that nothing waits for the database any more. @returns who used them */
  async abandon(): Promise<readonly string[]> {
    return this.dialect === 'mysql' ? this.#connections.abandon() : [];
  }

  /** How many {@link handlerTransaction}s may run at once. */
  get handlerTransactions(): number {
    return this.#connections.handlers;
  }

  #alone<T>(operation: string, work: () => Promise<T>): Promise<T> {
    return this.#mutex === null ? work() : inTurn(this.#mutex, operation, work);
  }

  #transaction<T>(
    { operation, share }: { readonly operation: string; readonly share?: ConnectionShare },
    work: (tx: Tx, running: RunningTransaction) => Promise<T>,
  ): Promise<T> {
    return this.#alone(operation, () =>
      this.#connections.lend(operation, share, async (runner) => {
        const control = transactionControl(this.dialect, runner);
        await attempt(operation, control.begin);
        const running: RunningTransaction = { dataSource: this.dataSource, runner, over: false };
        try {
          const result = await inTransaction(running, () => work(txOf(runner.manager), running));
          running.over = true;
          await attempt(operation, control.commit);
          return result;
        } catch (error) {
          running.over = true;
          // A connection whose rollback failed may still be inside the transaction: it must not go back to the pool.
          await within(control.rollback(), ROLLBACK_MS, () => new Error('late')).catch(() => cutOff(runner));
          throw error;
        }
      }),
    );
  }

  #runnerOf(tx: Tx, operation: string): QueryRunner {
    const runner = managerOf(tx).queryRunner;
    if (!runner) throw new Error(`cannot ${operation}: the transaction is over`);
    return runner;
  }
}

async function attempt<T>(operation: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw toStorageError(operation, error);
  }
}
