/** What this process has under way, by queue: one destination that hangs uses up its own places and nobody else's. */
export class Lanes {
  readonly #lanes = new Map<string, Set<Promise<void>>>();

  constructor(private readonly places: number) {}

  get busy(): boolean {
    return this.#lanes.size > 0;
  }

  underWay(queue: string): number {
    return this.#lanes.get(queue)?.size ?? 0;
  }

  free(queue: string): number {
    return this.places - this.underWay(queue);
  }

  /** Runs work that never rejects in a place of a queue. */
  enter(queue: string, work: () => Promise<void>): Promise<void> {
    const lane = this.#lanes.get(queue) ?? new Set();
    this.#lanes.set(queue, lane);
    const run = work().finally(() => {
      lane.delete(run);
      if (lane.size === 0) this.#lanes.delete(queue);
    });
    lane.add(run);
    return run;
  }

  /** Waits until one of the runs under way has ended. */
  async settled(): Promise<void> {
    const runs = [...this.#lanes.values()].flatMap((lane) => [...lane]);
    if (runs.length > 0) await Promise.race(runs);
  }
}
