import type { EntityManager } from 'typeorm';
import { DURABLE_EVENTS, type DurableEventMap, type DurableEventName } from '../payments/payment-events.js';
import type { Tx } from '../payments/payment-ports.js';
import type { EventPublisher, PublishedEvent } from './event-publisher.js';
import type { HandlerContext } from './handler-context.js';
import type { FoundHandler } from './handler-explorer.js';
import type { DurableHandler } from './durable-handler.js';

/** Handler id of the host's `EventPublisher`. */
export const PUBLISHER_HANDLER = 'EventPublisher';

export interface DurableHandlerSettings {
  readonly timeoutMs: number;
  /** The host's `EntityManager` behind a transaction. */
  readonly managerOf: (tx: Tx) => EntityManager;
}

export function isDurable(event: string): event is DurableEventName {
  return (DURABLE_EVENTS as readonly string[]).includes(event);
}

/** A decorated method as the relay calls it. */
export function toDurableHandler(found: FoundHandler, settings: DurableHandlerSettings): DurableHandler {
  return {
    id: found.id,
    events: found.events.filter(isDurable),
    timeoutMs: found.timeoutMs ?? settings.timeoutMs,
    invoke: async (delivery, { attempt, signal, tx }) => {
      const context: HandlerContext = {
        type: delivery.event,
        eventId: delivery.eventId,
        attempt,
        signal,
        ...(tx === undefined ? {} : { manager: settings.managerOf(tx) }),
      };
      await found.call(delivery.payload, context);
    },
  };
}

/** The host's publisher as one more handler, of every durable event. */
export function publisherHandler(
  publisher: EventPublisher,
  settings: DurableHandlerSettings,
): DurableHandler {
  return {
    id: PUBLISHER_HANDLER,
    events: DURABLE_EVENTS,
    timeoutMs: settings.timeoutMs,
    invoke: ({ eventId, event, payload }, { signal }) => {
      const published: PublishedEvent = {
        id: eventId,
        type: event,
        payload: payload as DurableEventMap[typeof event],
      };
      return publisher.publish(published, signal);
    },
  };
}
