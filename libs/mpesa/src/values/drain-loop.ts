/**
 * Runs `drain` whenever it is woken, never twice at once. A wake-up during a run makes one more run afterwards, so that
 * nothing which arrived in between is left lying. `drain` answers whether there may be more to do at once.
 */
export class DrainLoop {
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
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  /** Wakes and waits until there is nothing left to do. */
  async idle(): Promise<void> {
    this.wake();
    while (this.#running !== null) await this.#running;
  }

  /** Lets the run under way finish and starts no other. */
  async stop(): Promise<void> {
    this.#stopped = true;
    while (this.#running !== null) await this.#running;
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
