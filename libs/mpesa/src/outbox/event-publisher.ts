import { SetMetadata } from '@nestjs/common';
import type { DurableEventMap, DurableEventName } from '../payments/payment-events.js';

export const EVENT_PUBLISHER = 'nestjs-mpesa:event-publisher';

/** A durable event on its way out of the process. `id` is the same however often it comes. */
export interface PublishedEvent<Name extends DurableEventName = DurableEventName> {
  readonly id: string;
  readonly type: Name;
  readonly payload: DurableEventMap[Name];
}

/** Carries every durable event out of the process, at least once and in order for one payment. */
export interface EventPublisher {
  /** Resolves when the other side has the event; a rejection makes it come again. */
  publish(event: PublishedEvent, signal: AbortSignal): Promise<void>;
}

/** Marks the one provider of the host that implements {@link EventPublisher}. */
export function MpesaEventPublisher(): ClassDecorator {
  return SetMetadata(EVENT_PUBLISHER, true);
}
