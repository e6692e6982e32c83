/** A person asks what is stored of them, and to have it erased. */
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SEED } from 'daraja-simulator';
import { InvalidRequestError, PersonalDataService } from 'nestjs-mpesa';
import { testDatabases, type TestDatabaseKind } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { atRest, JANE } from '../../support/story.js';
import { testSimulator } from '../../support/test-app.js';
import { office, OFFICE, type Office } from '../money-out/office.js';
import { STORIES } from './stories.js';
import { ABOUT, LOCAL, NAME, tracesIn, TYPED, ZAWADI } from './zawadi.js';

const ASKED = { by: 'Amina, data protection', reason: 'request of 30 November' };

async function opened(kind: TestDatabaseKind, ...stories: readonly string[]) {
  const zawadi = { msisdn: ZAWADI, name: NAME, balanceCents: 10_000_00 };
  const sim = await testSimulator({ seed: { phones: [...DEFAULT_SEED.phones, zawadi] } });
  const it = await office(kind, { sim, jobs: { enabled: false } });
  for (const story of stories) await STORIES[story]?.(it);
  return { ...it, data: it.app.get(PersonalDataService) };
}

/** Another customer, of whom everything has to stay. */
async function janePays(it: Office): Promise<void> {
  await it.sim.pay(JANE, { shortcode: OFFICE, account: 'INV-77', amount: 30 });
  await atRest(it);
}

const STORED = [
  'STK push, paid',
  'C2B, hashed',
  'B2C',
  'reversal',
  'status and balance',
  'standing order, declined',
];

describe.each(testDatabases())('personal data, on %s', (kind) => {
  it.each([LOCAL, ZAWADI, `+${ZAWADI}`, '711987123'])(
    'is found by the number written as %s',
    async (written) => {
      const { data } = await opened(kind, 'STK push, paid');
      const { phone, payments } = await data.export(written, ASKED);
      expect([phone, payments.length]).toEqual([ZAWADI, 1]);
    },
  );

  it('is told in full, as plain JSON, and that of nobody else', async () => {
    const it = await opened(kind, ...STORED);
    await janePays(it);
    const told = await it.data.export(LOCAL, ASKED);
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
    // Of money by hand that M-Pesa masked nobody can say whose it was, unless what was given back of it told the number.
    const kinds = told.payments.map(({ kind: of }) => of).sort();
    expect(kinds).toEqual(['b2c', 'b2c', 'c2b', 'c2b', 'reversal', 'stk-push']);
    expect(told.standingOrders).toMatchObject([{ phone: ZAWADI, status: 'failed', metadata: ABOUT }]);
    expect(told.inquiries).toMatchObject([
      { kind: 'status', answer: { creditParty: { identifier: ZAWADI } } },
    ]);
    expect(told.events.filter(({ name }) => name === 'payment.succeeded')).toHaveLength(6);
    expect(told.callbacks.map((one) => one.kind).sort()).toEqual([
      'b2c-result',
      'b2c-result',
      'c2b-confirmation',
      'c2b-confirmation',
      'ratiba',
      'reversal-result',
      'status-result',
      'stk',
    ]);
    expect(told.callbacks.every(({ body }) => body.startsWith('{'))).toBe(true);
    expect(told.prompts).toMatchObject({ unfinished: expect.any(Number) });
    expect(JSON.stringify(told)).not.toContain(JANE.slice(3));
  });

  it('is erased at once, and the record of it names nobody', async () => {
    const it = await opened(kind, 'STK push, paid', 'C2B, in clear', 'B2C', 'standing order, declined');
    await janePays(it);
    const janes = await it.data.export(JANE, ASKED);
    it.clock.advance(600_000);
    const { id, erased, kept, erasedAt } = await it.data.erase(LOCAL, ASKED);
    expect(kept).toEqual([]);
    expect(erased).toMatchObject({ payments: 3, standingOrders: 1, callbacks: 4, prompts: 1 });
    // What is left of her is money by hand that M-Pesa masks: the story of C2B in clear begins with it.
    const left = (await tracesIn(it.database)).filter(
      (trace) => !/ \*\*\*|zawadi|queenfisher|799314159/.test(trace),
    );
    expect(left).toEqual([]);
    const [record] = await it.database.query('SELECT * FROM mpesa_erasure');
    expect(record).toMatchObject({ id, erased_by: ASKED.by, reason: ASKED.reason });
    expect(JSON.stringify(record)).not.toMatch(/711987123/);
    expect(await it.data.export(LOCAL, ASKED)).toEqual({
      phone: ZAWADI,
      payments: [],
      references: [],
      standingOrders: [],
      events: [],
      callbacks: [],
      inquiries: [],
      prompts: null,
      erasures: [
        {
          id,
          ...ASKED,
          erasedAt,
          phoneDigest: expect.stringMatching(/^k1\./),
          counts: { ...erased, kept: 0 },
        },
      ],
      exports: [],
    });
    expect(await it.data.export(JANE, ASKED)).toEqual({ ...janes, exports: [expect.anything()] });
  });

  it('of money by hand of which M-Pesa told only a mask is found by its receipt or id, and erased', async () => {
    const it = await opened(kind);
    await it.c2b.registerUrls();
    const { receipt } = await it.sim.pay(ZAWADI, { shortcode: OFFICE, account: 'INV-7', amount: 30 });
    await janePays(it);
    const [paid] = (await it.payments.find({ receipt: receipt ?? '' })).items;
    const { id = '' } = paid ?? {};
    expect(paid).toMatchObject({ phone: null, partyName: expect.stringContaining('ZAWADI') });
    expect((await it.data.export(LOCAL, ASKED)).payments).toEqual([]);
    for (const name of [String(receipt), String(receipt).toLowerCase(), id, id.toUpperCase()]) {
      const told = await it.data.export(LOCAL, { ...ASKED, payments: [name] });
      expect([name, told.payments.map((payment) => payment.id)]).toEqual([name, [id]]);
      expect([told.callbacks.length, told.events.length]).toEqual([1, 1]);
      expect((await it.data.payments(LOCAL, [name])).payments).toHaveLength(1);
    }
    const { erased, kept } = await it.data.erase(LOCAL, { ...ASKED, payments: [id, String(receipt)] });
    expect([erased, kept]).toEqual([expect.objectContaining({ payments: 1, callbacks: 1, events: 1 }), []]);
    expect(await tracesIn(it.database)).toEqual([]);
    expect((await it.data.export(LOCAL, ASKED)).erasures).toMatchObject([{ counts: { payments: 1 } }]);
    // Asked again it is there, and has nothing more to erase.
    expect((await it.data.erase(LOCAL, { ...ASKED, payments: [id] })).erased.payments).toBe(0);
  });

  it('of somebody else is not had by naming their payment, and a name that is mistyped is told: nothing is erased', async () => {
    const it = await opened(kind, 'STK push, paid');
    await it.c2b.registerUrls();
    await janePays(it);
    const push = await it.stk.request({ phone: JANE, amount: 10 });
    const janes = (await it.payments.find()).items.filter(({ phone }) => phone !== ZAWADI);
    expect(janes).toHaveLength(2);
    const wrong = [...janes.map(({ id }) => id), 'UKL0000000', push.id.replace(/.$/, 'x')];
    for (const name of wrong) {
      const asked = { ...ASKED, payments: [name] };
      const told = { field: 'payments', rule: 'must be payments that are there and name nobody else' };
      await expect(it.data.export(LOCAL, asked)).rejects.toMatchObject(told);
      await expect(it.data.erase(LOCAL, asked)).rejects.toMatchObject(told);
      await expect(it.data.payments(LOCAL, [name])).rejects.toMatchObject(told);
    }
    const bad: readonly unknown[] = ['UKL0000000', [7], [null], ['short'], Array(101).fill('UKL0000000'), {}];
    for (const payments of bad) {
      const asked = { ...ASKED, payments: payments as string[] };
      await expect(it.data.erase(LOCAL, asked)).rejects.toThrow(InvalidRequestError);
      await expect(it.data.erase(LOCAL, asked)).rejects.toMatchObject({ field: 'payments' });
    }
    const before = (await it.data.export(LOCAL, ASKED)).erasures;
    expect(before).toEqual([]);
  });

  it('is shown to nobody without a record of who, why and how much, which does not name them', async () => {
    const it = await opened(kind, 'STK push, paid');
    const { payments, events, callbacks } = await it.data.export(LOCAL, ASKED);
    const [record, ...more] = await it.database.query('SELECT * FROM mpesa_export');
    expect(more).toEqual([]);
    expect(record).toMatchObject({ exported_by: ASKED.by, reason: ASKED.reason });
    expect(JSON.stringify(record)).not.toMatch(/711987123|2547|ZAWADI/i);
    const counts = {
      payments: 1,
      events: events.length,
      callbacks: callbacks.length,
      prompts: 1,
      references: 0,
    };
    expect((await it.data.export(LOCAL, ASKED)).exports).toEqual([
      {
        id: expect.any(String),
        ...ASKED,
        exportedAt: it.clock.now(),
        phoneDigest: expect.stringMatching(/^k1\./),
        counts: expect.objectContaining(counts),
      },
    ]);
    // By ids and receipts a host finds them in its own tables; that is shown to nobody, and not written down.
    expect(await it.data.payments(LOCAL)).toEqual({ phone: ZAWADI, payments });
    expect(await it.database.query('SELECT * FROM mpesa_export')).toHaveLength(2);
  });

  it('keeps the money: it is counted as before, and its key sends nothing again', async () => {
    const it = await opened(kind, 'STK push, paid');
    const [paid] = (await it.payments.find()).items;
    await it.data.erase(LOCAL, ASKED);
    const { receipt, amountCents, checkoutRequestId, erasedAt, ...others } = await it.payments.get(
      paid?.id ?? '',
    );
    expect({ receipt, amountCents }).toEqual({ receipt: paid?.receipt, amountCents: paid?.amountCents });
    expect([others.phone, others.metadata, erasedAt]).toEqual([null, null, expect.any(Number)]);
    expect(checkoutRequestId).toMatch(/^k1\./);
    const asked = { phone: LOCAL, reference: TYPED, description: 'QueenFisher', metadata: ABOUT, amount: 10 };
    const again = await it.stk.request({ ...asked, idempotencyKey: 'push pay' });
    expect(again.id).toBe(paid?.id);
    await expect(it.stk.request({ ...asked, amount: 11, idempotencyKey: 'push pay' })).rejects.toMatchObject({
      code: 'idempotency-conflict',
    });
    expect(it.sim.requests().filter(({ op }) => op === 'stkpush')).toHaveLength(1);
    const found = await it.payments.find({ checkoutRequestId: paid?.checkoutRequestId ?? '' });
    expect(found.items.map(({ id }) => id)).toEqual([paid?.id]);
    await expect(it.stk.query(again.id)).rejects.toThrow(InvalidRequestError);
  });

  it('does not come back with a late copy of what told of it', async () => {
    const it = await opened(kind, 'C2B, in clear');
    const before = await it.data.export(LOCAL, ASKED);
    const [body = ''] = before.callbacks.map((one) => one.body);
    await it.data.erase(LOCAL, ASKED);
    const url = it.callbackUrl('c2b-confirmation', OFFICE);
    await it.post(url, body);
    await it.post(url, body.replace('}', ' }'));
    await atRest(it);
    const { payments } = await it.data.export(LOCAL, ASKED);
    expect(payments).toEqual([]);
    const all = (await it.payments.find()).items;
    expect(all.map(({ id }) => id).sort()).toEqual(
      expect.arrayContaining(before.payments.map(({ id }) => id)),
    );
    expect(all).toHaveLength(2);
  });

  it('that is under way or in review is kept, says so, and is erased when it is over', async () => {
    const it = await opened(kind);
    const { id } = await it.stk.request({ phone: LOCAL, amount: 10 });
    await eventually(() => it.sim.phone(ZAWADI).prompt);
    const first = await it.data.erase(LOCAL, ASKED);
    expect(first.kept).toEqual([
      { what: 'payment', id, why: 'under-way' },
      { what: 'prompt', id, why: 'under-way' },
    ]);
    expect(await it.payments.get(id)).toMatchObject({ phone: ZAWADI, erasedAt: null });
    await it.sim.answer(ZAWADI, { action: 'pay' });
    await atRest(it);
    expect((await it.data.erase(LOCAL, ASKED)).kept).toEqual([]);
    expect(await tracesIn(it.database)).toEqual([]);
    expect((await it.data.export(LOCAL, ASKED)).erasures).toHaveLength(2);
  });

  it('of a failure that M-Pesa is asked about is kept, so that a success that is real is not lost', async () => {
    const it = await opened(kind);
    const { id } = await it.stk.request({ phone: LOCAL, amount: 10 });
    await it.sim.answer(ZAWADI, { action: 'cancel' });
    await atRest(it);
    await it.post(it.callbackUrl('stk', id), '{"Body":{"stkCallback":{"ResultCode":0}}}');
    await atRest(it);
    const asked = await it.payments.get(id);
    expect(asked).toMatchObject({ status: 'failed', awaiting: 'confirmation', claim: expect.anything() });
    const { kept } = await it.data.erase(LOCAL, ASKED);
    expect(kept).toContainEqual({ what: 'payment', id, why: 'under-way' });
    expect(await it.payments.get(id)).toEqual(asked);
    await it.work.reconciliation();
    await atRest(it);
    expect((await it.data.erase(LOCAL, ASKED)).kept).toEqual([]);
    expect(await tracesIn(it.database)).toEqual([]);
  });

  it.each([
    ['phone', '0722', ASKED],
    ['by', LOCAL, { ...ASKED, by: ' ' }],
    ['reason', LOCAL, { ...ASKED, reason: '' }],
    ['reason', LOCAL, { ...ASKED, reason: 'asked by +254 711 987-123' }],
  ])('is neither shown nor erased with a bad %s', async (field, phone, asked) => {
    const { data, database } = await opened(kind);
    const refused = { code: 'invalid-request', field };
    await expect(data.erase(phone, asked)).rejects.toMatchObject(refused);
    await expect(data.export(phone, asked)).rejects.toMatchObject(refused);
    expect(await database.query('SELECT id FROM mpesa_erasure')).toEqual([]);
    expect(await database.query('SELECT id FROM mpesa_export')).toEqual([]);
  });
});
