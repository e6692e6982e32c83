import { describe, expect, it } from '@jest/globals';
import type { MoneyReceivedFact } from '../payments/payment-fact.js';
import { bookDoubt, bookMoney } from '../payments/money/place-money.js';
import { recorderFixture, withMethods } from '../testing/in-memory/recorder-fixture.js';
import {
  CHECKOUT,
  confirmingPolicy,
  MINUTE,
  moneyReceived,
  NOON,
  PHONE,
  RECEIPT,
  samplePolicy,
  samplePush,
  succeeded,
} from '../testing/in-memory/sample-payments.js';
import { MissingMoney } from './missing-money.js';

function fixture(policy = samplePolicy) {
  const base = recorderFixture({ policy });
  const { queries } = base.storage;
  return { ...base, money: new MissingMoney({ queries, recorder: base.recorder }) };
}

const pulled = (over: Partial<MoneyReceivedFact> = {}): MoneyReceivedFact =>
  moneyReceived({ source: 'pull', ...over });
const paid = samplePush({
  status: 'succeeded',
  receipt: RECEIPT,
  settledBy: 'callback',
  checkoutRequestId: CHECKOUT,
});

describe('MissingMoney', () => {
  it('books what is not stored, once, also within one batch', async () => {
    const it = fixture();
    const [first, again, other] = await it.money.book([
      pulled(),
      pulled({ at: NOON + 19_001 }),
      pulled({ receipt: 'TKL2' }),
    ]);
    expect([first?.outcome, again?.outcome, other?.outcome]).toEqual(['booked', 'known', 'booked']);
    expect(it.storage.unitOfWork.tables.payments.size).toBe(2);
    expect(it.events()).toHaveLength(2);
    const later = await it.money.book([pulled()]);
    expect(later).toMatchObject([{ outcome: 'known' }]);
    expect(it.events()).toHaveLength(2);
  });

  it.each(['pull', 'statement', 'status'] as const)(
    'settles the push it fits, as told by %s',
    async (source) => {
      const it = fixture();
      await it.seed(samplePush({ status: 'unknown' }));
      expect(await it.money.book([pulled({ source })])).toEqual([{ outcome: 'booked', paymentId: 'push-1' }]);
      expect(it.payment('push-1')).toMatchObject({
        status: 'succeeded',
        receipt: RECEIPT,
        settledBy: source,
      });
    },
  );

  it('is confirmed enough for an account that believes no callback', async () => {
    const it = fixture(confirmingPolicy);
    await it.seed(samplePush({ status: 'pending' }));
    await it.money.book([pulled()]);
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded' });
  });

  it('knows a push that a query had settled, and only adds its receipt', async () => {
    const it = fixture();
    await it.seed(samplePush({ status: 'succeeded', settledBy: 'query', settledAt: NOON + MINUTE }));
    expect(await it.money.book([pulled()])).toEqual([{ outcome: 'known', paymentId: 'push-1' }]);
    expect(it.payment('push-1')).toMatchObject({ receipt: RECEIPT, settledBy: 'query' });
    expect(it.events()).toEqual([]);
  });

  it.each(['pull', 'statement', 'status'] as const)(
    'gives a push that a query had settled what was booked alone before its time was known, told by %s',
    async (source) => {
      const it = fixture();
      const settled = { status: 'succeeded', settledBy: 'query', settledAt: NOON + MINUTE } as const;
      const at = NOON + 30 * MINUTE;
      await it.seed(samplePush(settled), bookMoney('alone', moneyReceived({ completedAt: null, at })));
      expect(await it.money.book([pulled({ source, at })])).toEqual([
        { outcome: 'known', paymentId: 'push-1' },
      ]);
      expect(it.payment('push-1')).toMatchObject({ receipt: RECEIPT, completedAt: NOON + 18_000 });
      expect(it.payment('alone')).toMatchObject({ receipt: null, supersededBy: 'push-1' });
    },
  );

  it('tells a payment that is settled when it was paid, where nobody had', async () => {
    const it = fixture();
    await it.seed({ ...paid, settledBy: 'c2b', completedAt: null });
    expect(await it.money.book([pulled()])).toEqual([{ outcome: 'known', paymentId: 'push-1' }]);
    expect(it.payment('push-1')).toMatchObject({ completedAt: NOON + 18_000, settledBy: 'c2b' });
    expect(it.events()).toEqual([]);
  });

  it.each(['pull', 'statement'] as const)(
    'counts money by hand that waits for M-Pesa’s word: it is that word (%s)',
    async (source) => {
      for (const over of [
        {
          status: 'pending',
          claim: { receipt: RECEIPT, amountCents: 150_000, phone: PHONE, completedAt: NOON },
        },
        { status: 'review', reviewReason: 'horizon' },
        { status: 'review', reviewReason: 'unproven: time' },
      ] as const) {
        const it = fixture(confirmingPolicy);
        const byHand = bookMoney('hand', pulled({ source: 'c2b' }));
        await it.seed({ ...byHand, claim: null, settledBy: null, settledAt: null, ...over });
        const told = pulled({ source });
        expect(await it.money.book([told])).toEqual([{ outcome: 'booked', paymentId: 'hand' }]);
        expect(it.payment('hand')).toMatchObject({ status: 'succeeded', settledBy: source, claim: null });
        expect(await it.money.book([told])).toEqual([{ outcome: 'known', paymentId: 'hand' }]);
        expect(it.events()).toEqual(['hand payment.succeeded']);
      }
    },
  );

  it('leaves money by hand that waits, and of which it tells another amount, to be asked about', async () => {
    const it = fixture(confirmingPolicy);
    const byHand = { ...bookMoney('hand', pulled({ source: 'c2b' })), status: 'pending' } as const;
    await it.seed(byHand);
    expect(await it.money.book([pulled({ amountCents: 160_000 })])).toMatchObject([{ outcome: 'differs' }]);
    expect(it.payment('hand')).toEqual(byHand);
  });

  it('touches nothing that is stored, whatever else it is told', async () => {
    const it = fixture();
    const known = { ...paid, completedAt: NOON + 18_000 };
    await it.seed(known);
    await it.money.book([pulled({ partyName: 'Another', completedAt: 1 })]);
    expect(it.payment('push-1')).toEqual(known);
  });

  it.each([
    [{ amountCents: 160_000 }, { field: 'amountCents', stored: 150_000, told: 160_000 }],
    [{ account: 'other' }, { field: 'account', stored: 'default', told: 'other' }],
  ])('tells that %j contradicts what is stored, and leaves it', async (over, difference) => {
    const it = fixture();
    await it.seed(paid);
    const findings = await it.money.book([pulled(over)]);
    expect(findings).toEqual([
      { outcome: 'differs', difference: { paymentId: 'push-1', receipt: RECEIPT, ...difference } },
    ]);
    expect(it.payment('push-1')).toEqual(paid);
    expect(it.events()).toEqual([]);
  });

  it('tells that another amount contradicts what lies in doubt, and decides nothing by it', async () => {
    const it = fixture();
    const doubt = bookDoubt('hand', pulled(), [samplePush()]);
    await it.seed(doubt);
    const difference = {
      paymentId: 'hand',
      receipt: RECEIPT,
      field: 'amountCents',
      stored: 150_000,
      told: 1,
    };
    expect(await it.money.book([pulled({ amountCents: 1 })])).toEqual([{ outcome: 'differs', difference }]);
    expect(it.payment('hand')).toEqual(doubt);
  });

  it('does not decide between two pushes before their callbacks had their time, and then asks a person', async () => {
    const it = fixture();
    await it.seed(samplePush({ status: 'pending' }), samplePush({ id: 'push-2', status: 'pending' }));
    expect(await it.money.book([pulled()])).toEqual([{ outcome: 'undecided' }]);
    expect(it.events()).toEqual([]);
    it.clock.set(NOON + 10 * MINUTE);
    for (let told = 0; told < 2; told += 1) {
      const [finding] = await it.money.book([pulled()]);
      const paymentId = finding?.outcome === 'review' ? finding.paymentId : '';
      expect(it.payment(paymentId)).toMatchObject({
        status: 'review',
        receipt: RECEIPT,
        reviewReason: `owner-in-doubt: ${RECEIPT} may be the money of push-1, push-2`,
      });
    }
    expect(it.storage.unitOfWork.tables.payments.size).toBe(3);
    expect(it.events()).toHaveLength(1);
  });

  it.each<[string, Partial<MoneyReceivedFact>]>([
    ['a payer', { payer: { form: 'none', value: '' } }],
    ['an account number', { reference: null }],
  ])('does not book money without %s that an open push may have brought', async (_, over) => {
    const it = fixture();
    await it.seed(samplePush({ status: 'pending' }));
    expect(await it.money.book([pulled(over)])).toEqual([{ outcome: 'undecided' }]);
    expect(it.storage.unitOfWork.tables.payments.size).toBe(1);
    expect(await it.money.book([pulled({ ...over, amountCents: 100 })])).toMatchObject([
      { outcome: 'booked' },
    ]);
  });

  it('needs no account number where a till was paid', async () => {
    const it = fixture();
    const till = { accountType: 'till', till: '300584' } as const;
    await it.seed(samplePush({ ...till, status: 'pending' }));
    expect(await it.money.book([pulled({ ...till, reference: null })])).toEqual([
      { outcome: 'booked', paymentId: 'push-1' },
    ]);
  });

  it('knows what another instance has booked since it looked', async () => {
    const base = recorderFixture();
    const [first] = await base.recorder.record([pulled({ partyName: null })]);
    const { queries } = base.storage;
    let looks = 0;
    const late = withMethods(queries, {
      withReceipts: async (...asked) => (looks++ === 0 ? [] : queries.withReceipts(...asked)),
    });
    const money = new MissingMoney({ queries: late, recorder: base.recorder });
    expect(await money.book([pulled({ at: NOON + MINUTE })])).toEqual([
      { outcome: 'known', paymentId: first?.result === 'applied' ? first.paymentId : '' },
    ]);
  });

  it('lets a push take its money back when the callback proves it', async () => {
    const it = fixture();
    const named = { status: 'pending', checkoutRequestId: CHECKOUT } as const;
    await it.seed(samplePush(named), samplePush({ id: 'push-2', status: 'pending' }));
    it.clock.set(NOON + 10 * MINUTE);
    const [booked] = await it.money.book([pulled()]);
    const paymentId = booked?.outcome === 'review' ? booked.paymentId : '';
    await it.recorder.record([succeeded({ at: NOON + 11 * MINUTE })]);
    expect(it.payment(paymentId)).toMatchObject({ supersededBy: 'push-1', receipt: null });
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
  });

  it('hands money back that Pull gave to the wrong push', async () => {
    const it = fixture();
    await it.seed(samplePush({ status: 'pending', checkoutRequestId: CHECKOUT }));
    await it.money.book([pulled({ receipt: 'TKL9' })]);
    await it.recorder.record([succeeded({ at: NOON + MINUTE })]);
    const all = [...it.storage.unitOfWork.tables.payments.values()];
    expect(all.map(({ kind, receipt }) => [kind, receipt])).toEqual([
      ['stk-push', RECEIPT],
      ['c2b', 'TKL9'],
    ]);
  });

  it('asks the database nothing about nothing', async () => {
    expect(await fixture().money.book([])).toEqual([]);
  });
});
