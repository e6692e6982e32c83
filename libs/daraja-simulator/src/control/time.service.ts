import type { PendingWork } from '../clock/pending-work.js';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { EventHub } from '../events/event-hub.js';
import { readAdvance } from './schemas.js';

/** Moves the clock, and knows when everything begun has ended. */
export class TimeService {
  constructor(
    private readonly clock: VirtualClock,
    private readonly work: PendingWork,
    private readonly events: EventHub,
  ) {}

  now(): number {
    return this.clock.now();
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advance(readAdvance({ ms }).ms);
    this.events.tell('clock', { now: this.clock.now() });
  }

  /** Resolves when no callback is in flight and no timer is due. */
  async settled(): Promise<void> {
    do {
      await new Promise((resolve) => setImmediate(resolve));
      await this.work.idle();
    } while (this.clock.hasDue());
  }
}
