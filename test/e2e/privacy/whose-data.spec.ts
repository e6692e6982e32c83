/** Where the number of one person stands in what is about another: neither is told of the other, nor erased with them. */
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SEED } from 'daraja-simulator';
import { PersonalDataService } from 'nestjs-mpesa';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { atRest, JANE } from '../../support/story.js';
import { testSimulator } from '../../support/test-app.js';
import { holdResults, office, OFFICE, type OfficeOptions } from '../money-out/office.js';
import { FailingBooks, STORIES } from './stories.js';
import { LOCAL, NAME, tracesIn, ZAWADI } from './zawadi.js';

const ASKED = { by: 'Amina, data protection', reason: 'request of 30 November' };
/** Of Jane, in whatever form: her number's end, its mask, her name. */
const JANES = /712345678|2547 \*+ 678|JANE|WANJIKU/i;

async function opened(kind: TestDatabaseKind, options: OfficeOptions = {}) {
  const zawadi = { msisdn: ZAWADI, name: NAME, balanceCents: 10_000_00 };
  const sim = await testSimulator({ seed: { phones: [...DEFAULT_SEED.phones, zawadi] } });
  const it = await office(kind, { sim, jobs: { enabled: false }, ...options });
  return { ...it, data: it.app.get(PersonalDataService) };
}

type Opened = Awaited<ReturnType<typeof opened>>;

/** Jane is asked, pays, and what Safaricom said of it is worked off. */
async function janesPush(it: Opened): Promise<string> {
  const { id } = await it.stk.request({ phone: JANE, amount: 10, metadata: { note: 'JANE' } });
  await eventually(() => it.sim.phone(JANE).prompt);
  await it.sim.answer(JANE, { action: 'pay' });
  await atRest(it);
  return id;
}

describe.each(testDatabases())('somebody else’s data, on %s', (kind) => {
  it('is not told to the one whose number was typed as the account number, and stays when that one is erased', async () => {
    const it = await opened(kind);
    await it.c2b.registerUrls();
    const { receipt } = await it.sim.pay(JANE, { shortcode: OFFICE, account: '0711987123', amount: 30 });
    await atRest(it);
    const told = await it.data.export(LOCAL, ASKED);
    expect(told).toMatchObject({ payments: [], events: [], callbacks: [] });
    expect(told.references).toEqual([expect.objectContaining({ receipt, amountCents: 3000 })]);
    expect(JSON.stringify(told)).not.toMatch(JANES);
    const before = await it.database.query('SELECT * FROM mpesa_callback');
    const { erased, kept } = await it.data.erase(LOCAL, ASKED);
    expect([Object.values(erased).every((count) => count === 0), kept]).toEqual([true, []]);
    expect(await it.database.query('SELECT * FROM mpesa_callback')).toEqual(before);
    const [paid] = (await it.payments.find({ receipt: receipt ?? '' })).items;
    expect(paid).toMatchObject({ partyName: expect.stringContaining('JANE'), erasedAt: null });
  });

  it('is not had by whoever knows a callback URL and writes a number of their own to it', async () => {
    const it = await opened(kind);
    const id = await janesPush(it);
    const { checkoutRequestId, merchantRequestId } = await it.payments.get(id);
    const names = { CheckoutRequestID: checkoutRequestId, MerchantRequestID: merchantRequestId };
    const stkCallback = { ...names, ResultCode: 1032, ResultDesc: `Cancelled by ${ZAWADI}` };
    await it.post(it.callbackUrl('stk', id), { Body: { stkCallback } });
    await atRest(it);
    expect(await it.database.query("SELECT id FROM mpesa_callback WHERE status = 'done'")).toHaveLength(2);
    const told = await it.data.export(LOCAL, ASKED);
    expect(told).toMatchObject({ payments: [], events: [], callbacks: [] });
    expect((await it.data.erase(LOCAL, ASKED)).erased).toMatchObject({ payments: 0, callbacks: 0 });
    expect(await it.payments.get(id)).toMatchObject({ phone: JANE, metadata: { note: 'JANE' } });
    expect((await it.data.export(JANE, ASKED)).callbacks).toHaveLength(2);
  });

  it('is not had with money by hand that was given back to another', async () => {
    const it = await opened(kind);
    await it.c2b.registerUrls();
    const { receipt } = await it.sim.pay(JANE, { shortcode: OFFICE, account: 'INV-77', amount: 100 });
    await atRest(it);
    const [paid] = (await it.payments.find({ receipt: receipt ?? '' })).items;
    const reversal = await it.reversals.request({ paymentId: paid?.id ?? '', remarks: 'sorry' });
    await it.sim.settled();
    await atRest(it);
    const { conversationId, originatorConversationId } = await it.payments.get(reversal.id);
    const Result = {
      ConversationID: conversationId,
      OriginatorConversationID: originatorConversationId,
      ResultCode: 1,
      ResultDesc: `of ${ZAWADI}`,
    };
    await it.post(it.callbackUrl('reversal-result', reversal.id), { Result });
    await atRest(it);
    expect(await it.data.export(LOCAL, ASKED)).toMatchObject({ payments: [], events: [], callbacks: [] });
    expect((await it.data.erase(LOCAL, ASKED)).erased.payments).toBe(0);
    expect((await it.data.export(JANE, ASKED)).payments.map(({ kind: of }) => of).sort()).toEqual([
      'c2b',
      'reversal',
    ]);
  });
});

describe.each(testDatabases())('a person’s own data, on %s', (kind) => {
  it('is found where they only asked for the payment, and erased with it', async () => {
    const it = await opened(kind);
    await STORIES['B2B']?.(it);
    const [sent] = (await it.payments.find()).items;
    const { conversationId: ConversationID, originatorConversationId: OriginatorConversationID } = sent ?? {};
    const Result = { ConversationID, OriginatorConversationID, ResultCode: 0, ResultDesc: `for ${ZAWADI}` };
    await it.post(it.callbackUrl('b2b-result', sent?.id ?? ''), { Result });
    await atRest(it);
    const told = await it.data.export(LOCAL, ASKED);
    expect(told.payments).toMatchObject([{ kind: 'b2b', instruction: { requester: ZAWADI } }]);
    expect((await it.data.erase(LOCAL, ASKED)).erased.payments).toBe(1);
    expect(await tracesIn(it.database)).toEqual([]);
  });

  it('is kept with a question whose answer is on its way, and goes when it has come', async () => {
    const it = await opened(kind);
    const { id } = await it.b2c.pay({ phone: LOCAL, amount: 20 });
    await it.sim.settled();
    await atRest(it);
    const come = holdResults(it);
    await expect(it.status.query({ paymentId: id, timeoutMs: 1 })).rejects.toThrow();
    const [question] = (await it.database.query('SELECT id FROM mpesa_inquiry')) as { id: string }[];
    const { erased, kept } = await it.data.erase(LOCAL, ASKED);
    expect([erased.inquiries, kept]).toEqual([0, [{ what: 'inquiry', id: question?.id, why: 'under-way' }]]);
    await come();
    await atRest(it);
    expect(await tracesIn(it.database)).not.toEqual([]);
    expect(await it.data.erase(LOCAL, ASKED)).toMatchObject({ erased: { inquiries: 1 }, kept: [] });
    expect(await tracesIn(it.database)).toEqual([]);
  });

  it('is not kept for an answer that has not come within a day', async () => {
    const it = await opened(kind);
    const { id } = await it.b2c.pay({ phone: LOCAL, amount: 20 });
    await it.sim.settled();
    await atRest(it);
    holdResults(it);
    await expect(it.status.query({ paymentId: id, timeoutMs: 1 })).rejects.toThrow();
    it.clock.advance(25 * 3_600_000);
    expect((await it.data.erase(LOCAL, ASKED)).kept).toEqual([]);
  });

  it('is erased from what a handler that failed said, too', async () => {
    const it = await opened(kind, { providers: [FailingBooks], events: { maxAttempts: 1 } });
    await STORIES['STK push, paid']?.(it);
    const said = () =>
      it.database.query('SELECT last_error FROM mpesa_delivery WHERE last_error IS NOT NULL');
    expect(await said()).not.toEqual([]);
    expect((await it.data.export(LOCAL, ASKED)).events.flatMap(({ errors }) => errors).join()).toContain(
      ZAWADI,
    );
    await it.data.erase(LOCAL, ASKED);
    expect(await said()).toEqual([]);
  });

  it('is kept in a callback that is yet to be worked off, and erased afterwards', async () => {
    const it = await opened(kind);
    await STORIES['STK push, paid']?.(it);
    const [paid] = (await it.payments.find()).items;
    const [callback] = (await it.data.export(LOCAL, ASKED)).callbacks;
    await it.post(it.callbackUrl('stk', paid?.id ?? ''), `${callback?.body} `);
    const kept = [{ what: 'callback', id: expect.any(String), why: 'under-way' }];
    expect(await it.data.erase(LOCAL, ASKED)).toMatchObject({ erased: { callbacks: 1 }, kept });
    await atRest(it);
    expect(await it.payments.get(paid?.id ?? '')).toMatchObject({ status: 'succeeded', phone: null });
    expect(await it.data.erase(LOCAL, ASKED)).toMatchObject({ erased: { callbacks: 1 }, kept: [] });
    expect(await tracesIn(it.database)).toEqual([]);
  });
});
