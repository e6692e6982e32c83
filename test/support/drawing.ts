/** Draws by a seed: the same draws in every run, in no order that anybody has chosen. */
export class Drawing {
  #state: number;

  constructor(seed = 1) {
    this.#state = seed;
  }

  /** A whole number from 0 up to, but without, `below`. */
  below(below: number): number {
    // Lehmer's generator with Park and Miller's numbers.
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state % below;
  }

  /** One of these; undefined where there are none. */
  one<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)];
  }

  /** Takes one of these out. */
  take<T>(items: T[]): T | undefined {
    return items.splice(this.below(items.length), 1)[0];
  }
}
