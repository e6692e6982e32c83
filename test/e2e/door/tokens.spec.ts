import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { lostCallback } from '../../support/lost-callback.js';
import { expectNoSuccess, expectOneSuccess } from '../../support/money.js';
import { storedCallbacks } from '../../support/stored-callbacks.js';
import { testApp, type TestApp } from '../../support/test-app.js';

const OLD = 'the-secret-of-last-year';
const NEW = 'the-secret-of-this-year';
const PUSH = { phone: '0708 374 149', amount: 150, reference: 'ORDER-1' };

const pathOf = (url: string): string => new URL(url).pathname;

function sentCallbackUrl({ sim }: TestApp): string {
  const push = sim.requests().findLast(({ op }) => op === 'stkpush');
  return String((push?.requestBody as { CallBackURL?: string } | undefined)?.CallBackURL);
}

describe.each(testDatabases())('the token in a callback URL, on %s', (kind) => {
  it('keeps a forged success out: 404, nothing stored, nobody paid', async () => {
    const shop = await testApp().on(kind).start();
    const payment = await shop.stk.request(PUSH);
    const forged = shop.callbackUrl('stk', payment.id).replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const body = await lostCallback(shop.sim, payment);
    expect((await shop.post(forged, body)).status).toBe(404);
    expect(await storedCallbacks(shop)).toEqual([]);
    await expectNoSuccess(shop);
  });

  it('does not open the URL of another payment or of another kind', async () => {
    const shop = await testApp().on(kind).start();
    const payment = await shop.stk.request(PUSH);
    const token = shop.callbackUrl('stk', payment.id).slice(-32);
    const body = await lostCallback(shop.sim, payment);
    for (const path of [`stk/${payment.id}x`, `c2b-confirmation/${payment.id}`, 'c2b-confirmation/174379']) {
      expect((await shop.post(`/callbacks/${path}/${token}`, body)).status).toBe(404);
    }
    expect(await storedCallbacks(shop)).toEqual([]);
  });

  it('is the one that the newest secret signs', async () => {
    const shop = await testApp()
      .on(kind)
      .options({ callbacks: { secret: [NEW, OLD] } })
      .start();
    const payment = await shop.stk.request(PUSH);
    expect(sentCallbackUrl(shop)).toBe(shop.callbackUrl('stk', payment.id));
    await shop.sim.answer(payment.phone ?? '', { action: 'pay' });
    await shop.payments.settled(payment.id);
    await expectOneSuccess(shop);
  });

  it('is still good when its secret has become the older one of the list', async () => {
    const before = await testApp()
      .on(kind)
      .options({ callbacks: { secret: OLD } })
      .start();
    const payment = await before.stk.request(PUSH);
    const body = await lostCallback(before.sim, payment);
    const after = await testApp()
      .beside(before)
      .options({ callbacks: { secret: [NEW, OLD] } })
      .start();
    expect((await after.post(pathOf(sentCallbackUrl(before)), body)).status).toBe(200);
    expect((await after.payments.settled(payment.id)).status).toBe('succeeded');
    await expectOneSuccess(after);
  });

  it('is worth nothing once its secret has left the list', async () => {
    const before = await testApp()
      .on(kind)
      .options({ callbacks: { secret: OLD } })
      .start();
    const payment = await before.stk.request(PUSH);
    const body = await lostCallback(before.sim, payment);
    const after = await testApp()
      .beside(before)
      .options({ callbacks: { secret: [NEW] } })
      .start();
    expect((await after.post(pathOf(sentCallbackUrl(before)), body)).status).toBe(404);
    expect(await storedCallbacks(after)).toEqual([]);
  });
});

describe.each(['express', 'fastify'] as const)('a wrong URL below the callback path, on %s', (adapter) => {
  it('is answered the same whatever is wrong with it', async () => {
    const shop = await testApp().adapter(adapter).start();
    const zeros = '0'.repeat(32);
    const paths = [
      `stk/0192f7a0/${zeros}`,
      `balance/0192f7a0/${zeros}`,
      'stk',
      `stk/a/b/c/${zeros}`,
      'stk/x/y',
    ];
    const knock = async (path: string): Promise<unknown> => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"Body":{}}' };
      const response = await fetch(`${shop.baseUrl}/${path}`, init);
      const headers = [...response.headers].filter(([name]) => !['date', 'etag'].includes(name));
      return { status: response.status, headers, body: await response.text() };
    };
    for (const path of paths) {
      const missing = await knock(`notthere1/${path}`);
      expect(missing).toMatchObject({ status: 404 });
      expect(
        JSON.parse(JSON.stringify(await knock(`callbacks/${path}`)).replace('/callbacks/', '/notthere1/')),
      ).toEqual(missing);
    }
    expect(await storedCallbacks(shop)).toEqual([]);
  });
});
