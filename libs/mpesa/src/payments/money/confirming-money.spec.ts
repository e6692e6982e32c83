/** Money that a customer paid by hand, on an account that has each success confirmed. */
import { describe, expect, it } from '@jest/globals';
import { recorderBench } from '../../testing/in-memory/recorder-bench.js';
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

const money = moneyReceived({ confirmable: true });
const ID = 'id-0001';
const status = succeeded({ paymentId: ID, source: 'query', phone: null, checkoutRequestId: null });

function bench(policy = confirmingPolicy) {
  const one = recorderBench({ policy });
  return {
    ...one,
    record: async (...facts: PaymentFact[]) =>
      (await one.recorder.record(facts)).map((outcome) =>
        outcome.result === 'ignored' ? outcome.reason : outcome.result,
      ),
  };
}

describe('money by hand that M-Pesa can be asked about', () => {
  it('is pending at first, to be asked about at once by its receipt', async () => {
    const { record, payment, events } = bench();
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
    const { record, payment, events } = bench();
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
    const { record, payment, events } = bench();
    await record(money);
    await record({ ...status, payeeNumber });
    expect(payment(ID)).toMatchObject({ status: 'review', reviewReason: 'payee-differs' });
    expect(events()).toEqual([`${ID} payment.pending`, `${ID} payment.review`]);
  });

  it('counts where M-Pesa tells that the money came to its shortcode or till', async () => {
    for (const payeeNumber of [money.shortcode, '5123456', null]) {
      const { record, payment } = bench();
      await record({ ...money, till: '5123456' });
      await record({ ...status, payeeNumber });
      expect(payment(ID)).toMatchObject({ status: 'succeeded' });
    }
  });

  it('counts as well once Pull or the statement tells of it', async () => {
    for (const source of ['pull', 'statement'] as const) {
      const { record, payment } = bench();
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
      const { record, payment, events } = bench();
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
      const { recorder, payment } = recorderBench({ policy });
      await recorder.record([fact]);
      expect(payment(ID)).toMatchObject({ status: 'succeeded', claim: null, nextCheckAt: null });
    }
  });

  it('is over when a push proves to be the same money, and is not asked about again', async () => {
    const { record, payment, events, seed, clock } = bench();
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
    const { record, payment, seed } = bench();
    await seed(samplePush({ status: 'pending', checkoutRequestId: CHECKOUT }));
    await record(succeeded());
    await record({ ...money, ...other });
    expect(payment('push-1')).toMatchObject({ status: 'pending', claim: { receipt: RECEIPT } });
    expect(payment(ID)).toMatchObject({ kind: 'c2b', ...other });
  }
});

describe('a claim that was found by comparing', () => {
  const byHand = 'UKL0000009';
  const found = moneyReceived({ confirmable: true, receipt: byHand });

  async function claimed() {
    const it = bench();
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
  const alike = ['1', '2'].map((name) =>
    samplePush({ id: `push-${name}`, status: 'pending', checkoutRequestId: name, merchantRequestId: name }),
  );

  it('says still that its owner was found by comparing: that it is there does not tell whose it is', async () => {
    const { record, payment, events, seed, clock } = bench();
    await seed(...alike);
    clock.set(at);
    expect(await record(...told)).toEqual(['waiting', 'waiting', 'waiting']);
    for (const name of ['1', '2'])
      await record(
        confirmedByQuery({ paymentId: `push-${name}`, checkoutRequestId: name, merchantRequestId: name, at }),
      );
    expect(await record(...told)).toEqual(['applied', 'applied', 'applied']);
    const [paymentId = ''] = events().at(-1)?.split(' ') ?? [];
    await record(
      succeeded({
        paymentId,
        at,
        source: 'query',
        answers: 'our-question',
        receipt: receipts[2] ?? '',
        phone: null,
        checkoutRequestId: null,
        merchantRequestId: null,
      }),
    );
    const seen = ['push-1', 'push-2', paymentId].map((id) => payment(id));
    expect(seen.map((one) => [one?.status, one?.receipt, one?.ambiguous, one?.settledBy])).toEqual(
      receipts.map((receipt) => ['succeeded', receipt, true, 'query']),
    );
    expect(seen.map((one) => one?.receiptFrom)).toEqual(['c2b', 'c2b', 'c2b']);
  });

  it.each([
    ['one of them fails: it is the claim of the other, and stays until that is confirmed', ['2'], RECEIPT],
    ['both fail: it waits for M-Pesa’s word as before', ['1', '2'], null],
  ])('is not believed for that when %s', async (_, failing, claimed) => {
    const { record, payment, seed, clock } = bench();
    await seed(...alike);
    clock.set(at);
    await record(...told.slice(0, 1));
    const fails = failing.map((name) => {
      const names = { paymentId: `push-${name}`, checkoutRequestId: name, merchantRequestId: name };
      return failed({ ...names, source: 'query', at });
    });
    await record(...fails);
    expect(payment('push-1')?.claim?.receipt ?? null).toBe(claimed);
    expect(payment(ID)).toMatchObject({ status: 'review', receipt: RECEIPT, supersededBy: null });
  });

  it('is stored once where the push that came to claim it is told of its own by its callback', async () => {
    const { record, payment, seed, clock, storage } = bench();
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
    const { record, payment, seed, clock } = bench();
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
    const { record, payment, seed, events, clock } = bench(autoPolicy);
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
      const { record, payment, seed } = bench(autoPolicy);
      await seed({ ...unheard, status: 'created' });
      for (const one of claims) await record(one === 'callback' ? succeeded() : byHand);
      expect(payment('push-1')?.claim).toMatchObject({ checkoutRequestId: CHECKOUT });
    }
  });

  it('counts at once for a push that has no name to be asked about by', async () => {
    const { record, payment, seed } = bench(autoPolicy);
    await seed(unheard);
    expect(await record(byHand)).toEqual(['applied']);
    expect(payment('push-1')).toMatchObject({ status: 'succeeded', settledBy: 'c2b' });
  });
});
