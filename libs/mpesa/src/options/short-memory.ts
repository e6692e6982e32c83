import type { Clock } from '../values/clock.js';

const AT_MOST = 1_000;

/**
 * Remembers what was looked up for a while, and lets calls that come together share one look-up. Failures are not
 * remembered, nor is that there was nothing.
 */
export class ShortMemory<T> {
  readonly #kept = new Map<string, { readonly value: Promise<T | null>; readonly until: number }>();

  constructor(private readonly clock: Clock) {}

  get(key: string, keepMs: number, lookUp: () => Promise<T | null>): Promise<T | null> {
    const known = this.#kept.get(key);
    if (known !== undefined && this.clock.now() < known.until) return known.value;
    const value = lookUp();
    const entry = { value, until: this.clock.now() + keepMs };
    const forget = (): void => {
      if (this.#kept.get(key) === entry) this.#kept.delete(key);
    };
    this.#keep(key, entry);
    value.then((found) => found ?? forget(), forget);
    return value;
  }

  /** The oldest make room. */
  #keep(key: string, entry: { readonly value: Promise<T | null>; readonly until: number }): void {
    this.#kept.delete(key);
    this.#kept.set(key, entry);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > AT_MOST && oldest !== undefined) this.#kept.delete(oldest);
  }
}
