import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { dialectOf, type Dialect } from '../dialect/dialect.js';
import { transactionControl } from '../dialect/transaction-control.js';
import { toldError, toStorageError } from '../errors/database-error.js';
import type { StorageErrors } from '../errors/storage-errors.js';
import type { Mutex } from '../file/mutex.js';
import { inTurn } from '../file/self-wait.js';
import { sqliteMutex } from '../file/sqlite-mutex.js';
import type { ConnectionShare } from '../pool/connection-budget.js';
import { Connections, type ConnectionSettings } from '../pool/connections.js';
import { cutOff } from '../pool/cut-off.js';
import { refusingSecond } from '../pool/sole-connection.js';
import { useCallContexts } from '../transactions/call-context.js';
import {
  inTransaction,
  runningTransaction,
  type RunningTransaction,
} from '../transactions/running-transaction.js';
import { unevenPause } from '../values/uneven-pause.js';
import { within } from '../values/within.js';
import { sessionOn, type Session, type StatementRunner } from './session.js';

const TRIES = 6;

/** Longest pause after a first try, ms; it grows with each. */
const PAUSE_MS = 16;

/** How long a rollback may take, ms: one that waits behind a statement that hangs would hold its connection for ever. */
const ROLLBACK_MS = 5_000;

/** How a {@link Database} behaves. */
export interface DatabaseSettings extends ConnectionSettings {
  /** Whether {@link Database.retrying} also begins again what waited for a lock in vain, for those who would rather wait than fail. */
  readonly outwaitsLocks?: boolean;
  /** What a handler calls the manager of its transaction, for what it is told. Default `the manager that it was given`. */
  readonly handlersManager?: string;
}

/**
 * The only door to the database: everything that runs a statement passes here. On SQLite all of it, reads included, goes one
 * at a time through the mutex of the file. Operations are named as in `storage failed to <operation>`.
 *
 * @typeParam Tx what a transaction is called outside of this package: TypeORM's EntityManager that runs it, or a type that hides it
 */
export class Database<Tx = EntityManager> {
  readonly dialect: Dialect;
  readonly errors: StorageErrors;
  readonly #connections: Connections;
  readonly #mutex: Mutex | null;
  readonly #outwaitsLocks: boolean;
  readonly #handlersManager: string;
  readonly #leaveContexts = useCallContexts();

  constructor(
    readonly dataSource: DataSource,
    settings: DatabaseSettings,
  ) {
    const { options } = dataSource;
    this.dialect = dialectOf(dataSource);
    this.errors = settings.errors;
    this.#mutex = options.type === 'better-sqlite3' ? sqliteMutex(options.database) : null;
    this.#connections = new Connections(dataSource, settings);
    this.#outwaitsLocks = settings.outwaitsLocks ?? false;
    this.#handlersManager = settings.handlersManager ?? 'the manager that it was given';
  }

  /**
   * Reads: of what is committed, or, inside a running transaction, of what that sees, on its connection.
   *
   * @throws {@link StorageErrors.locked} when others are in the way of them
   */
  async read<T>(operation: string, work: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await this.#readHere(operation, work);
    } catch (error) {
      throw this.errors.conflictOf(error) === null ? error : this.errors.locked(operation, error as Error);
    }
  }

  async #readHere<T>(operation: string, work: (session: Session) => Promise<T>): Promise<T> {
    const around = runningTransaction(this.dataSource);
    if (around === null) return this.statements(operation, work);
    try {
      return await work(this.#sessionOn(around.runner, operation));
    } catch (error) {
      // It ended under our hands: a read can be done again on a connection of its own.
      if (around.over || around.runner.isReleased) return this.statements(operation, work);
      throw error;
    }
  }

  /**
   * Statements of which each commits by itself, also when a transaction is running.
   *
   * @throws {@link StorageErrors.conflict} for the caller to try again
   */
  statements<T>(
    operation: string,
    work: (session: Session, manager: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.#alone(operation, () =>
      this.#connections.lend(operation, undefined, (runner) =>
        this.#telling(operation, () => work(this.#sessionOn(runner, operation), runner.manager)),
      ),
    );
  }

  /** One READ COMMITTED transaction, not repeated: the caller knows what has to be done again. */
  transaction<T>(operation: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#transaction({ operation }, (tx) => this.#telling(operation, () => work(tx)));
  }

  /** One like it in which somebody else's code runs: it may ask for a second connection, takes as long as it likes, and fails as it likes. */
  handlerTransaction<T>(operation: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#transaction({ operation, share: 'handler' }, (tx, running) =>
      this.#connections.size > 1
        ? work(tx)
        : refusingSecond({ operation, manager: this.#handlersManager }, running, () => work(tx)),
    );
  }

  /** A transaction of storage's own, repeated while others are in the way. */
  async write<T>(operation: string, work: (session: Session, tx: Tx) => Promise<T>): Promise<T> {
    return this.retrying(() => this.transaction(operation, (tx) => work(this.within(tx, operation), tx)));
  }

  /** Statements inside a running transaction. */
  within(tx: Tx, operation: string): Session {
    return this.#sessionOn(this.#runnerOf(tx, operation), operation);
  }

  /** Runs `work` as a part of a transaction that somebody else runs: its reads use that connection. */
  async joined<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
    const runner = this.#runnerOf(tx, 'join a transaction');
    const running: RunningTransaction = { dataSource: this.dataSource, runner, over: false };
    try {
      return await inTransaction(running, work);
    } finally {
      running.over = true;
    }
  }

  /** Repeats work that met a deadlock, a row that changed or a busy file, after a short uneven pause. */
  async retrying<T>(work: () => Promise<T>): Promise<T> {
    for (let attempts = 1; ; attempts++) {
      try {
        return await work();
      } catch (error) {
        if (!this.#mayBeginAgain(error)) throw error;
        if (attempts === TRIES)
          throw this.errors.isLocked(error)
            ? error
            : this.errors.locked('write what others kept changing', error as Error);
        await unevenPause(attempts * PAUSE_MS);
      }
    }
  }

  /** True for a manager that runs a transaction of this very DataSource. */
  owns(manager: EntityManager): boolean {
    return manager.dataSource === this.dataSource && manager.queryRunner?.isTransactionActive === true;
  }

  /** Closes the DataSource, once what is under way on SQLite has ended. */
  async close(): Promise<void> {
    try {
      await this.#alone('close the database', () => this.dataSource.destroy());
    } finally {
      this.leave();
    }
  }

  /** For one whose DataSource is somebody else's: nothing more is asked of it from here. */
  leave(): void {
    this.#leaveContexts();
  }

  /** Cuts off every connection in use, so that nothing waits for the database any more. @returns who used them */
  async abandon(): Promise<readonly string[]> {
    return this.dialect === 'mysql' ? this.#connections.abandon() : [];
  }

  /** How many {@link handlerTransaction}s may run at once. */
  get handlerTransactions(): number {
    return this.#connections.handlers;
  }

  #mayBeginAgain(error: unknown): boolean {
    return (
      this.errors.conflictOf(error) === 'contention' || (this.#outwaitsLocks && this.errors.isLocked(error))
    );
  }

  #alone<T>(operation: string, work: () => Promise<T>): Promise<T> {
    return this.#mutex === null ? work() : inTurn(this.#mutex, operation, work);
  }

  #sessionOn(runner: QueryRunner, operation: string): Session {
    return sessionOn(runner as StatementRunner, operation, this.errors);
  }

  async #telling<T>(operation: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toldError(this.errors, operation, error);
    }
  }

  async #attempt<T>(operation: string, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      throw toStorageError(this.errors, operation, error);
    }
  }

  #transaction<T>(
    { operation, share }: { readonly operation: string; readonly share?: ConnectionShare },
    work: (tx: Tx, running: RunningTransaction) => Promise<T>,
  ): Promise<T> {
    return this.#alone(operation, () =>
      this.#connections.lend(operation, share, async (runner) => {
        const control = transactionControl(this.dialect, runner);
        await this.#attempt(operation, control.begin);
        const running: RunningTransaction = { dataSource: this.dataSource, runner, over: false };
        try {
          const result = await inTransaction(running, () => work(runner.manager as unknown as Tx, running));
          running.over = true;
          await this.#attempt(operation, control.commit);
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
    const runner = (tx as unknown as EntityManager).queryRunner;
    if (!runner) throw new Error(`cannot ${operation}: the transaction is over`);
    return runner;
  }
}
