import type { DurableHandler } from './durable-handler.js';
import { HandlerLane } from './handler-lane.js';

/** Deliveries of one handler under way at once. */
const MOST_OF_A_LANE = 20;

/**
 * A lane for each handler, with a bound of its own: a slow handler keeps itself waiting, and no other. Where all of them share
 * a number of transactions, none may take so many that nothing is left for the next that has something to do.
 */
export class HandlerLanes {
  readonly #lanes = new Map<string, HandlerLane>();

  /** @param most deliveries under way at once, of all handlers together */
  constructor(private readonly most: number) {}

  get size(): number {
    return this.#lanes.size;
  }

  get ids(): string[] {
    return [...this.#lanes.keys()];
  }

  get busy(): boolean {
    return this.all.some((lane) => lane.busy);
  }

  get all(): HandlerLane[] {
    return [...this.#lanes.values()];
  }

  add(handler: DurableHandler): void {
    this.#lanes.set(handler.id, new HandlerLane(handler));
  }

  get(handler: string): HandlerLane | undefined {
    return this.#lanes.get(handler);
  }

  /** Lanes that have nothing waiting and could begin something. */
  hungry(): HandlerLane[] {
    return this.all.filter((lane) => lane.waiting === 0 && this.#mayBegin(lane));
  }

  /** Whose turn it is: of those that wait and may begin, the one with the least under way. It goes to the end of the line. */
  next(): HandlerLane | null {
    if (this.#running >= this.most) return null;
    const [first] = this.all
      .filter((lane) => lane.waiting > 0 && this.#mayBegin(lane))
      .sort((a, b) => a.running - b.running);
    if (first === undefined) return null;
    this.#lanes.delete(first.handler.id);
    this.#lanes.set(first.handler.id, first);
    return first;
  }

  get #running(): number {
    return this.all.reduce((sum, lane) => sum + lane.running, 0);
  }

  /** While another has nothing under way, half of what the rest leave is the most: what hangs leaves a place for the next. */
  #mayBegin(lane: HandlerLane): boolean {
    const anotherIdles = this.all.some((other) => other !== lane && other.running === 0);
    const left = this.most - (this.#running - lane.running);
    const half = anotherIdles ? Math.max(1, Math.ceil(left / 2)) : Infinity;
    return lane.running < Math.min(this.#share(), half);
  }

  /** An even part for every lane that is busy, and one for the next to come. */
  #share(): number {
    const busy = this.all.filter((lane) => lane.busy).length;
    const parts = Math.max(1, Math.min(this.#lanes.size, busy + 1));
    return Math.max(1, Math.min(MOST_OF_A_LANE, Math.ceil(this.most / parts)));
  }
}
