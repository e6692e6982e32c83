export interface ShutdownSettings {
  /** From the beginning, ms: then what still uses the database is cut off from it. */
  readonly boundMs: number;
  /** What is left may take so much longer, ms. */
  readonly lastMs: number;
  /** Makes everything fail that waits for the database. @returns what that was */
  readonly abandon: () => Promise<readonly string[]>;
  readonly warn: (message: string) => void;
}

/**
 * A shutdown that ends in its time, whatever hangs. It is cut short rather than waited for: what was under way has its state in
 * the database, and another process goes on with it.
 */
export class Shutdown {
  #over: Promise<void> | null = null;
  #timers: NodeJS.Timeout[] = [];

  constructor(private readonly settings: ShutdownSettings) {}

  /** The time runs from here on, also while the host closes what is its own. */
  begin(): void {
    const { boundMs, lastMs } = this.settings;
    this.#over ??= new Promise((resolve) => {
      this.#timers = [
        setTimeout(() => void this.#cutOff().catch(() => undefined), boundMs),
        setTimeout(resolve, boundMs + lastMs),
      ];
    });
  }

  /** Waits for these, no longer than there is time; tells which are left undone. Their failures are nobody's any more. */
  async waitFor(parts: Readonly<Record<string, Promise<unknown>>>): Promise<void> {
    this.begin();
    const undone = new Set(Object.keys(parts));
    const ends = Object.entries(parts).map(([name, part]) =>
      part.then(
        () => undone.delete(name),
        (error: unknown) => {
          undone.delete(name);
          this.settings.warn(`shutdown: ${name} failed: ${String(error)}`);
        },
      ),
    );
    await Promise.race([Promise.all(ends), this.#over]);
    if (undone.size === 0) return;
    const { boundMs, lastMs } = this.settings;
    this.settings.warn(`shutdown: left undone after ${boundMs + lastMs} ms: ${[...undone].join(', ')}`);
  }

  /** The last of it. */
  async end(close: () => Promise<void>): Promise<void> {
    await this.waitFor({ 'closing the database': close() });
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #cutOff(): Promise<void> {
    const used = await this.settings.abandon();
    if (used.length === 0) return;
    this.settings.warn(
      `shutdown: cut off from the database after ${this.settings.boundMs} ms: ${used.join(', ')}`,
    );
  }
}
