import { beforeEach, describe, expect, it } from '@jest/globals';
import { systemRandom } from '../../values/random.js';
import type { Repeat } from '../../values/repeat.js';
import type { AccessTokenStore } from './access-token.store.js';
import { AccessTokens, type AccessTokensDeps } from './access-token.js';
import { type DarajaApp, appKey } from '../exchange/daraja-app.js';
import { InMemoryAccessTokenStore } from './in-memory-access-token.store.js';

const APP: DarajaApp = {
  baseUrl: 'https://sandbox.safaricom.co.ke',
  consumerKey: 'key',
  consumerSecret: 'secret',
};
const KEY = appKey(APP);
const LIFE_MS = 3_599_000;

let now: number;
let store: InMemoryAccessTokenStore;
let issued: number;
let refreshed: number[];

beforeEach(() => {
  now = 1_795_000_000_000;
  store = new InMemoryAccessTokenStore();
  issued = 0;
  refreshed = [];
});

/** One instance of the app; all share the store, the clock and Daraja. */
function instance(more: Partial<AccessTokensDeps> = {}): AccessTokens {
  return new AccessTokens({
    clock: { now: () => now },
    random: systemRandom,
    delay: async (ms) => {
      now += ms;
      await new Promise(setImmediate);
    },
    store,
    fetch: async () => {
      await new Promise(setImmediate);
      issued += 1;
      return { token: `token-${issued}`, livesSeconds: 3599 };
    },
    onRefreshed: (_, expiresAt) => refreshed.push(expiresAt),
    ...more,
  });
}

const everyone = (count: number, get: (index: number) => Promise<string>) =>
  Promise.all(Array.from({ length: count }, (_, index) => get(index)));

describe('a token', () => {
  it('is fetched once for any number of calls on any number of instances', async () => {
    const instances = [instance(), instance(), instance()];
    const tokens = await everyone(300, (index) => instances[index % 3]!.get(APP));
    expect(new Set(tokens)).toEqual(new Set(['token-1']));
    expect(issued).toBe(1);
    expect(refreshed).toEqual([(await store.load(KEY))?.expiresAt]);
  });

  it('is used until a minute before its end', async () => {
    const tokens = instance();
    await tokens.get(APP);
    now += LIFE_MS - 60_001;
    expect(await tokens.get(APP)).toBe('token-1');
    now += 1;
    expect(await tokens.get(APP)).toBe('token-2');
  });

  it('belongs to the key and the base URL, not to the shortcode or a slash', async () => {
    const tokens = instance();
    await tokens.get(APP);
    expect(await tokens.get({ ...APP, baseUrl: `${APP.baseUrl}/` })).toBe('token-1');
    expect(await tokens.get({ ...APP, consumerKey: 'other' })).toBe('token-2');
    expect(await tokens.get({ ...APP, baseUrl: 'https://api.safaricom.co.ke' })).toBe('token-3');
  });

  it('lies in the store sealed, under a key that does not name the app', async () => {
    await instance().get(APP);
    const stored = await store.load(KEY);
    expect(JSON.stringify(stored)).not.toContain('token-1');
    expect(KEY).toMatch(/^[0-9a-f]{32}$/);
  });

  it('that cannot be opened counts as absent and is replaced by a newer generation', async () => {
    await instance().get({ ...APP, consumerSecret: 'before the secret was changed' });
    expect(await instance().get(APP)).toBe('token-2');
    expect(await store.load(KEY)).toMatchObject({ generation: 2 });
  });
});

describe('a refused token', () => {
  it('is replaced once for a burst of 200 calls on two instances', async () => {
    const instances = [instance(), instance()];
    const old = await everyone(200, (index) => instances[index % 2]!.get(APP));
    const fresh = await everyone(200, (index) => instances[index % 2]!.get(APP, { notThis: old[index]! }));
    expect(new Set(fresh)).toEqual(new Set(['token-2']));
    expect(issued).toBe(2);
  });

  it('is not brought back by a flight that started before it was refused', async () => {
    const first = instance();
    await first.get(APP);
    const second = instance();
    const joined = second.get(APP);
    const replaced = second.get(APP, { notThis: 'token-1' });
    expect(await Promise.all([joined, replaced])).toEqual(['token-1', 'token-2']);
  });

  it('that Daraja issues again does not make it ask for ever', async () => {
    let asked = 0;
    const tokens = instance({
      fetch: async () => {
        asked += 1;
        return { token: 'the same', livesSeconds: 3599 };
      },
    });
    expect(await tokens.get(APP, { notThis: 'the same' })).toBe('the same');
    expect(asked).toBe(2);
  });
});

describe('the lease', () => {
  it('that comes free because another instance has just finished brings the token of that one', async () => {
    const late: AccessTokenStore = {
      load: (key) => store.load(key),
      save: (key, owner, token) => store.save(key, owner, token),
      release: (key, owner) => store.release(key, owner),
      tryLease: async (key, owner, from, until) => {
        await instance().get(APP);
        return store.tryLease(key, owner, from, until);
      },
    };
    expect(await instance({ store: late }).get(APP)).toBe('token-1');
    expect(issued).toBe(1);
  });

  it('makes a loser wait for the winner', async () => {
    await store.tryLease(KEY, 'winner', now, now + 5_000);
    const waiting = instance({
      delay: async () => {
        now += 150;
        if (now === 1_795_000_000_450) await store.release(KEY, 'winner');
      },
    });
    expect(await waiting.get(APP)).toBe('token-1');
    expect(now).toBe(1_795_000_000_450);
  });

  it('of an instance that died is taken over when it ends, within seconds', async () => {
    await store.tryLease(KEY, 'dead', now, now + 5_000);
    expect(await instance().get(APP)).toBe('token-1');
    expect(now).toBeGreaterThanOrEqual(1_795_000_005_000);
    expect(now).toBeLessThan(1_795_000_006_000);
  });

  it('of an instance that died with its clock an hour fast is taken over at once', async () => {
    await store.tryLease(KEY, 'dead', now + 3_600_000, now + 3_605_000);
    expect(await instance().get(APP)).toBe('token-1');
    expect(now).toBe(1_795_000_000_000);
  });

  it('is renewed while its holder fetches, however long that takes, and not once it has ended', async () => {
    let renew = (): void => undefined;
    let stopped = 0;
    const repeat: Repeat = (ms, work) => {
      expect(ms).toBeLessThan(5_000 / 2);
      renew = work;
      return () => (stopped += 1);
    };
    const other = instance({ waitMs: 150 });
    const holder = instance({
      repeat,
      fetch: async () => {
        for (let second = 0; second < 30; second += 1) {
          now += 1_000;
          renew();
          await new Promise(setImmediate);
          expect(await store.tryLease(KEY, 'other', now, now + 5_000)).toBe(false);
        }
        await expect(other.get(APP)).rejects.toMatchObject({ name: 'DarajaUnavailableError' });
        return { token: 'slow', livesSeconds: 3599 };
      },
    });
    expect(await holder.get(APP)).toBe('slow');
    expect(stopped).toBe(1);
    expect(await store.tryLease(KEY, 'other', now, now + 5_000)).toBe(true);
  });

  it('is free as soon as its holder is through, also when a renewal is still on its way then', async () => {
    let [renew, arrive] = [(): void => undefined, (): void => undefined];
    const arriving = new Promise<void>((resolve) => (arrive = resolve));
    let leases = 0;
    const slow = Object.assign(Object.create(store) as InMemoryAccessTokenStore, {
      async tryLease(...lease: Parameters<AccessTokenStore['tryLease']>) {
        leases += 1;
        if (leases === 2) await arriving;
        return store.tryLease(...lease);
      },
    });
    const holder = instance({
      store: slow,
      repeat: (_, work) => ((renew = work), () => undefined),
      fetch: async () => {
        renew();
        return { token: 'token-1', livesSeconds: 3599 };
      },
    });
    const got = holder.get(APP);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    arrive();
    expect(await got).toBe('token-1');
    await new Promise(setImmediate);
    expect(await store.tryLease(KEY, 'other', now, now + 5_000)).toBe(true);
  });

  it('that cannot be renewed is taken over, and what its holder brings is not stored', async () => {
    let renew = (): void => undefined;
    const lost = Object.assign(Object.create(store) as InMemoryAccessTokenStore, {
      leases: 0,
      tryLease(this: { leases: number }, ...lease: Parameters<AccessTokenStore['tryLease']>) {
        this.leases += 1;
        return this.leases === 2 ? Promise.reject(new Error('database down')) : store.tryLease(...lease);
      },
    });
    const quick = instance();
    const slow = instance({
      store: lost,
      repeat: (_, work) => {
        renew = work;
        return () => undefined;
      },
      fetch: async () => {
        now += 6_000;
        renew();
        expect(await quick.get(APP)).toBe('token-1');
        return { token: 'stale', livesSeconds: 3599 };
      },
    });
    expect(await slow.get(APP)).toBe('token-1');
  });

  it('is given up on when others renew it for ever', async () => {
    const greedy: AccessTokenStore = Object.assign(new InMemoryAccessTokenStore(), {
      tryLease: async () => false,
    });
    await expect(instance({ store: greedy }).get(APP)).rejects.toMatchObject({
      name: 'DarajaUnavailableError',
      product: 'oauth',
      moneyMayHaveMoved: false,
    });
    expect(now).toBeLessThanOrEqual(1_795_000_020_100);
  });

  it('is given back when Daraja has no token, and everybody hears why', async () => {
    const fetch = async () => Promise.reject(new Error('wrong key'));
    const tokens = instance({ fetch });
    const heard = await Promise.allSettled([tokens.get(APP), tokens.get(APP)]);
    expect(heard.map((result) => (result.status === 'rejected' ? String(result.reason) : 'none'))).toEqual([
      'Error: wrong key',
      'Error: wrong key',
    ]);
    expect(await instance().get(APP)).toBe('token-1');
    expect(now).toBe(1_795_000_000_000);
  });

  it('that cannot be given back costs nobody the token', async () => {
    const stuck = Object.assign(new InMemoryAccessTokenStore(), {
      release: async () => Promise.reject(new Error('database down')),
    });
    expect(await instance({ store: stuck }).get(APP)).toBe('token-1');
  });
});

describe('a stale refresh', () => {
  it('never overwrites the newer token of who took over, and uses that one', async () => {
    const quick = instance();
    const slow = instance({
      fetch: async () => {
        now += 60_000;
        expect(await quick.get(APP)).toBe('token-1');
        return { token: 'stale', livesSeconds: 3599 };
      },
    });
    expect(await slow.get(APP)).toBe('token-1');
    expect(await store.load(KEY)).toMatchObject({ generation: 1, expiresAt: 1_795_000_060_000 + LIFE_MS });
    expect(refreshed).toHaveLength(1);
  });
});

describe('the refresh job', () => {
  const other = { ...APP, consumerKey: 'other' };

  it('replaces what ends within five minutes, once for all instances, and nothing else', async () => {
    const [first, second] = [instance(), instance()];
    await first.get(APP);
    now += LIFE_MS - 400_000;
    await first.get(other);
    expect(await first.refreshDue([APP])).toMatchObject([{ outcome: 'not-due' }]);
    now += 100_000;
    const both = await Promise.all([first.refreshDue([APP, other, APP]), second.refreshDue([APP, other])]);
    expect(issued).toBe(3);
    expect(both.map((refreshes) => refreshes.length)).toEqual([2, 2]);
    expect(both.flat().filter(({ app }) => app.consumerKey === 'other')).toEqual([
      { app: other, outcome: 'not-due' },
      { app: other, outcome: 'not-due' },
    ]);
    expect(await second.get(APP)).toBe('token-3');
  });

  it('fetches nothing for an app that was never used', async () => {
    expect(await instance().refreshDue([APP])).toEqual([{ app: APP, outcome: 'not-due' }]);
    expect(issued).toBe(0);
  });

  it('goes on to the next app when one fails', async () => {
    await instance().get(APP);
    await instance().get(other);
    now += LIFE_MS;
    const failing = instance({
      fetch: async (app) => {
        if (app.consumerKey === 'key') throw new Error('wrong key');
        return { token: 'fresh', livesSeconds: 3599 };
      },
    });
    expect(await failing.refreshDue([APP, other])).toMatchObject([
      { outcome: 'failed', error: new Error('wrong key') },
      { outcome: 'refreshed' },
    ]);
  });
});
