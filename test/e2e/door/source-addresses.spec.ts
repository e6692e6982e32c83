import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { expectNoSuccess, expectOneSuccess } from '../../support/money.js';
import { testApp, type TestApp } from '../../support/test-app.js';

const PUSH = { phone: '0708 374 149', amount: 150, reference: 'ORDER-1' };

/** Our loopback address is not on Safaricom's list, so the simulator's callbacks come from elsewhere. */
async function paidFromElsewhere(host: TestApp): Promise<string> {
  const { id } = await host.stk.request(PUSH);
  await host.sim.answer('254708374149', { action: 'pay' });
  return id;
}

function shopWith(kind: ReturnType<typeof testDatabases>[number], sourceAddresses: object) {
  // The sandbox's five queries a minute would be waited for.
  const reconciliation = { queryRate: { perMinute: 60_000, burst: 1_000 } };
  return testApp().on(kind).options({ callbacks: { sourceAddresses }, reconciliation }).start();
}

describe.each(testDatabases())('a callback from an address that is not on the list, on %s', (kind) => {
  it('is answered 200 and kept in quarantine under "enforce", and settles nothing', async () => {
    const shop = await shopWith(kind, { mode: 'enforce' });
    const id = await paidFromElsewhere(shop);
    const { items } = await shop.inbox.quarantined();
    expect(items).toMatchObject([
      { paymentId: id, reason: 'unlisted-source-address', sourceAddress: '127.0.0.1' },
    ]);
    expect(shop.sim.requests().findLast(({ op }) => op === 'stk-callback')?.status).toBe(200);
    await expectNoSuccess(shop);
    expect((await shop.payments.get(id)).status).toBe('pending');
  });

  it('settles the payment once a person has released it', async () => {
    const shop = await shopWith(kind, { mode: 'enforce' });
    const id = await paidFromElsewhere(shop);
    const [callback] = (await shop.inbox.quarantined()).items;
    expect(await shop.inbox.release(callback?.id ?? '')).toBe(true);
    expect(await shop.payments.settled(id)).toMatchObject({ status: 'succeeded', settledBy: 'query' });
    await expectOneSuccess(shop);
    expect((await shop.inbox.quarantined()).items).toEqual([]);
    expect(await shop.inbox.release(callback?.id ?? '')).toBe(false);
  });

  it('is taken under "log", with a warning that names the address', async () => {
    const shop = await shopWith(kind, { mode: 'log' });
    const id = await paidFromElsewhere(shop);
    expect((await shop.payments.settled(id)).status).toBe('succeeded');
    await expectOneSuccess(shop);
    expect(
      shop.log.of('warn').filter((line) => /came from 127\.0\.0\.1.*not on the list/.test(line)),
    ).toHaveLength(1);
  });

  it('is taken without a word under "off"', async () => {
    const shop = await shopWith(kind, { mode: 'off' });
    const id = await paidFromElsewhere(shop);
    await shop.payments.settled(id);
    await expectOneSuccess(shop);
    expect(shop.log.of('warn')).toEqual([]);
  });

  it('is taken under "enforce" when the list of the host names its network', async () => {
    const shop = await shopWith(kind, { mode: 'enforce', addresses: ['127.0.0.0/8'] });
    const id = await paidFromElsewhere(shop);
    expect((await shop.payments.settled(id)).status).toBe('succeeded');
    await expectOneSuccess(shop);
  });
});

describe('a claim in X-Forwarded-For', () => {
  it('is not believed, because the host trusts no proxy', async () => {
    const shop = await shopWith('sqlite', { mode: 'enforce' });
    const { id } = await shop.stk.request(PUSH);
    const forwarded = { 'x-forwarded-for': '196.201.214.200' };
    expect((await shop.post(shop.callbackUrl('stk', id), { Body: {} }, forwarded)).status).toBe(200);
    expect((await shop.inbox.quarantined()).items).toMatchObject([{ sourceAddress: '127.0.0.1' }]);
    expect((await shop.post(shop.callbackUrl('stk', id), { Body: { again: 1 } }, forwarded)).status).toBe(
      200,
    );
    expect(shop.log.of('warn').filter((line) => line.includes('not believed'))).toHaveLength(1);
  });
});
