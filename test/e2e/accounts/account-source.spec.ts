/** Many tenants: accounts whose credentials stand in the host's own database. */
import { describe, expect, it } from '@jest/globals';
import {
  AccountSourceError,
  DarajaThrottledError,
  InvalidRequestError,
  MpesaAccountSource,
} from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import { atRest, expectPaidOnce, JANE, JOHN, journal } from '../../support/story.js';
import { testApp } from '../../support/test-app.js';
import { agency, agencySimulator, PEARL, RUBY, tenants } from './tenants.js';

describe.each(testDatabases())('accounts of the host’s own table, on %s', (kind) => {
  it('are paid by push, each under its own number, two of one app with one token', async () => {
    const table = tenants({ pearl: PEARL, ruby: RUBY });
    const shop = await (await agency(kind, table)).start();
    const pearl = await shop.stk.request({ phone: JOHN, amount: 10, account: 'pearl' });
    const ruby = await shop.stk.request({ phone: JANE, amount: 20, account: 'ruby' });
    await shop.sim.answer(JOHN, { action: 'pay' });
    await shop.sim.answer(JANE, { action: 'pay' });
    await shop.payments.settled(pearl.id);
    expect(await expectPaidOnce(ruby.id, shop)).toMatchObject({ account: 'ruby', shortcode: '600222' });
    expect(await shop.payments.get(pearl.id)).toMatchObject({ account: 'pearl', status: 'succeeded' });
    expect(shop.sim.ledger().balances).toMatchObject({
      'shortcode:600111': 1_000,
      'shortcode:600222': 2_000,
    });
    expect(journal(shop.sim, 'oauth')).toHaveLength(1);
  });

  it('share the query limit of their app', async () => {
    const table = tenants({ pearl: PEARL, ruby: RUBY });
    const shop = await (await agency(kind, table)).jobs(false).start();
    const pearl = await shop.stk.request({ phone: JOHN, amount: 10, account: 'pearl' });
    const ruby = await shop.stk.request({ phone: JANE, amount: 20, account: 'ruby' });
    expect(await shop.stk.query(pearl.id)).toMatchObject({ pending: true });
    await expect(shop.stk.query(ruby.id)).rejects.toThrow(DarajaThrottledError);
    expect(journal(shop.sim, 'stkquery')).toHaveLength(1);
  });

  it('are booked when customers pay them by hand', async () => {
    const table = tenants({ pearl: PEARL, ruby: RUBY });
    const shop = await (await agency(kind, table)).start();
    await shop.c2b.registerUrls({ account: 'ruby' });
    await shop.sim.pay(JANE, { shortcode: '600222', account: 'RENT-7', amount: 25 });
    await atRest(shop);
    expect(shop.handled).toMatchObject([{ account: 'ruby', reference: 'RENT-7', amountCents: 2_500 }]);
  });

  it('are asked about by reconciliation when their callback was lost', async () => {
    const table = tenants({ pearl: PEARL });
    const clock = new ManualClock(Date.UTC(2026, 10, 21, 9));
    const shop = await (await agency(kind, table)).clock(clock).jobs(false).start();
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    const { id } = await shop.stk.request({ phone: JOHN, amount: 10, account: 'pearl' });
    await shop.sim.answer(JOHN, { action: 'pay' });
    clock.advance(60_000);
    await shop.work.reconciliation();
    expect(await shop.payments.get(id)).toMatchObject({ status: 'succeeded', settledBy: 'query' });
  });

  it('are looked up once in half a minute, and again when the credentials have changed', async () => {
    const table = tenants({ pearl: { ...PEARL, consumerSecret: 'mistyped' } });
    const clock = new ManualClock(Date.UTC(2026, 10, 21, 9));
    const shop = await (await agency(kind, table)).clock(clock).jobs(false).start();
    const push = { phone: JOHN, amount: 10, account: 'pearl' };
    await expect(shop.stk.request(push)).rejects.toThrow();
    table.rows.set('pearl', PEARL);
    await expect(shop.stk.request(push)).rejects.toThrow();
    expect(table.asked).toEqual(['pearl']);
    clock.advance(30_000);
    expect(await shop.stk.request(push)).toMatchObject({ status: 'pending' });
    expect(table.asked).toEqual(['pearl', 'pearl']);
  });

  it.each<[string, unknown, string]>([
    [
      'a shortcode of four digits',
      { ...PEARL, shortcode: '6001' },
      'shortcode "6001": must be 5 to 7 digits',
    ],
    ['a till without number', { ...PEARL, type: 'till' }, 'till (missing): is missing'],
    [
      'an initiator without certificate',
      { ...PEARL, initiator: { name: 'api', password: 'x' } },
      'initiator.certificate',
    ],
    ['a column that is no option', { ...PEARL, createdAt: 7 }, 'createdAt : is not an option'],
    ['confirmation for one account', { ...PEARL, confirm: 'query' }, 'confirm "query": cannot be told'],
    ['a text', 'pearl', 'account "pearl": must be an object'],
  ])('that answer with %s stop the payment before anything is stored or sent', async (_, row, rule) => {
    const shop = await (await agency(kind, tenants({ pearl: row }))).start();
    const asking = shop.stk.request({ phone: JOHN, amount: 10, account: 'pearl' });
    await expect(asking).rejects.toThrow(AccountSourceError);
    await expect(asking).rejects.toMatchObject({ account: 'pearl', retryable: false });
    await expect(asking).rejects.toThrow(rule);
    expect((await shop.payments.find()).items).toEqual([]);
    expect(journal(shop.sim, 'stkpush')).toEqual([]);
  });

  it('that have an empty column take the default', async () => {
    const shop = await (
      await agency(kind, tenants({ pearl: { ...PEARL, type: null, till: null, initiator: null } }))
    ).start();
    const payment = await shop.stk.request({ phone: JOHN, amount: 10, account: 'pearl' });
    expect(payment).toMatchObject({ accountType: 'paybill', till: null });
  });

  it('hold up a confirmation while their table is away, and book it afterwards', async () => {
    const table = tenants({ ruby: RUBY });
    const clock = new ManualClock();
    const shop = await (await agency(kind, table)).clock(clock).jobs(false).start();
    await shop.c2b.registerUrls({ account: 'ruby' });
    table.failure = new Error('the table is locked');
    await shop.sim.pay(JANE, { shortcode: '600222', account: 'RENT-7', amount: 25 });
    await atRest(shop);
    expect(shop.handled).toEqual([]);
    await expect(shop.stk.request({ phone: JOHN, amount: 10, account: 'pearl' })).rejects.toMatchObject({
      name: 'AccountSourceError',
      retryable: true,
      message: 'the account source cannot give account pearl: the table is locked',
    });
    table.failure = null;
    clock.advance(60_000);
    await atRest(shop);
    expect(shop.handled).toMatchObject([{ account: 'ruby', amountCents: 2_500 }]);
  });

  it('settle only what Daraja confirms, when the source says so', async () => {
    const table = tenants({ pearl: PEARL }, { confirm: 'query' });
    const shop = await (await agency(kind, table)).jobs(false).start();
    const { id } = await shop.stk.request({ phone: JOHN, amount: 10, account: 'pearl' });
    await shop.sim.answer(JOHN, { action: 'pay' });
    await atRest(shop);
    expect(await shop.payments.get(id)).toMatchObject({ status: 'pending', receipt: null });
    await shop.stk.query(id);
    expect(await shop.payments.get(id)).toMatchObject({ status: 'succeeded' });
  });

  it('stand beside those of the options, which go first', async () => {
    const table = tenants({ pearl: PEARL, default: RUBY });
    const sim = await agencySimulator();
    const shop = await testApp().on(kind).withSimulator(sim).providers([table.source]).start();
    expect(await shop.stk.request({ phone: JOHN, amount: 10 })).toMatchObject({ shortcode: '174379' });
    expect(await shop.stk.request({ phone: JANE, amount: 10, account: 'pearl' })).toMatchObject({
      shortcode: '600111',
    });
    expect(table.asked).toEqual(['pearl']);
    await expect(shop.stk.request({ phone: JANE, amount: 10, account: 'nobody' })).rejects.toMatchObject({
      name: InvalidRequestError.name,
      field: 'account',
      rule: 'must be configured, or known to the account source',
    });
  });

  it('may be called back under a name of their own', async () => {
    const shop = await (
      await agency(kind, tenants({ pearl: { ...PEARL, callbackBaseUrl: 'http://127.0.0.1:9/pearl/' } }))
    ).start();
    const { id } = await shop.stk.request({ phone: JOHN, amount: 10, account: 'pearl' });
    const [push] = journal(shop.sim, 'stkpush');
    const told = String((push?.requestBody as { CallBackURL?: string } | undefined)?.CallBackURL);
    expect(told).toMatch(/^http:\/\/127\.0\.0\.1:9\/pearl\/callbacks\/stk\//);
    const here = told.replace('http://127.0.0.1:9/pearl', shop.baseUrl);
    expect(here).toBe(shop.callbackUrl('stk', id));
  });
});

describe('an application with accounts of its own table', () => {
  it('does not start with two sources, nor without any account', async () => {
    const both = await agency('sqlite', tenants({ pearl: PEARL }));
    class SecondTable {}
    MpesaAccountSource()(SecondTable);
    await expect(both.providers([SecondTable]).start()).rejects.toThrow(/there may be one AccountSource/);
    const none = testApp().options({ accounts: {}, shortcode: undefined, passkey: undefined });
    await expect(none.start()).rejects.toThrow(/accounts \(empty\): has no account/);
  });
});
