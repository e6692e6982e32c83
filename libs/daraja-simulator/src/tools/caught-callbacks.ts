import type { VirtualClock } from '../clock/virtual-clock.js';
import type { EventHub } from '../events/event-hub.js';
import { parseJson } from '../journal/parse-json.js';

/** A callback that came to the simulator's own catcher. */
export interface CaughtCallback {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** What its URL ends in, such as `stk` or `result/42`. */
  readonly name: string;
  readonly body: unknown;
}

/** Older ones are forgotten. */
const KEPT = 200;

/** A mailbox for whoever tries a request without a host of his own. */
export class CaughtCallbacks {
  private caught: CaughtCallback[] = [];
  private counter = 0;

  constructor(
    private readonly clock: VirtualClock,
    private readonly events: EventHub,
  ) {}

  add(name: string, text: string): void {
    this.counter += 1;
    const caught = { id: this.counter, at: this.clock.now(), name, body: parseJson(text) };
    this.caught = [caught, ...this.caught.slice(0, KEPT - 1)];
    this.events.tell('caught', caught);
  }

  /** Newest first. */
  list(): CaughtCallback[] {
    return [...this.caught];
  }

  clear(): void {
    this.caught = [];
  }
}
