import { beforeEach, describe, expect, it } from '@jest/globals';
import { InMemoryAccessTokenStore } from './in-memory-access-token.store.js';

const token = (generation: number) => ({ sealedToken: `sealed-${generation}`, expiresAt: 5_000, generation });

describe('InMemoryAccessTokenStore', () => {
  let store: InMemoryAccessTokenStore;
  beforeEach(() => {
    store = new InMemoryAccessTokenStore();
  });

  it('gives the lease to one owner until it ends or is given back', async () => {
    expect(await store.tryLease('app', 'a', 0, 100)).toBe(true);
    expect(await store.tryLease('app', 'b', 99, 200)).toBe(false);
    expect(await store.tryLease('other', 'b', 99, 200)).toBe(true);
    await store.release('app', 'b');
    expect(await store.tryLease('app', 'b', 99, 200)).toBe(false);
    await store.release('app', 'a');
    expect(await store.tryLease('app', 'b', 99, 200)).toBe(true);
    expect(await store.tryLease('app', 'c', 200, 300)).toBe(true);
  });

  it('saves for the owner of the lease only', async () => {
    expect(await store.save('app', 'a', token(1))).toBe(false);
    await store.tryLease('app', 'a', 0, 100);
    await store.tryLease('app', 'b', 100, 200);
    expect(await store.save('app', 'a', token(1))).toBe(false);
    expect(await store.load('app')).toBeNull();
    expect(await store.save('app', 'b', token(1))).toBe(true);
    expect(await store.load('app')).toEqual(token(1));
  });

  it('saves a higher generation only', async () => {
    await store.tryLease('app', 'a', 0, 100);
    await store.save('app', 'a', token(2));
    expect(await store.save('app', 'a', token(2))).toBe(false);
    expect(await store.save('app', 'a', token(1))).toBe(false);
    expect(await store.load('app')).toEqual(token(2));
    expect(await store.save('app', 'a', token(3))).toBe(true);
  });

  it('keeps the token when the lease changes hands', async () => {
    await store.tryLease('app', 'a', 0, 100);
    await store.save('app', 'a', token(1));
    await store.release('app', 'a');
    await store.tryLease('app', 'b', 100, 200);
    expect(await store.load('app')).toEqual(token(1));
  });
});
