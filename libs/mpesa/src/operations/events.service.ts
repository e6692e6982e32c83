import type { DeadLetter, DeliveryRef, OutboxStore } from '../outbox/outbox-store.js';
import type { Page, PageRequest } from '../payments/payment-ports.js';
import type { Clock } from '../values/clock.js';
import { readId } from './lookup-request.js';
import { readPage } from './page-request.js';
import { refuseNonObjects } from './request-objects.js';

export interface EventsServiceDeps {
  readonly store: OutboxStore;
  readonly wake: () => void;
  readonly clock: Clock;
}

/** Events that a handler could not take. */
export class EventsService {
  constructor(private readonly deps: EventsServiceDeps) {}

  /** Deliveries that failed too often, newest first. */
  async deadLetters(page: PageRequest = {}): Promise<Page<DeadLetter>> {
    return this.deps.store.deadLetters(readPage(page));
  }

  /** Hands a dead letter to its handler again. @returns false when there is none @throws InvalidRequestError */
  async replay(ref: DeliveryRef): Promise<boolean> {
    refuseNonObjects({ delivery: ref });
    const { eventId, handler } = ref;
    const delivery = { eventId: readId('eventId', eventId), handler: readId('handler', handler) };
    const found = await this.deps.store.replay(delivery, this.deps.clock.now());
    if (found) this.deps.wake();
    return found;
  }

  /** Drops what is due to a handler that no longer exists in any process. @returns how many deliveries were dropped @throws InvalidRequestError */
  async forget(handler: string): Promise<number> {
    return this.deps.store.unsubscribe(readId('handler', handler));
  }
}
