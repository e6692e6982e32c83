import type { DataSource } from 'typeorm';

/** When a statement fails: before it was run, or after, so that nobody can know. */
export type FaultMode = 'before' | 'after';

/** Counts the statements of a DataSource, and lets one of them fail as a lost connection does. */
export class StatementFaults {
  readonly #watched = new WeakSet<object>();
  #seen = 0;
  #failing: { readonly at: number; readonly mode: FaultMode } | null = null;

  /** The statement that failed; null while none has. */
  failed: string | null = null;

  constructor(dataSource: DataSource) {
    const create = dataSource.createQueryRunner.bind(dataSource);
    dataSource.createQueryRunner = (...how) => {
      const runner = create(...how);
      // SQLite has one runner for all.
      if (this.#watched.has(runner)) return runner;
      this.#watched.add(runner);
      const run = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
      const query = (sql: string, ...rest: unknown[]): Promise<unknown> =>
        this.#run(sql, () => run(sql, ...rest));
      return Object.assign(runner, { query });
    };
  }

  /** From now on the `at`-th statement fails, counted from one. */
  arm(at: number, mode: FaultMode): void {
    this.#seen = 0;
    this.failed = null;
    this.#failing = { at, mode };
  }

  /** False where the statement that failed has changed nothing even if it was run: then it makes no difference when it failed. */
  hasWritten(): boolean {
    return this.failed !== null && !/^(SELECT|BEGIN|START)\b/.test(this.failed);
  }

  disarm(): void {
    this.#failing = null;
  }

  async #run(sql: string, work: () => Promise<unknown>): Promise<unknown> {
    this.#seen += 1;
    const fails = this.#failing?.at === this.#seen ? this.#failing : null;
    if (fails === null) return work();
    this.failed = sql;
    // A real connection that is lost takes its transaction along; this one would stay in it.
    if (fails.mode === 'after' && !/^(BEGIN|START)/.test(sql)) await work();
    throw Object.assign(new Error('Lost connection to server during query'), {
      errno: 2013,
      code: 'ECONNLOST',
    });
  }
}
