/** The simulator's callback tester against a host of ours: everything is taken, nothing is booked. */
import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { expectOneSuccess } from '../../support/money.js';
import { testApp, type TestApp } from '../../support/test-app.js';
import { office } from '../money-out/office.js';

const CUSTOMER = '254708374149';

interface Line {
  kind: string;
  status: number | null;
  verdict: { level: string; text: string };
}

async function tested(shop: TestApp, url: string, kinds: string[]): Promise<Line[]> {
  const response = await fetch(`${shop.sim.url}/tools/callback-test`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url, kinds }),
  });
  return ((await response.json()) as { lines: Line[] }).lines;
}

const summary = (lines: Line[]) => lines.map(({ kind, status, verdict }) => [kind, status, verdict.level]);

describe.each(testDatabases())('the callback tester, on %s', (kind) => {
  it('finds the C2B URLs good, and the host books nothing of what it was sent', async () => {
    const shop = await testApp().on(kind).start();
    const confirmation = shop.callbackUrl('c2b-confirmation', '174379');
    const validation = shop.callbackUrl('c2b-validation', '174379');
    expect(summary(await tested(shop, confirmation, ['c2b-confirmation']))).toEqual([
      ['c2b-confirmation', 200, 'good'],
    ]);
    const [asked] = await tested(shop, validation, ['c2b-validation']);
    expect([asked?.status, asked?.verdict.level]).toEqual([200, 'good']);
    await shop.work.all();
    expect((await shop.payments.find()).items).toEqual([]);
    expect(shop.handled).toEqual([]);
  });

  it('leaves a payment alone whose own URL is tested', async () => {
    const shop = await testApp().on(kind).start();
    const payment = await shop.stk.request({ phone: CUSTOMER, amount: 10, reference: 'ORDER-17' });
    const url = shop.callbackUrl('stk', payment.id);
    expect(summary(await tested(shop, url, ['stk-success', 'stk-failure']))).toEqual([
      ['stk-success', 200, 'good'],
      ['stk-failure', 200, 'good'],
    ]);
    await shop.work.all();
    expect(await shop.payments.get(payment.id)).toMatchObject({ status: 'pending', receipt: null });

    await shop.sim.answer(CUSTOMER, { action: 'pay' });
    expect(await expectOneSuccess(shop)).toMatchObject({ paymentId: payment.id });
  });

  it('leaves money that is on its way out alone, whichever of its URLs is tested', async () => {
    const it = await office(kind);
    it.sim.addFault({ op: 'b2c-result', fault: 'callback-held' });
    const { id } = await it.b2c.pay({ phone: CUSTOMER, amount: 10, remarks: 'wages' });
    const told = [
      ...(await tested(it, it.callbackUrl('b2c-result', id), ['result', 'result-failure'])),
      ...(await tested(it, it.callbackUrl('b2c-timeout', id), ['queue-timeout'])),
    ];
    expect(told.map(({ status, verdict }) => [status, verdict.level])).toEqual([
      [200, 'good'],
      [200, 'good'],
      [200, 'good'],
    ]);
    await it.work.all();
    expect(await it.payments.get(id)).toMatchObject({ status: 'pending', receipt: null });
    await it.sim.releaseCallbacks();
    expect(await expectOneSuccess(it)).toMatchObject({ paymentId: id, amountCents: 10_00 });
  });

  it('tells that a URL with a wrong token is lost', async () => {
    const shop = await testApp().on(kind).start();
    const url = `${shop.callbackUrl('c2b-confirmation', '174379').slice(0, -4)}0000`;
    const [line] = await tested(shop, url, ['c2b-confirmation']);
    expect([line?.status, line?.verdict.level]).toEqual([404, 'bad']);
  });
});
