import { Logger } from '@nestjs/common';
import type { SettlementWaiters } from '../operations/settlement-waiters.js';
import type { BestEffortEvents } from '../outbox/best-effort-events.js';
import type { OutboxRelay } from '../outbox/outbox-relay.js';
import type { Commit } from '../payments/payment-recorder.js';

/** Tells the rest of the process what has been committed: wakes the relay and those who wait, one log line per change. */
export class CommitNews {
  readonly #log = new Logger('MpesaPayments');

  constructor(
    private readonly relay: OutboxRelay,
    private readonly waiters: SettlementWaiters,
    private readonly bestEffort: BestEffortEvents,
    /** A process without the outbox job leaves the handing over to those that have it. */
    private readonly relays: boolean,
  ) {}

  tell({ events, changes }: Commit): void {
    for (const { payment, from, source } of changes) {
      this.#log.log(`payment ${payment.id}: ${from ?? 'new'} -> ${payment.status} (${source})`);
    }
    this.waiters.wake(changes.map(({ payment }) => payment.id));
    for (const { name, payload } of events) this.bestEffort.emit(name, payload);
    if (this.relays && events.length > 0) this.relay.wake();
  }

  warn(message: string): void {
    this.#log.warn(message);
  }
}
