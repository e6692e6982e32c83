import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { QueryFailedError, type DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { Transactions } from '../../../src/deliveries/storage/database.js';

const TRIES = 6;

/** Deadlock, lock time-out, a record that changed since it was read (MariaDB). */
const CONTENTION = new Set<unknown>([1213, 1205, 1020]);

type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** TypeORM runs all of a SQLite DataSource on one connection, so whoever shares the DataSource must share the turns. */
const turns = new WeakMap<DataSource, Turn>();

/**
 * The door to a DataSource. On SQLite everything, reads included, goes one at a time: concurrent transactions would become
 * savepoints of each other and lose committed rows. Never ask for a transaction inside a transaction: pass its manager on.
 */
export class TestTransactions implements Transactions {
  readonly dialect: 'sqlite' | 'mysql';
  readonly #turn: Turn;

  constructor(readonly source: DataSource) {
    this.dialect = source.options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
    this.#turn = this.dialect === 'sqlite' ? turnOf(source) : (work) => work();
  }

  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.#turn(() => work(this.source.manager));
  }

  /** One READ COMMITTED transaction, repeated while others are in its way: `work` must be able to run again. */
  async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#turn(() => this.#once(work));
      } catch (error) {
        if (!isContention(error) || attempt === TRIES) throw error;
        await pause(randomInt(1, 16 * attempt));
      }
    }
  }

  #once<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.#withRunner(async (runner) => {
      await this.#begin(runner);
      try {
        const result = await work(runner.manager);
        await (this.dialect === 'sqlite' ? runner.query('COMMIT') : runner.commitTransaction());
        return result;
      } catch (error) {
        await this.#rollback(runner);
        throw error;
      }
    });
  }

  #begin(runner: QueryRunner): Promise<unknown> {
    // IMMEDIATE: a transaction that began by reading could not become a writer once another process has written.
    return this.dialect === 'sqlite'
      ? runner.query('BEGIN IMMEDIATE')
      : runner.startTransaction('READ COMMITTED');
  }

  /** A connection whose rollback failed may still be inside the transaction: it must not go back to the pool. */
  async #rollback(runner: QueryRunner): Promise<void> {
    try {
      await (this.dialect === 'sqlite' ? runner.query('ROLLBACK') : runner.rollbackTransaction());
    } catch {
      const connection = (await runner.connect().catch(() => null)) as { destroy?: () => void } | null;
      connection?.destroy?.();
    }
  }

  async #withRunner<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.connect();
      return await work(runner);
    } finally {
      await runner.release();
    }
  }
}

function turnOf(dataSource: DataSource): Turn {
  const known = turns.get(dataSource);
  if (known !== undefined) return known;
  let tail: Promise<unknown> = Promise.resolve();
  const turn: Turn = (work) => {
    const result = tail.then(work);
    tail = result.catch(() => undefined);
    return result;
  };
  turns.set(dataSource, turn);
  return turn;
}

function isContention(error: unknown): boolean {
  const cause = error instanceof QueryFailedError ? (error.driverError as unknown) : error;
  const { code, errno } = (cause ?? {}) as { code?: unknown; errno?: unknown };
  return CONTENTION.has(errno) || (typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code));
}
