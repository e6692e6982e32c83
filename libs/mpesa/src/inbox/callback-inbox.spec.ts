import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { StorageUnavailableError } from '../errors/storage-unavailable.error.js';
import { CallbackInbox, callbackId } from './callback-inbox.js';
import type { ArrivedCallback, InboxStore } from './inbox-store.js';

type Failures = ReadonlyMap<string, Error>;

/** A store whose writes take until the test lets each of them end. */
class SlowStore implements Pick<InboxStore, 'store'> {
  readonly writes: { ids: string[]; end: (failures?: Failures) => void; fail: (error: Error) => void }[] = [];

  store(batch: readonly ArrivedCallback[]): Promise<Failures> {
    return new Promise((resolve, reject) => {
      const end = (failures: Failures = new Map()): void => resolve(failures);
      this.writes.push({ ids: batch.map(({ id }) => id), end, fail: reject });
    });
  }

  get sizes(): number[] {
    return this.writes.map(({ ids }) => ids.length);
  }
}

function setUp(): { store: SlowStore; inbox: CallbackInbox; accept: (count: number) => Promise<void>[] } {
  const store = new SlowStore();
  const inbox = new CallbackInbox(store, () => {});
  let made = 0;
  const accept = (count: number): Promise<void>[] =>
    Array.from({ length: count }, () => inbox.accept(callback(`callback-${made++}`)));
  return { store, inbox, accept };
}

function callback(id: string): ArrivedCallback {
  return {
    id,
    kind: 'stk',
    paymentId: 'payment-1',
    shortcode: null,
    body: Buffer.from('{}'),
    raw: true,
    sourceAddress: null,
    receivedAt: 0,
    status: 'new',
    reason: null,
  };
}

describe('CallbackInbox', () => {
  it('writes a callback that comes alone at once', async () => {
    const { store, accept } = setUp();
    accept(1);
    await nextTurn();
    expect(store.sizes).toEqual([1]);
  });

  it('accepts a callback only when its write has ended', async () => {
    const { store, accept } = setUp();
    let stored = false;
    const [accepted] = accept(1).map((promise) => promise.then(() => (stored = true)));
    await nextTurn();
    expect(stored).toBe(false);
    store.writes[0]?.end();
    await accepted;
    expect(stored).toBe(true);
  });

  it('writes what arrives in one turn of the event loop together', async () => {
    const { store, accept } = setUp();
    accept(40);
    await nextTurn();
    expect(store.sizes).toEqual([40]);
  });

  it('lets a few wait for the write under way, and writes them together', async () => {
    const { store, accept } = setUp();
    const [first] = accept(1);
    await nextTurn();
    accept(15);
    await nextTurn();
    expect(store.sizes).toEqual([1]);
    store.writes[0]?.end();
    await first;
    // One turn for the end of the write, one for the next to begin.
    await nextTurn();
    await nextTurn();
    expect(store.sizes).toEqual([1, 15]);
  });

  it('writes a crowd beside the write under way, and a third crowd after one of them', async () => {
    const { store, accept } = setUp();
    const [first] = accept(1);
    await nextTurn();
    accept(16);
    await nextTurn();
    accept(300);
    await nextTurn();
    expect(store.sizes).toEqual([1, 16]);
    store.writes[0]?.end();
    await first;
    // One turn for the end of the write, one for the next to begin.
    await nextTurn();
    await nextTurn();
    expect(store.sizes).toEqual([1, 16, 256]);
  });

  it('refuses what could not be stored and accepts its neighbours', async () => {
    const { store, accept } = setUp();
    const results = Promise.allSettled(accept(3));
    await nextTurn();
    store.writes[0]?.end(new Map([['callback-1', new Error('bad row')]]));
    const [first, second, third] = await results;
    expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(second).toMatchObject({ reason: expect.any(StorageUnavailableError) as unknown });
  });

  it('refuses the whole batch when the database is gone, and goes on with the next', async () => {
    const { store, accept } = setUp();
    const results = Promise.allSettled(accept(2));
    await nextTurn();
    store.writes[0]?.fail(new StorageUnavailableError('store callbacks'));
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    accept(1);
    await nextTurn();
    expect(store.sizes).toEqual([2, 1]);
  });
});

describe('callbackId', () => {
  it('is the same for the same bytes, and another for any other kind, subject or byte', () => {
    const id = callbackId('stk', 'payment-1', Buffer.from('{}'));
    expect(callbackId('stk', 'payment-1', Buffer.from('{}'))).toBe(id);
    expect(id).toHaveLength(43);
    const others = [
      callbackId('c2b-confirmation', 'payment-1', Buffer.from('{}')),
      callbackId('stk', 'payment-2', Buffer.from('{}')),
      callbackId('stk', 'payment-1', Buffer.from('{ }')),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
  });
});
