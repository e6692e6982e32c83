import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Runs `drain` whenever it is woken, never twice at once. A wake-up during a run makes one more run afterwards, so that
 * nothing which arrived in between is left lying. `drain` answers whether there may be more to do at once.
 */
export class DrainLoop {
  /** Who wakes it may be inside a transaction; what it does is no part of that. */
  readonly #apart = AsyncLocalStorage.snapshot();
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(
    private readonly drain: () => Promise<boolean>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Starts a run, or makes sure that one follows the run under way. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#running !== null) {
      this.#again = true;
      return;
    }
    this.#running = this.#apart(() => this.#run()).finally(() => {
      this.#running = null;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  /** Wakes and waits until there is nothing left to do. */
  idle(): Promise<void> {
    this.wake();
    return this.quiet();
  }

  /** Waits until no run is under way, and starts none. */
  async quiet(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  /** Lets the run under way finish and starts no other. */
  stop(): Promise<void> {
    this.#stopped = true;
    return this.quiet();
  }

  async #run(): Promise<void> {
    try {
      while (!this.#stopped && (await this.drain())) {
        // The next round sees what this one left.
      }
    } catch (error) {
      this.onError(error);
    }
  }
}
