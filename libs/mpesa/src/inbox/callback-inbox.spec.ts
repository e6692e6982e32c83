import { describe, expect, it } from '@jest/globals';
import { StorageUnavailableError } from '../errors/storage-unavailable.error.js';
import { CallbackInbox, callbackDigest } from './callback-inbox.js';
import type { ArrivedCallback } from './inbox-store.js';

type StoreBatch = (ids: string[]) => Promise<ReadonlyMap<string, Error>>;

/** A store whose writes finish when the test says so. */
function fixture(write: StoreBatch = async () => new Map()) {
  const batches: string[][] = [];
  const told = { stored: 0 };
  const store = (batch: readonly ArrivedCallback[]) => {
    const ids = batch.map(({ id }) => id);
    batches.push(ids);
    return write(ids);
  };
  return { batches, told, inbox: new CallbackInbox({ store }, () => told.stored++) };
}

const arrived = (id: string): ArrivedCallback => ({
  id,
  kind: 'stk',
  paymentId: 'push-1',
  shortcode: null,
  body: Buffer.from('{}'),
  raw: true,
  sourceAddress: null,
  receivedAt: 0,
  status: 'new',
  reason: null,
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('CallbackInbox', () => {
  it('is done with a callback when it is stored, not before', async () => {
    let finish = (): void => undefined;
    const { inbox, told } = fixture(() => new Promise((resolve) => (finish = () => resolve(new Map()))));
    let answered = false;
    const accepting = inbox.accept(arrived('a')).then(() => (answered = true));
    await turn();
    await turn();
    expect([answered, told.stored]).toEqual([false, 0]);
    finish();
    await accepting;
    expect([answered, told.stored]).toEqual([true, 1]);
  });

  it('writes those of one turn together', async () => {
    const { inbox, batches } = fixture();
    await Promise.all(['a', 'b', 'c'].map((id) => inbox.accept(arrived(id))));
    expect(batches).toEqual([['a', 'b', 'c']]);
  });

  it('writes those that arrive during a write together, after it', async () => {
    const finishers: Array<() => void> = [];
    const { inbox, batches } = fixture(
      () => new Promise((resolve) => finishers.push(() => resolve(new Map()))),
    );
    const first = inbox.accept(arrived('a'));
    await turn();
    const others = ['b', 'c', 'd'].map((id) => inbox.accept(arrived(id)));
    await turn();
    expect(batches).toEqual([['a']]);
    finishers.shift()?.();
    await first;
    await turn();
    await turn();
    expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
    finishers.shift()?.();
    await Promise.all(others);
  });

  it('writes a crowd of sixteen beside the write under way, and fewer not', async () => {
    const finishers: Array<() => void> = [];
    const { inbox, batches } = fixture(
      () => new Promise((resolve) => finishers.push(() => resolve(new Map()))),
    );
    const accepting = [inbox.accept(arrived('first'))];
    await turn();
    for (let count = 1; count <= 15; count++) accepting.push(inbox.accept(arrived(`${count}`)));
    await turn();
    expect(batches.map(({ length }) => length)).toEqual([1]);
    accepting.push(inbox.accept(arrived('16')));
    await turn();
    expect(batches.map(({ length }) => length)).toEqual([1, 16]);
    for (let count = 17; count <= 99; count++) accepting.push(inbox.accept(arrived(`${count}`)));
    await turn();
    expect(batches.map(({ length }) => length)).toEqual([1, 16]);
    while (finishers.length > 0) {
      finishers.shift()?.();
      for (let turns = 0; turns < 4; turns++) await turn();
    }
    await Promise.all(accepting);
    expect(batches.map(({ length }) => length)).toEqual([1, 16, 83]);
  });

  it('writes no more than 256 at once', async () => {
    const { inbox, batches } = fixture();
    const ids = Array.from({ length: 600 }, (_, index) => `${index}`);
    await Promise.all(ids.map((id) => inbox.accept(arrived(id))));
    expect(batches.map(({ length }) => length)).toEqual([256, 256, 88]);
    expect(batches.flat()).toEqual(ids);
  });

  it('fails only the callbacks that could not be stored', async () => {
    const reasons = [new Error('bad row'), new Error('worse row')] as const;
    const failures = new Map([
      ['b', reasons[0]],
      ['d', reasons[1]],
    ]);
    const { inbox } = fixture(async () => failures);
    const [a, b, c, d] = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map((id) => inbox.accept(arrived(id))),
    );
    expect([a?.status, c?.status]).toEqual(['fulfilled', 'fulfilled']);
    expect([b, d]).toMatchObject(reasons.map((cause) => ({ status: 'rejected', reason: { cause } })));
    expect(b?.status === 'rejected' && b.reason instanceof StorageUnavailableError).toBe(true);
  });

  it('fails all of a batch that could not be written, and works on', async () => {
    const errors = [new StorageUnavailableError('store a callback')];
    const { inbox, told } = fixture(async () => {
      const error = errors.shift();
      if (error !== undefined) throw error;
      return new Map();
    });
    const outcomes = await Promise.allSettled(['a', 'b'].map((id) => inbox.accept(arrived(id))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(told.stored).toBe(0);
    await inbox.accept(arrived('c'));
    expect(told.stored).toBe(1);
  });
});

describe('a database that says nothing', () => {
  it('fails its callbacks in the end, and keeps no later one waiting behind them', async () => {
    const silent = new Promise<never>(() => undefined);
    const replies = [silent, Promise.resolve(new Map<string, Error>())];
    const store = () => replies.shift() ?? silent;
    const inbox = new CallbackInbox({ store }, () => undefined, 5);
    await expect(inbox.accept(arrived('a'))).rejects.toBeInstanceOf(StorageUnavailableError);
    await expect(inbox.accept(arrived('b'))).resolves.toBeUndefined();
  });
});

describe('callbackDigest', () => {
  it('is the SHA-256 of kind, subject and bytes', () => {
    // printf 'stk\npush-1\n{}' | openssl dgst -sha256 -binary | basenc --base64url | tr -d =
    const id = callbackDigest('stk', 'push-1', Buffer.from('{}'));
    expect(id).toBe('F4LR2tXAg6HXWXWdS2liLfF1LiYugG0P9wIs_88LK-A');
  });

  it('differs where kind, subject or a single byte differs', () => {
    const bytes = Buffer.from('{"a":1}');
    const ids = [
      callbackDigest('stk', '1', bytes),
      callbackDigest('c2b-confirmation', '1', bytes),
      callbackDigest('stk', '2', bytes),
      callbackDigest('stk', '1', Buffer.from('{"a":2}')),
      callbackDigest('stk', '1', Buffer.from('{"a":1} ')),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(callbackDigest('stk', '1', Buffer.from(bytes))).toBe(ids[0]);
  });
});
