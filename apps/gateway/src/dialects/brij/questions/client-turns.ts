/** How many questions are worked on at once. One may wait for M-Pesa for half a minute. */
const AT_ONCE = 16;
/** Of one client: what it asks besides waits for these, and for nobody else's. */
const AT_ONCE_OF_ONE = 2;

/** Whose question is next: each client has a few places of its own, and the ones that were served longest ago come first. */
export class ClientTurns {
  readonly #busy = new Map<string, number>();
  /** In the order in which they were last served. */
  readonly #served = new Set<string>();

  /** @param waiting clients whose questions are due, the longest due first */
  next(waiting: readonly string[]): string | null {
    const working = [...this.#busy.values()].reduce((sum, count) => sum + count, 0);
    if (working >= AT_ONCE) return null;
    const free = waiting.filter((client) => this.#of(client) < AT_ONCE_OF_ONE);
    const [first] = free.toSorted((one, other) => this.#compare(one, other));
    return first ?? null;
  }

  begin(client: string): void {
    this.#busy.set(client, this.#of(client) + 1);
    this.#served.delete(client);
    this.#served.add(client);
  }

  end(client: string): void {
    const left = this.#of(client) - 1;
    if (left > 0) this.#busy.set(client, left);
    else this.#busy.delete(client);
  }

  #of(client: string): number {
    return this.#busy.get(client) ?? 0;
  }

  #compare(one: string, other: string): number {
    const served = [...this.#served];
    return this.#of(one) - this.#of(other) || served.indexOf(one) - served.indexOf(other);
  }
}
