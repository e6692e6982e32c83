import { afterEach, describe, expect, it } from '@jest/globals';
import { StorageUnavailableError } from 'nestjs-mpesa';
import { createTestDatabase, testDatabases, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { lostCallback } from '../../support/lost-callback.js';
import { expectOneSuccess } from '../../support/money.js';
import { storedCallbacks } from '../../support/stored-callbacks.js';
import { TcpProxy } from '../../support/tcp-proxy.js';
import { testApp, type TestApp } from '../../support/test-app.js';

const PUSH = { phone: '0708 374 149', amount: 150, reference: 'ORDER-1' };
// A database that is a file next to the process cannot be cut off.
const onMariaDb = testDatabases().includes('mariadb') ? describe : describe.skip;

onMariaDb('while the database is down', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  /** A shop that reaches its database by way of a line that a test can cut. */
  async function shopBehindALine(): Promise<{ shop: TestApp; line: TcpProxy }> {
    const database = await createTestDatabase('mariadb');
    if (database.storage.type !== 'mariadb') throw new Error('not a MariaDB');
    const line = await TcpProxy.before(database.storage.url);
    closers.push(async () => {
      await line.close();
      await database.drop();
    });
    const behind: TestDatabase = { ...database, storage: { type: 'mariadb', url: line.url } };
    return { shop: await testApp().on(behind).start(), line };
  }

  it('a callback is answered 503, and is taken once the database is back, without a restart', async () => {
    const { shop, line } = await shopBehindALine();
    const payment = await shop.stk.request(PUSH);
    const body = await lostCallback(shop.sim, payment);
    await line.cut();
    expect((await shop.post(shop.callbackUrl('stk', payment.id), body)).status).toBe(503);
    await line.mend();
    await eventually(async () => (await shop.post(shop.callbackUrl('stk', payment.id), body)).status === 200);
    expect(await storedCallbacks(shop)).toHaveLength(1);
    await expectOneSuccess(shop);
  });

  it('services say StorageUnavailableError, nothing is sent, and the same call works afterwards', async () => {
    const { shop, line } = await shopBehindALine();
    await line.cut();
    for (const call of [
      () => shop.stk.request(PUSH),
      () => shop.payments.find(),
      () => shop.inbox.unmatched(),
    ]) {
      const error = await call().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(StorageUnavailableError);
      expect(error).toMatchObject({ retryable: true, moneyMayHaveMoved: false });
    }
    expect(shop.sim.requests().filter(({ op }) => op === 'stkpush')).toEqual([]);
    await line.mend();
    await shop.stk.request(PUSH);
    await shop.sim.answer('254708374149', { action: 'pay' });
    await expectOneSuccess(shop);
  });

  it('M-Pesa is still told whether a C2B payment is welcome: no disk is needed for that', async () => {
    const { shop, line } = await shopBehindALine();
    const question = {
      TransID: 'UKL51ZDR4F',
      TransAmount: '5.00',
      BusinessShortCode: '174379',
      BillRefNumber: 'A',
    };
    await line.cut();
    const answer = await shop.post(shop.callbackUrl('c2b-validation', '174379'), question);
    expect(answer).toEqual({ status: 200, body: { ResultCode: 0, ResultDesc: 'Accepted' } });
    await eventually(() => shop.log.of('warn').some((message) => /answered but not kept/.test(message)));
  });

  it('the door says so once in the log, loudly, for each callback it could not keep', async () => {
    const { shop, line } = await shopBehindALine();
    const payment = await shop.stk.request(PUSH);
    await line.cut();
    await shop.post(shop.callbackUrl('stk', payment.id), { Body: {} });
    expect(shop.log.of('error').filter((message) => /refused with 503/.test(message))).toHaveLength(1);
  });
});
