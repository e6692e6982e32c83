import { describe, expect, it } from '@jest/globals';
import { BestEffortEvents } from './best-effort-events.js';

const unmatched = {
  type: 'callback.unmatched',
  callbackId: 'c',
  kind: 'stk',
  reason: 'no such payment',
} as const;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function fixture() {
  const errors: unknown[] = [];
  return {
    errors,
    events: new BestEffortEvents(
      (error) => errors.push(error),
      () => 'event-1',
    ),
  };
}

describe('BestEffortEvents', () => {
  it("tells every listener, and the host's emitter under a prefix", async () => {
    const { events } = fixture();
    const told: unknown[] = [];
    events.listen('callback.unmatched', (payload, context) => told.push(['first', payload, context]));
    events.listen('callback.unmatched', (payload) => told.push(['second', payload]));
    events.listen('token.refreshed', () => told.push('another event'));
    events.useEmitter({ emitAsync: (name, payload) => Promise.resolve(told.push([name, payload])) });
    events.emit(unmatched);
    await settled();
    expect(told).toEqual([
      [
        'first',
        unmatched,
        { type: 'callback.unmatched', eventId: 'event-1', attempt: 1, signal: expect.any(AbortSignal) },
      ],
      ['second', unmatched],
      ['mpesa.callback.unmatched', unmatched],
    ]);
  });

  it('needs neither listener nor emitter', async () => {
    const { events, errors } = fixture();
    events.emit(unmatched);
    await settled();
    expect(errors).toEqual([]);
  });

  it('keeps the failure of a listener from the one who tells, and from the other listeners', async () => {
    const { events, errors } = fixture();
    const told: string[] = [];
    events.listen('callback.unmatched', () => {
      throw new Error('at once');
    });
    events.listen('callback.unmatched', () => Promise.reject(new Error('later')));
    events.listen('callback.unmatched', () => told.push('heard'));
    events.useEmitter({
      emitAsync: () => {
        throw new Error('emitter');
      },
    });
    events.emit(unmatched);
    await settled();
    expect(told).toEqual(['heard']);
    expect(errors.map((error) => (error as Error).message).sort()).toEqual(['at once', 'emitter', 'later']);
  });

  it('tells after the one who tells has gone on', async () => {
    const { events } = fixture();
    const order: string[] = [];
    events.listen('callback.unmatched', () => order.push('listener'));
    events.emit(unmatched);
    order.push('teller');
    await settled();
    expect(order).toEqual(['teller', 'listener']);
  });
});
