import assert from 'node:assert/strict';
import type { AccessTokenStore } from '../../libs/mpesa/src/daraja/token/access-token.store.js';
import type { BillManagerStore } from '../../libs/mpesa/src/operations/collect/bill-manager.store.js';
import type { QueryLimitStore } from '../../libs/mpesa/src/daraja/exchange/query-limit.store.js';
import type { GapFillStore } from '../../libs/mpesa/src/reconciliation/gap-fill-store.js';
import { same } from './same.js';

/** A case for two instances of one small store; both are on the same rows and empty. */
export interface PairCase<Store> {
  readonly name: string;
  run(one: Store, two: Store): Promise<void>;
}

const key = { paymentId: 'payment-1', invoiceId: 'INV-1' };

/** What every BillManagerStore promises. */
export function billManagerStoreContract(): Array<PairCase<BillManagerStore>> {
  const biller = {
    shortcode: '718003',
    account: 'default',
    sealedAppKey: null,
    email: 'bills@example.co.ke',
    callbackUrl: 'https://pay.example.co.ke/b',
    optedInAt: 1_000,
    updatedAt: 1_000,
  };
  return [
    {
      name: 'keeps the last opt-in of a shortcode, field by field',
      run: async (one, two) => {
        same(await one.biller('718003'), null);
        await one.putBiller(biller);
        const changed = {
          ...biller,
          sealedAppKey: 'v1.sealed',
          email: 'new@example.co.ke',
          updatedAt: 2_000,
        };
        await two.putBiller(changed);
        await one.putBiller({ ...biller, shortcode: '718004' });
        same(await one.biller('718003'), changed);
        same(await two.biller('718004'), { ...biller, shortcode: '718004' });
      },
    },
    {
      name: 'gives the right to acknowledge to one of many',
      run: async (one, two) => {
        const claims = await Promise.all(
          Array.from({ length: 6 }, (_, turn) => (turn % 2 ? one : two).claimReceipt(key, 1_000 + turn)),
        );
        same(claims.filter(Boolean).length, 1);
        same(await two.claimReceipt({ ...key, invoiceId: 'inv-1' }, 2_000), true);
        same((await one.receipt(key))?.acknowledgedAt, null);
      },
    },
    {
      name: 'gives a right back that led to nothing, and never one that was used',
      run: async (one, two) => {
        same(await one.receipt(key), null);
        assert.ok(await one.claimReceipt(key, 1_000));
        await two.releaseReceipt(key);
        assert.ok(await two.claimReceipt(key, 2_000));
        await one.acknowledged(key, 3_000);
        await one.releaseReceipt(key);
        same(await two.receipt(key), { ...key, sentAt: 2_000, acknowledgedAt: 3_000 });
        same(await one.claimReceipt(key, 4_000), false);
      },
    },
  ];
}

const token = (generation: number) => ({ sealedToken: `sealed ${generation}`, expiresAt: 5_000, generation });

/** What every AccessTokenStore promises. */
export function tokenStoreContract(): Array<PairCase<AccessTokenStore>> {
  return [
    {
      name: 'has no token until one is saved, and then the same for every instance',
      run: async (one, two) => {
        same(await one.load('app'), null);
        assert.ok(await one.tryLease('app', 'a', 0, 100));
        same(await one.load('app'), null);
        assert.ok(await one.save('app', 'a', token(1)));
        same(await two.load('app'), token(1));
        same(await two.load('another app'), null);
      },
    },
    {
      name: 'leases to one owner at a time',
      run: async (one, two) => {
        const leases = await Promise.all([
          one.tryLease('app', 'a', 0, 100),
          two.tryLease('app', 'b', 0, 100),
          one.tryLease('app', 'c', 0, 100),
        ]);
        same(leases.filter(Boolean).length, 1);
        same(await two.tryLease('other', 'b', 0, 100), true);
      },
    },
    {
      name: 'leases again to the same owner, to others once the lease has run out or was given back',
      run: async (one, two) => {
        assert.ok(await one.tryLease('app', 'a', 0, 100));
        assert.ok(await one.tryLease('app', 'a', 50, 150));
        same(await two.tryLease('app', 'b', 149, 300), false);
        assert.ok(await two.tryLease('app', 'b', 150, 300));
        await one.release('app', 'a');
        same(await one.tryLease('app', 'a', 200, 300), false);
        await two.release('app', 'b');
        assert.ok(await one.tryLease('app', 'a', 200, 300));
      },
    },
    {
      name: 'takes over a lease that a clock which was ahead has taken',
      run: async (one, two) => {
        assert.ok(await one.tryLease('app', 'a', 3_600, 3_700));
        assert.ok(await two.tryLease('app', 'b', 0, 100));
        same(await one.tryLease('app', 'a', 1, 101), false);
        assert.ok(await one.tryLease('near', 'a', 90, 190));
        same(await two.tryLease('near', 'b', 0, 100), false);
      },
    },
    {
      name: 'takes a token only from the holder of the lease',
      run: async (one, two) => {
        same(await one.save('app', 'a', token(1)), false);
        await one.tryLease('app', 'a', 0, 100);
        await two.tryLease('app', 'b', 100, 200);
        same(await one.save('app', 'a', token(1)), false);
        same(await one.load('app'), null);
        assert.ok(await two.save('app', 'b', token(1)));
      },
    },
    {
      name: 'never takes a token that is not newer',
      run: async (one) => {
        await one.tryLease('app', 'a', 0, 100);
        assert.ok(await one.save('app', 'a', token(2)));
        same(await one.save('app', 'a', token(2)), false);
        same(await one.save('app', 'a', token(1)), false);
        same(await one.load('app'), token(2));
        assert.ok(await one.save('app', 'a', token(3)));
      },
    },
  ];
}

/** What every QueryLimitStore promises. */
export function limitStoreContract(): Array<PairCase<QueryLimitStore>> {
  const limit = { now: 100_000, intervalMs: 12_000, burst: 1 };
  return [
    {
      name: 'lets one go at once and the next after the interval',
      run: async (one) => {
        assert.ok((await one.reserve('k', limit)).allowedAt <= limit.now);
        same(await one.reserve('k', limit), { allowedAt: 112_000 });
        same(await one.reserve('k', { ...limit, now: 111_999 }), { allowedAt: 112_000 });
        assert.ok((await one.reserve('k', { ...limit, now: 112_000 })).allowedAt <= 112_000);
        same(await one.reserve('k', { ...limit, now: 112_000 }), { allowedAt: 124_000 });
      },
    },
    {
      name: 'lets a burst go after a quiet time, and no more',
      run: async (one) => {
        const bursting = { ...limit, burst: 3 };
        const answers = [];
        for (let turn = 0; turn < 4; turn++) answers.push((await one.reserve('k', bursting)).allowedAt);
        same(
          answers.map((allowedAt) => allowedAt <= limit.now),
          [true, true, true, false],
        );
        same(answers[3], 112_000);
      },
    },
    {
      name: 'shares the limit between instances that ask at once',
      run: async (one, two) => {
        const answers = await Promise.all(
          Array.from({ length: 10 }, (_, turn) => (turn % 2 ? one : two).reserve('k', limit)),
        );
        same(answers.filter(({ allowedAt }) => allowedAt <= limit.now).length, 1);
      },
    },
    {
      name: 'believes no turn, and no postponement, that was set by a clock more than a minute ahead',
      run: async (one, two) => {
        const ahead = { ...limit, now: limit.now + 3_600_000 };
        assert.ok((await one.reserve('turn', ahead)).allowedAt <= ahead.now);
        assert.ok((await two.reserve('turn', limit)).allowedAt <= limit.now);
        same(await one.reserve('turn', limit), { allowedAt: 112_000 });
        await one.postpone('told', ahead.now + 15_000, ahead.now);
        await two.postpone('told', 115_000, limit.now);
        same(await one.reserve('told', limit), { allowedAt: 115_000 });
        await one.postpone('near', 900_000, limit.now + 60_000);
        same(await two.reserve('near', limit), { allowedAt: 900_000 });
      },
    },
    {
      name: 'keeps names apart',
      run: async (one) => {
        await one.reserve('k', limit);
        assert.ok((await one.reserve('K', limit)).allowedAt <= limit.now);
      },
    },
    {
      name: 'postpones, never forward to an earlier time, and also what it has not heard of',
      run: async (one, two) => {
        await one.postpone('k', 150_000, 100_000);
        await two.postpone('k', 140_000, 100_000);
        same(await one.reserve('k', limit), { allowedAt: 150_000 });
        assert.ok((await two.reserve('k', { ...limit, now: 150_000 })).allowedAt <= 150_000);
      },
    },
  ];
}

/** What every GapFillStore promises. */
export function gapFillStoreContract(): Array<PairCase<GapFillStore>> {
  const claim = (store: GapFillStore, owner: string, now = 0): ReturnType<GapFillStore['claim']> =>
    store.claim('600000', owner, { now, leaseUntil: now + 100 });
  return [
    {
      name: 'gives a shortcode to one owner at a time, on whichever instance',
      run: async (one, two) => {
        const claims = await Promise.all([claim(one, 'a'), claim(two, 'b'), claim(one, 'c')]);
        same(claims.filter((cursor) => cursor !== null).length, 1);
        assert.ok(await two.claim('600001', 'b', { now: 0, leaseUntil: 100 }));
      },
    },
    {
      name: 'gives it away although a clock which was ahead has taken it',
      run: async (one, two) => {
        assert.ok(await claim(one, 'a', 3_600));
        assert.ok(await claim(two, 'b'));
        same(await claim(one, 'a', 1), null);
      },
    },
    {
      name: 'gives it away again once the lease has run out or was given back',
      run: async (one, two) => {
        assert.ok(await claim(one, 'a'));
        same(await claim(two, 'b', 99), null);
        assert.ok(await claim(two, 'b', 100));
        await one.release('600000', 'a');
        same(await claim(one, 'c', 150), null);
        await two.release('600000', 'b');
        assert.ok(await claim(one, 'c', 150));
      },
    },
    {
      name: 'keeps the cursor for whoever comes next, and moves it for the holder only',
      run: async (one, two) => {
        same(await claim(one, 'a'), { filledUntil: null });
        assert.ok(await one.advance('600000', 'a', { filledUntil: 50, leaseUntil: 120 }));
        same(await claim(two, 'b', 119), null);
        same(await claim(two, 'b', 120), { filledUntil: 50 });
        same(await one.advance('600000', 'a', { filledUntil: 60, leaseUntil: 300 }), false);
        await two.release('600000', 'b');
        same(await claim(one, 'c', 300), { filledUntil: 50 });
      },
    },
    {
      name: 'keeps who registered which shortcode, and not who only claimed one',
      run: async (one, two) => {
        await claim(one, 'a');
        await one.release('600000', 'a');
        same(await two.registered(), []);
        await one.register({ shortcode: '600001', account: 'shop', at: 1 });
        await two.register({ shortcode: '600000', account: 'default', at: 2 });
        await two.register({ shortcode: '600001', account: 'renamed', at: 3 });
        same(await one.registered(), [
          { shortcode: '600000', account: 'default' },
          { shortcode: '600001', account: 'renamed' },
        ]);
        same(await claim(one, 'a'), { filledUntil: null });
      },
    },
  ];
}
