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
    for (const lane of this.all) if (lane !== first) lane.anotherBegins();
    return first;
  }

  get #running(): number {
    return this.all.reduce((sum, lane) => sum + lane.running, 0);
  }

  #mayBegin(lane: HandlerLane): boolean {
    return lane.running < Math.min(MOST_OF_A_LANE, Math.max(1, this.#bound(lane)));
  }

  #bound(lane: HandlerLane): number {
    if (this.size === 1) return this.most;
    const part = Math.min(this.#half(lane), this.#share());
    const anotherIdles = this.all.some((other) => other !== lane && other.running === 0);
    if (anotherIdles) return Math.min(part, this.#halfOfTheRest(lane));
    // The others have begun nothing for so long that they seem to hang.
    return lane.returnedInARow >= this.most ? Math.floor(this.most / 2) + 1 : part;
  }

  /** So that what hangs leaves the other half; and more than that while nothing of it has returned since another began. */
  #half(lane: HandlerLane): number {
    return lane.returnedInARow > 0 ? Math.floor(this.most / 2) : Math.ceil(this.most / 2) - 1;
  }

  /** An even part for every lane that is busy, and one for the next to come. */
  #share(): number {
    const busy = this.all.filter((lane) => lane.busy).length;
    return Math.ceil(this.most / Math.min(this.size, busy + 1));
  }

  /** So that something is left for the next, however many hang. */
  #halfOfTheRest(lane: HandlerLane): number {
    return Math.ceil((this.most - (this.#running - lane.running)) / 2);
  }
}
