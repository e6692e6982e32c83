import { describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { DURABLE_EVENTS } from '../payments/payment-events.js';
import type { Tx } from '../payments/payment-ports.js';
import { isDurable, publisherHandler, toDurableHandler } from './durable-handlers.js';
import type { PublishedEvent } from './event-publisher.js';
import type { Delivery } from './outbox-store.js';

const manager = { name: 'manager' } as unknown as EntityManager;
const settings = { timeoutMs: 30_000, managerOf: () => manager };
const { signal } = new AbortController();
const delivery: Delivery = {
  eventId: 'event-1',
  handler: 'A.on',
  subjectId: 'push-1',
  seq: 1,
  event: 'payment.failed',
  payload: { failure: 'cancelled' },
  attempts: 0,
};

describe('a decorated method as the relay calls it', () => {
  it('has its own time or the usual one, and is durable only for what is stored', () => {
    const found = {
      id: 'A.on',
      events: ['payment.failed', 'token.refreshed'],
      call: () => undefined,
    } as const;
    expect(toDurableHandler(found, settings)).toMatchObject({
      id: 'A.on',
      events: ['payment.failed'],
      timeoutMs: 30_000,
    });
    expect(toDurableHandler({ ...found, timeoutMs: 5 }, settings).timeoutMs).toBe(5);
  });

  it('is given the event and what belongs to the attempt', async () => {
    const calls: unknown[][] = [];
    const found = {
      id: 'A.on',
      events: ['payment.failed'],
      call: (...args: unknown[]) => void calls.push(args),
    } as const;
    const handler = toDurableHandler(found, settings);
    await handler.invoke(delivery, { attempt: 3, signal });
    await handler.invoke(delivery, { attempt: 3, signal, tx: {} as Tx });
    expect(calls).toEqual([
      [{ failure: 'cancelled' }, { type: 'payment.failed', eventId: 'event-1', attempt: 3, signal }],
      [{ failure: 'cancelled' }, { type: 'payment.failed', eventId: 'event-1', attempt: 3, signal, manager }],
    ]);
  });

  it('is waited for, and its failure is a failure', async () => {
    const rejecting = { id: 'A.on', events: [], call: () => Promise.reject(new Error('no')) };
    await expect(
      toDurableHandler(rejecting, settings).invoke(delivery, { attempt: 1, signal }),
    ).rejects.toThrow('no');
  });
});

describe("the host's publisher", () => {
  it('takes every durable event with its id and name', async () => {
    const published: unknown[] = [];
    const publish = async (event: PublishedEvent, abort: AbortSignal): Promise<void> =>
      void published.push([event, abort]);
    const handler = publisherHandler({ publish }, settings);
    expect(handler).toMatchObject({ id: 'EventPublisher', events: DURABLE_EVENTS, timeoutMs: 30_000 });
    await handler.invoke(delivery, { attempt: 1, signal });
    expect(published).toEqual([
      [{ id: 'event-1', type: 'payment.failed', payload: { failure: 'cancelled' } }, signal],
    ]);
  });
});

describe('isDurable', () => {
  it('knows what is stored from what is only told', () => {
    expect(DURABLE_EVENTS.every(isDurable)).toBe(true);
    expect(['callback.refused', 'callback.unmatched', 'token.refreshed', 'x'].filter(isDurable)).toEqual([]);
  });
});
