export interface LaneLimits {
  /** Requests under way at once to one destination. */
  readonly perLane: number;
  /** From so many on in all, a destination gets one place only. */
  readonly crowd: number;
  /** More are never under way in this process, which has only so many sockets. */
  readonly most: number;
}

/** What this process has under way, by queue: one destination that hangs uses up its own places and nobody else's. */
export class Lanes {
  readonly #lanes = new Map<string, Set<Promise<void>>>();
  #total = 0;

  constructor(private readonly limits: LaneLimits) {}

  get busy(): boolean {
    return this.#total > 0;
  }

  underWay(queue: string): number {
    return this.#lanes.get(queue)?.size ?? 0;
  }

  free(queue: string): number {
    const { perLane, crowd, most } = this.limits;
    const places = this.#total < crowd ? perLane : 1;
    return Math.max(0, Math.min(places - this.underWay(queue), most - this.#total));
  }

  /** Runs work that never rejects in a place of a queue. */
  enter(queue: string, work: () => Promise<void>): Promise<void> {
    const lane = this.#lanes.get(queue) ?? new Set();
    this.#lanes.set(queue, lane);
    this.#total += 1;
    const run = work().finally(() => {
      this.#total -= 1;
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
