/** Money that a customer paid by hand, on an account that has each success confirmed. */
import { describe, expect, it } from '@jest/globals';
import { recorderFixture } from '../../testing/in-memory/recorder-fixture.js';
import {
  autoPolicy,
  CHECKOUT,
  confirmedByQuery,
  confirmingPolicy,
  failed,
  MINUTE,
  moneyReceived,
  NOON,
  PHONE,
  RECEIPT,
  samplePolicy,
  samplePush,
  succeeded,
} from '../../testing/in-memory/sample-payments.js';
import type { PaymentFact } from '../payment-fact.js';
import { bookDoubt, bookMoney } from './place-money.js';

const money = moneyReceived({ confirmable: true });
const ID = 'id-0001';
const status = succeeded({ paymentId: ID, source: 'query', phone: null, checkoutRequestId: null });

const NOBODYS = { phone: null, checkoutRequestId: null, merchantRequestId: null } as const;

function fixture(policy = confirmingPolicy) {
  const one = recorderFixture({ policy });
  return {
    ...one,
    record: async (...facts: PaymentFact[]) =>
      (await one.recorder.record(facts)).map((outcome) =>
        outcome.result === 'ignored' ? outcome.reason : outcome.result,
      ),
  };
}

it('that somebody tells with his own account number and name counts as M-Pesa’s records tell it', async () => {
  const his = {
    reference: 'ORDER-18',
    payer: { form: 'clear', value: '254733000126' },
    partyName: 'Mallory',
  } as const;
  const pulled = { ...money, source: 'pull', at: NOON + MINUTE } as const;
  for (const before of [[], [{ type: 'horizon-passed', paymentId: ID, at: NOON } as const]]) {
    const { record, payment } = fixture();
    await record({ ...money, ...his }, ...before);
    expect(payment(ID)).toMatchObject({ reference: 'ORDER-18', phone: '254733000126' });
    expect(await record(pulled)).toEqual(['applied']);
    const { reference, partyName } = money;
    expect(payment(ID)).toMatchObject({ status: 'succeeded', reference, partyName, phone: PHONE });
  }
});

describe('money by hand that M-Pesa can be asked about', () => {
  it('is pending at first, to be asked about at once by its receipt', async () => {
    const { record, payment, events } = fixture();
    expect(await record(money)).toEqual(['applied']);
    expect(payment(ID)).toMatchObject({
      kind: 'c2b',
      status: 'pending',
      receipt: RECEIPT,
      claim: { receipt: RECEIPT, amountCents: 150_000, completedAt: NOON + 18_000 },
      settledBy: null,
      settledAt: null,
      completedAt: null,
      nextCheckAt: NOON + 19_000,
    });
    expect(events()).toEqual([`${ID} payment.pending`]);
  });

  it('counts once M-Pesa tells the same, once, however often it is told', async () => {
    const { record, payment, events } = fixture();
    expect(await record(money, money)).toEqual(['applied', 'awaits-confirmation']);
    expect(await record(status, money, status)).toEqual(['applied', 'repetition', 'repetition']);
    expect(payment(ID)).toMatchObject({
      status: 'succeeded',
      receipt: RECEIPT,
      settledBy: 'query',
      completedAt: NOON + 18_000,
      nextCheckAt: null,
      claim: null,
    });
    expect(events()).toEqual([`${ID} payment.pending`, `${ID} payment.succeeded`]);
  });

  it.each([
    ['to a phone: it is our own payout', '254722000000'],
    ['to another organisation', '600000'],
  ])('goes to a person where M-Pesa tells that the money went %s', async (_, payeeNumber) => {
    const { record, payment, events } = fixture();
    await record(money);
    await record({ ...status, payeeNumber });
    expect(payment(ID)).toMatchObject({ status: 'review', reviewReason: 'payee-differs' });
    expect(events()).toEqual([`${ID} payment.pending`, `${ID} payment.review`]);
  });

  it.each([
    ['in clear', { form: 'clear', value: '254733000126' }],
    ['starred out', { form: 'masked', value: '2547****126' }],
  ] as const)('goes to a person where M-Pesa tells another payer, %s', async (_, other) => {
    const { record, payment } = fixture();
    await record(money);
    const received = { partyName: null, feeCents: null, other };
    await record({ ...status, answers: 'our-question', received });
    expect(payment(ID)).toMatchObject({ status: 'review', reviewReason: 'payer-differs' });
  });

  it('counts where M-Pesa tells that the money came to its shortcode or till', async () => {
    for (const payeeNumber of [money.shortcode, '5123456', null]) {
      const { record, payment } = fixture();
      await record({ ...money, till: '5123456' });
      await record({ ...status, payeeNumber });
      expect(payment(ID)).toMatchObject({ status: 'succeeded' });
    }
  });

  it('of long ago counts when M-Pesa’s records tell of it, and not because M-Pesa, asked, says that it is there', async () => {
    const DAY = 24 * 60 * MINUTE;
    const old = { ...money, receipt: 'UKG0000001', completedAt: NOON - 5 * DAY };
    for (const policy of [samplePolicy, autoPolicy, confirmingPolicy]) {
      const { record, payment } = fixture(policy);
      await record(old);
      expect(payment(ID)).toMatchObject({ status: 'pending', awaiting: 'confirmation' });
      const answer = { ...status, answers: 'our-question', receipt: old.receipt } as const;
      expect(await record({ ...answer, completedAt: old.completedAt })).toEqual(['unproven']);
      expect(await record({ ...old, source: 'pull' })).toEqual(['applied']);
      expect(payment(ID)).toMatchObject({ status: 'succeeded' });
    }
  });

  it('counts as well once Pull or the statement tells of it', async () => {
    for (const source of ['pull', 'statement'] as const) {
      const { record, payment } = fixture();
      await record(money);
      expect(await record({ ...money, source })).toEqual(['applied']);
      expect(payment(ID)).toMatchObject({ status: 'succeeded', settledBy: source });
    }
  });

  it('goes to a person where M-Pesa tells another amount, or that it was none, or nothing', async () => {
    for (const fact of [
      { ...status, amountCents: 100 },
      failed({ paymentId: ID, source: 'query', checkoutRequestId: null }),
      { type: 'horizon-passed', paymentId: ID, at: NOON } as const,
    ]) {
      const { record, payment, events } = fixture();
      await record(money);
      await record(fact);
      expect(payment(ID)).toMatchObject({ status: 'review', receipt: RECEIPT });
      expect(events()).toEqual([`${ID} payment.pending`, `${ID} payment.review`]);
    }
  });

  it('counts at once where nobody can ask, or need not', async () => {
    for (const [policy, fact] of [
      [confirmingPolicy, moneyReceived()],
      [samplePolicy, money],
      [confirmingPolicy, { ...money, source: 'pull' as const }],
    ] as const) {
      const { recorder, payment } = recorderFixture({ policy });
      await recorder.record([fact]);
      expect(payment(ID)).toMatchObject({ status: 'succeeded', claim: null, nextCheckAt: null });
    }
  });

  it('is over when a push proves to be the same money, and is not asked about again', async () => {
    const { record, payment, events, seed, clock } = fixture();
    const push = samplePush({ status: 'pending', checkoutRequestId: CHECKOUT });
    await seed(push, { ...push, id: 'push-2', checkoutRequestId: 'ws_CO_2', phone: PHONE });
    clock.set(NOON + 6 * MINUTE);
    await record(money);
    await record(succeeded());
    expect(payment('push-1')).toMatchObject({ status: 'pending', claim: { receipt: RECEIPT } });
    await record(confirmedByQuery());
    expect(payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
    expect(payment(ID)).toMatchObject({
      status: 'succeeded',
      supersededBy: 'push-1',
      receipt: null,
      claim: null,
      nextCheckAt: null,
    });
    expect(events().slice(1)).toEqual([`${ID} payment.superseded`, 'push-1 payment.succeeded']);
  });
});

it('a claim to a receipt is not answered by money of another amount, or on another account, that tells the same receipt', async () => {
  for (const other of [{ amountCents: 100 }, { account: 'second' }]) {
    // Told together both are at hand, whatever their amounts.
    for (const batches of [
      [[succeeded()], [{ ...money, ...other }]],
      [[succeeded(), { ...money, ...other }]],
    ]) {
      const { record, payment, seed } = fixture();
      await seed(samplePush({ status: 'pending', checkoutRequestId: CHECKOUT }));
      for (const facts of batches) await record(...facts);
      expect(payment('push-1')).toMatchObject({ status: 'pending', claim: { receipt: RECEIPT } });
      expect(payment(ID)).toMatchObject({ kind: 'c2b', ...other });
    }
  }
});

describe('a claim that was found by comparing', () => {
  const byHand = 'UKL0000009';
  const found = moneyReceived({ confirmable: true, receipt: byHand });

  async function claimed() {
    const it = fixture();
    await it.seed(samplePush({ status: 'pending', checkoutRequestId: CHECKOUT }));
    expect(await it.record(found)).toEqual(['waiting']);
    expect(it.payment('push-1')).toMatchObject({ claim: { receipt: byHand, source: 'c2b' } });
    return it;
  }

  it('gives way to the push’s own callback, and its money is money of its own: neither is lost', async () => {
    const { record, recorder, payment, events } = await claimed();
    expect(await record(succeeded())).toEqual(['applied']);
    expect(payment('push-1')).toMatchObject({
      status: 'pending',
      receipt: null,
      claim: { receipt: RECEIPT },
    });
    expect(payment('push-1')?.claim).not.toHaveProperty('source');
    await record(confirmedByQuery());
    expect(payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT, ambiguous: false });
    expect(await record(found)).toEqual(['applied']);
    const [known] = await recorder.record([found]);
    const own = known !== undefined && 'paymentId' in known ? known.paymentId : '';
    await record({ ...status, paymentId: own, merchantRequestId: null, receipt: byHand });
    expect(payment(own)).toMatchObject({
      kind: 'c2b',
      status: 'succeeded',
      receipt: byHand,
      amountCents: 150_000,
    });
    expect(events().filter((event) => event.endsWith('succeeded'))).toEqual([
      'push-1 payment.succeeded',
      `${own} payment.succeeded`,
    ]);
    expect(await record(found, succeeded())).toEqual(['repetition', 'repetition']);
  });

  it('stays with the push whose own callback names the same receipt, and is found no longer', async () => {
    const { record, recorder, payment } = await claimed();
    await record(succeeded({ receipt: byHand }));
    await record(confirmedByQuery());
    expect(payment('push-1')).toMatchObject({
      status: 'succeeded',
      receipt: byHand,
      receiptFrom: 'callback',
    });
    expect(await recorder.record([found])).toMatchObject([{ paymentId: 'push-1' }]);
    expect(payment('push-1')).toMatchObject({ receipt: byHand });
  });

  it('gives way to no callback that lacks the names of the request', async () => {
    const { record, payment } = await claimed();
    const stray = succeeded({ checkoutRequestId: 'ws_CO_other', merchantRequestId: 'other' });
    await record(stray, { ...succeeded(), checkoutRequestId: null, merchantRequestId: null });
    expect(payment('push-1')).toMatchObject({ claim: { receipt: byHand, source: 'c2b' } });
    expect(payment(ID)).toBeUndefined();
  });
});

describe('money that fits several pushes, once M-Pesa was asked whether it is there', () => {
  const at = NOON + 10 * MINUTE;
  const receipts = ['UKL0000001', 'UKL0000002', 'UKL0000003'];
  const told = receipts.map((receipt, index) =>
    moneyReceived({ confirmable: true, receipt, at, completedAt: NOON + (index + 1) * 10_000 }),
  );
  const there = (paymentId: string, receipt: string) =>
    succeeded({ ...NOBODYS, paymentId, receipt, at, source: 'query', answers: 'our-question' });
  const alike = ['1', '2'].map((name) =>
    samplePush({ id: `push-${name}`, status: 'pending', checkoutRequestId: name, merchantRequestId: name }),
  );

  it('says still that its owner was found by comparing: that it is there does not tell whose it is', async () => {
    const { record, payment, events, seed, clock } = fixture();
    await seed(...alike);
    clock.set(at);
    expect(await record(...told)).toEqual(['waiting', 'waiting', 'waiting']);
    for (const name of ['1', '2'])
      await record(
        confirmedByQuery({ paymentId: `push-${name}`, checkoutRequestId: name, merchantRequestId: name, at }),
      );
    expect(await record(...told)).toEqual(['applied', 'applied', 'applied']);
    const asked = events().flatMap((one) => (one.endsWith('pending') ? one.split(' ')[0] : []));
    await record(...asked.map((id = '') => there(id, payment(id)?.receipt ?? '')));
    const [own = ''] = events().at(-1)?.split(' ') ?? [];
    const seen = ['push-1', 'push-2', own].map((id) => payment(id));
    expect(seen.map((one) => one?.receipt ?? '').sort()).toEqual(receipts);
    for (const one of seen)
      expect(one).toMatchObject({
        status: 'succeeded',
        ambiguous: true,
        receiptFrom: 'status',
        supersededBy: null,
      });
  });

  it.each([
    ['one of them fails: once it is there it is the other’s', ['2'], { supersededBy: 'push-1' }],
    ['both fail: it waits for M-Pesa’s word as before', ['1', '2'], { receipt: RECEIPT, supersededBy: null }],
  ])('is not believed for that when %s', async (_, failing, after) => {
    const { record, payment, seed, clock } = fixture();
    await seed(...alike);
    clock.set(at);
    await record(...told.slice(0, 1));
    const fails = failing.map((name) => {
      const names = { paymentId: `push-${name}`, checkoutRequestId: name, merchantRequestId: name };
      return failed({ ...names, source: 'query', at });
    });
    await record(...fails);
    expect(payment(ID)).toMatchObject({ status: 'pending', receipt: RECEIPT, supersededBy: null });
    expect(payment('push-1')).toMatchObject({ receipt: null, claim: null });
    await record(there(ID, RECEIPT));
    expect(payment(ID)).toMatchObject({ status: 'succeeded', ...after });
  });

  it('is stored once where a push that it fits is told of its own by its callback', async () => {
    const { record, payment, seed, clock, storage } = fixture();
    await seed(...alike);
    clock.set(at);
    await record(...told.slice(0, 1));
    const names = (name: string) => ({
      paymentId: `push-${name}`,
      checkoutRequestId: name,
      merchantRequestId: name,
      at,
    });
    await record(failed({ ...names('2'), source: 'query' }));
    await record(succeeded({ ...names('1'), receipt: 'UKL0000009' }));
    expect(payment('push-1')).toMatchObject({ claim: { receipt: 'UKL0000009' } });
    const stored = [...storage.unitOfWork.tables.payments.values()];
    expect(stored.filter(({ receipt }) => receipt === RECEIPT).map(({ id }) => id)).toEqual([ID]);
  });

  it('says so until its own callback names it', async () => {
    const { record, payment, seed, clock } = fixture();
    await seed(...alike);
    clock.set(at);
    await record(...told.slice(0, 2));
    const names = { paymentId: 'push-1', checkoutRequestId: '1', merchantRequestId: '1' };
    await record(confirmedByQuery({ ...names, at }));
    await record(succeeded({ ...names, at, completedAt: NOON + 10_000 }));
    expect(payment('push-1')).toMatchObject({
      receipt: RECEIPT,
      receiptFrom: 'callback',
      ambiguous: false,
      settledBy: 'query',
    });
  });
});

describe('money by hand that fits one open push', () => {
  const byHand = moneyReceived();
  const unheard = samplePush({ status: 'unknown' });

  it('goes to a person beside a push that Daraja could not tell of in time, and to the push once it can', async () => {
    const { record, payment, seed, events, clock } = fixture(autoPolicy);
    await seed(samplePush({ status: 'pending', checkoutRequestId: CHECKOUT }));
    expect(await record(byHand)).toEqual(['waiting']);
    clock.advance(60 * MINUTE);
    await record({ type: 'horizon-passed', paymentId: 'push-1', at: NOON + 60 * MINUTE });
    expect(await record(byHand)).toEqual(['applied']);
    const [id = ''] = events().at(-1)?.split(' ') ?? [];
    expect(payment(id)).toMatchObject({ kind: 'c2b', status: 'review', receipt: RECEIPT });
    expect(payment(id)?.reviewReason).toContain('push-1');
    expect(payment('push-1')).toMatchObject({ status: 'review', awaiting: 'confirmation' });
    await record(confirmedByQuery());
    expect(payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
    expect(payment(id)).toMatchObject({ supersededBy: 'push-1' });
  });

  it('yields to the callback that tells the names, whichever comes first: they are what it is asked by', async () => {
    for (const claims of [['by hand', 'callback'] as const, ['callback', 'by hand'] as const]) {
      const { record, payment, seed } = fixture(autoPolicy);
      await seed({ ...unheard, status: 'created' });
      for (const one of claims) await record(one === 'callback' ? succeeded() : byHand);
      expect(payment('push-1')?.claim).toMatchObject({ checkoutRequestId: CHECKOUT });
    }
  });

  it('counts at once for a push that has no name to be asked about by', async () => {
    const { record, payment, seed } = fixture(autoPolicy);
    await seed(unheard);
    expect(await record(byHand)).toEqual(['applied']);
    expect(payment('push-1')).toMatchObject({ status: 'succeeded', settledBy: 'c2b' });
  });
});

describe('money by hand that fits a push which a query has settled', () => {
  const at = NOON + 19_000;
  const settled = samplePush({
    status: 'succeeded',
    settledBy: 'query',
    settledAt: NOON + 30_000,
    checkoutRequestId: CHECKOUT,
  });
  const there = succeeded({ ...NOBODYS, paymentId: ID, at, source: 'query', answers: 'our-question' });
  const pulled = { ...money, source: 'pull', at: at + MINUTE } as const;
  const passed = { type: 'horizon-passed', paymentId: ID, at: at + 60 * MINUTE } as const;

  async function paid(policy = confirmingPolicy, told = money) {
    const it = fixture(policy);
    await it.seed(settled);
    expect(await it.record(told)).toEqual(['applied']);
    expect(it.payment('push-1')).toMatchObject({ receipt: null });
    return it;
  }

  it.each([
    ['each success is confirmed', confirmingPolicy, money],
    ['it is much', { ...autoPolicy, confirming: () => ({ mode: 'auto', aboveCents: 1 }) as const }, money],
    ['it is from elsewhere', autoPolicy, { ...money, elsewhere: true }],
  ])('is asked about first where %s, and is its receipt once it is there', async (_, policy, told) => {
    const { record, payment, events } = await paid(policy, told);
    expect(payment(ID)).toMatchObject({ status: 'pending', awaiting: 'confirmation', nextCheckAt: at });
    await record(there, told, there);
    expect(payment('push-1')).toMatchObject({ receipt: RECEIPT, receiptFrom: 'status', settledBy: 'query' });
    expect(payment(ID)).toMatchObject({ receipt: null, supersededBy: 'push-1', claim: null });
    expect(events()).toEqual([`${ID} payment.pending`, `${ID} payment.superseded`]);
  });

  it.each([
    ['Pull tells of it', [pulled]],
    ['Pull tells of it after its horizon', [passed, pulled]],
    ['its own callback tells the same', [succeeded()]],
    ['its own callback tells the same after the horizon', [passed, succeeded()]],
  ])('counts once where %s', async (_, facts) => {
    const { record, payment } = await paid();
    for (const fact of facts) await record(fact);
    expect(payment('push-1')).toMatchObject({ receipt: RECEIPT });
    expect(payment(ID)).toMatchObject({
      receipt: null,
      supersededBy: 'push-1',
      claim: null,
      nextCheckAt: null,
    });
  });

  it.each([
    ['account number', { reference: 'ORDER-18' }],
    ['payer', { payer: { form: 'clear', value: '254733000126' } }],
  ] as const)(
    'counts once where another %s was made up, and M-Pesa’s records tell the real one',
    async (_, over) => {
      for (const facts of [[pulled], [passed, pulled], [{ ...pulled, source: 'statement' } as const]]) {
        const { record, payment } = await paid(confirmingPolicy, { ...money, ...over });
        for (const fact of facts) await record(fact);
        expect(payment('push-1')).toMatchObject({ receipt: RECEIPT });
        expect(payment(ID)).toMatchObject({ receipt: null, supersededBy: 'push-1' });
      }
    },
  );

  it('keeps the push’s own receipt from it no longer than M-Pesa needs to tell that one is there', async () => {
    const { record, payment } = await paid(confirmingPolicy, { ...money, receipt: 'UKL0FORGED' });
    await record(pulled, passed);
    expect(payment('push-1')).toMatchObject({ receipt: RECEIPT, receiptFrom: 'pull' });
    expect(payment(ID)).toMatchObject({ status: 'review', receipt: 'UKL0FORGED', reviewReason: 'horizon' });
  });

  it.each([
    ['auto', autoPolicy],
    ['query', confirmingPolicy],
  ])(
    'goes to a person where it is from elsewhere and nobody can ask, and to the push once Pull tells of it, in %s',
    async (_, policy) => {
      const { record, payment } = await paid(policy, { ...moneyReceived(), elsewhere: true });
      const reviewReason = 'unproven: from an address that is not Safaricom’s';
      expect(payment(ID)).toMatchObject({ status: 'review', receipt: RECEIPT, reviewReason });
      await record(pulled);
      expect(payment('push-1')).toMatchObject({ receipt: RECEIPT });
      expect(payment(ID)).toMatchObject({ receipt: null, supersededBy: 'push-1' });
    },
  );

  it('is asked about again when it is told again in review, where only whoever read it knows that somebody can', async () => {
    const { record, payment } = await paid();
    await record(passed);
    expect(await record(moneyReceived())).toEqual(['in-review']);
    expect(payment(ID)).toMatchObject({ status: 'review', claim: null, nextCheckAt: null });
    expect(await record(money)).toEqual(['applied']);
    expect(payment(ID)).toMatchObject({ status: 'review', claim: { receipt: RECEIPT }, nextCheckAt: at });
    await record(there);
    expect(payment('push-1')).toMatchObject({ receipt: RECEIPT });
    expect(payment(ID)).toMatchObject({ receipt: null, supersededBy: 'push-1' });
  });

  it('may be that of two: it lies in review, and is the one’s once the other has its own', async () => {
    const { record, payment, seed, clock, events } = await paid();
    const other = { ...settled, id: 'push-2', checkoutRequestId: 'ws_CO_2', merchantRequestId: '2' };
    await seed(other);
    expect(await record(there)).toEqual(['waiting']);
    clock.set(NOON + 10 * MINUTE);
    expect(await record(there)).toEqual(['applied']);
    expect(payment(ID)).toMatchObject({ status: 'review', receipt: RECEIPT, claim: null, awaiting: null });
    expect(payment(ID)?.reviewReason).toContain('push-1, push-2');
    const names = { paymentId: 'push-2', checkoutRequestId: 'ws_CO_2', merchantRequestId: '2' };
    await record(succeeded({ ...names, receipt: 'UKL0000002' }));
    expect(payment('push-1')).toMatchObject({ receipt: RECEIPT, receiptFrom: 'status' });
    expect(events().slice(1)).toEqual([`${ID} payment.review`, `${ID} payment.superseded`]);
  });

  it('has not failed any more once it may be that of two, although a person had said so', async () => {
    const { record, payment, seed, clock } = await paid();
    const other = { ...settled, id: 'push-2', checkoutRequestId: 'ws_CO_2', merchantRequestId: '2' };
    await seed(other);
    const word = { as: 'failed', receipt: null, by: 'Ann', reason: 'not seen' } as const;
    await record(passed, { type: 'resolved', paymentId: ID, at, ...word });
    expect(payment(ID)).toMatchObject({ status: 'failed', failure: 'resolved-as-failed' });
    clock.set(NOON + 10 * MINUTE);
    await record(pulled);
    expect(payment(ID)).toMatchObject({ status: 'review', failure: null });
  });

  it('has not failed once it counts, whatever an older version left of that', async () => {
    const { record, payment, seed } = fixture();
    await seed({ ...bookDoubt(ID, money, [settled]), failure: 'resolved-as-failed' }, settled);
    await record(succeeded({ receipt: 'UKL0000002' }));
    expect(payment(ID)).toMatchObject({ status: 'succeeded', receipt: RECEIPT, failure: null });
  });

  it('does not count beside money that is there: a prompt that nobody paid is not settled by it', async () => {
    const { record, payment, seed, clock } = fixture();
    const open = samplePush({ id: 'push-2', status: 'pending', createdAt: NOON - 1, sendingAt: NOON - 1 });
    await seed(settled, { ...open, checkoutRequestId: 'ws_CO_2' });
    clock.set(NOON + 10 * MINUTE);
    await record(pulled, { ...money, receipt: 'UKL0FORGED' });
    expect(payment('push-2')).toMatchObject({ status: 'pending', receipt: null });
    expect(payment(ID)).toMatchObject({ status: 'review', receipt: RECEIPT });
  });
});

it.each([
  ['an account number that was made up', 'horizon', { reference: 'ORDER-18' }],
  ['a payer whom M-Pesa denies', 'payer-differs', { payer: { form: 'clear', value: '254733000126' } }],
] as const)(
  'with %s is not its own on a person’s word, where it may be a push’s',
  async (_, reviewReason, over) => {
    const push = samplePush({ status: 'succeeded', settledBy: 'query', settledAt: NOON + 30_000 });
    const row = bookMoney(ID, moneyReceived(over));
    const { record, payment, seed } = fixture();
    await seed(push, { ...row, status: 'review', reviewReason });
    const word = { as: 'succeeded', receipt: RECEIPT, by: 'Ann', reason: 'seen' } as const;
    const spoken = { type: 'resolved', paymentId: ID, at: NOON + 60 * MINUTE, ...word } as const;
    expect(await record(spoken)).toEqual([`owner-in-doubt: ${RECEIPT} may be the money of push-1`]);
    expect(payment(ID)).toMatchObject({ status: 'review', receipt: RECEIPT });
    expect(await record({ ...spoken, belongsTo: null })).toEqual(['applied']);
    expect(payment(ID)).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
  },
);

it('in doubt is not its own because a confirmation that is to be asked about tells another payer: M-Pesa’s records may say so', async () => {
  const push = samplePush({ status: 'succeeded', settledBy: 'query', settledAt: NOON + 30_000 });
  const nobodys = { ...moneyReceived({ payer: { form: 'none', value: '' } }), source: 'pull' } as const;
  const another = { payer: { form: 'clear', value: '254733000126' } } as const;
  const { record, payment, seed, clock } = fixture();
  const other = { ...push, id: 'push-2' };
  await seed(push, other, bookDoubt(ID, nobodys, [push, other]));
  clock.set(NOON + 10 * MINUTE);
  expect(await record({ ...money, ...another })).toEqual(['owner-in-doubt']);
  expect(payment(ID)).toMatchObject({ status: 'review', settledBy: 'pull' });
  expect(await record({ ...nobodys, ...another })).toEqual(['applied']);
  expect(payment(ID)).toMatchObject({ status: 'succeeded', supersededBy: null });
  expect(payment('push-1')).toMatchObject({ receipt: null });
});

describe('money by hand in review that tells no payer, and whose receipt a push waits to be asked about with', () => {
  const nobodys = moneyReceived({ payer: { form: 'none', value: '' } });
  const row = { ...bookMoney(ID, nobodys), status: 'review', reviewReason: 'horizon' } as const;

  async function toldAgain() {
    const it = fixture(autoPolicy);
    await it.seed(row, samplePush({ status: 'pending', checkoutRequestId: CHECKOUT }));
    await it.record(succeeded({ elsewhere: true }));
    expect(await it.record(nobodys)).toEqual(['waiting']);
    expect(it.payment(ID)).toMatchObject({ status: 'review', receipt: RECEIPT, supersededBy: null });
    return it;
  }

  it('is that of the push once Daraja says that it was paid', async () => {
    const { record, payment } = await toldAgain();
    await record(confirmedByQuery());
    expect(payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
    expect(payment(ID)).toMatchObject({ receipt: null, supersededBy: 'push-1' });
  });

  it('is its own once Daraja says that it was not: it is not lost', async () => {
    const { record, payment } = await toldAgain();
    await record(failed({ source: 'query' }), nobodys);
    expect(payment('push-1')).toMatchObject({ status: 'review', receipt: null });
    expect(payment(ID)).toMatchObject({ status: 'succeeded', receipt: RECEIPT, supersededBy: null });
  });
});
