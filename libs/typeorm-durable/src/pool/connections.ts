import type { DataSource, QueryRunner } from 'typeorm';
import { toStorageError } from '../errors/database-error.js';
import type { StorageErrors } from '../errors/storage-errors.js';
import { runningTransaction } from '../transactions/running-transaction.js';
import type { Clock } from '../values/clock.js';
import { ConnectionBudget, type ConnectionShare } from './connection-budget.js';
import { cutOff } from './cut-off.js';
import { poolSizeOf } from './pool-size.js';

/** How connections are lent. */
export interface ConnectionSettings {
  readonly clock: Clock;
  /** How long anything waits for a connection, ms. */
  readonly connectionWaitMs: number;
  /** Told, at most once in a while, when somebody has waited in vain. */
  readonly onConnectionWait: (message: string) => void;
  /** Operations that somebody outside waits for: they stand in no line behind the rest of the work. */
  readonly urgent?: readonly string[];
  readonly errors: StorageErrors;
}

/** Lends connections of a DataSource, each to one piece of work, within the budget of its pool. */
export class Connections {
  readonly #budget: ConnectionBudget;
  readonly #lent = new Set<QueryRunner>();
  readonly #urgent: ReadonlySet<string>;
  readonly #errors: StorageErrors;

  constructor(
    private readonly dataSource: DataSource,
    { clock, connectionWaitMs: waitMs, onConnectionWait: onWarning, urgent, errors }: ConnectionSettings,
  ) {
    this.#budget = new ConnectionBudget({ size: poolSizeOf(dataSource), waitMs, clock, errors, onWarning });
    this.#urgent = new Set(urgent);
    this.#errors = errors;
  }

  /** Connections of the pool at most. */
  get size(): number {
    return this.#budget.settings.size;
  }

  /** Transactions of handlers at most at once. */
  get handlers(): number {
    return this.#budget.handlers;
  }

  /** @throws {@link StorageErrors.noConnection}; at once where the caller's own transaction holds the only connection of the pool */
  async lend<T>(
    operation: string,
    share: ConnectionShare | undefined,
    work: (runner: QueryRunner) => Promise<T>,
  ): Promise<T> {
    // Refused to the asker itself: what merely waited would be done after all, once that transaction had failed for it.
    if (this.size === 1 && runningTransaction(this.dataSource) !== null)
      throw this.#budget.onlyOne(operation);
    const runner = this.dataSource.createQueryRunner();
    const connect = async (): Promise<void> => {
      await runner.connect().catch((error: unknown) => {
        throw toStorageError(this.#errors, operation, error);
      });
    };
    const use = { operation, share: share ?? this.#shareOf(operation) };
    return this.#budget.use(use, { connect, late: () => runner.release() }, async () => {
      this.#lent.add(runner);
      try {
        return await work(runner);
      } finally {
        this.#lent.delete(runner);
        await runner.release();
      }
    });
  }

  /** Cuts off what is lent, so that nothing waits for the database any more. @returns who used it */
  async abandon(): Promise<readonly string[]> {
    const { holders } = this.#budget;
    await Promise.all([...this.#lent].map(cutOff));
    return holders;
  }

  #shareOf(operation: string): ConnectionShare {
    return this.#urgent.has(operation) || runningTransaction(this.dataSource) !== null ? 'direct' : 'work';
  }
}
