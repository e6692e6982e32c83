import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { inMemoryStorage } from '../../testing/in-memory/in-memory-storage.js';
import { recorderBench, withMethods, type RecorderBench } from '../../testing/in-memory/recorder-bench.js';
import {
  CHECKOUT,
  confirmedByQuery,
  failed,
  moneyReceived,
  NOON,
  RECEIPT,
  samplePush,
  succeeded,
} from '../../testing/in-memory/sample-payments.js';
import { newPayment, type Payment } from '../payment.js';
import type { PaymentFact } from '../payment-fact.js';
import { bookMoney } from '../money/place-money.js';

const paid = samplePush({ status: 'succeeded', receipt: RECEIPT, checkoutRequestId: CHECKOUT });

function reversal(id: string, amountCents = paid.amountCents, over: Partial<Payment> = {}): Payment {
  return newPayment({
    id,
    kind: 'reversal',
    direction: 'out',
    account: 'default',
    accountType: 'paybill',
    shortcode: '174379',
    till: null,
    amountCents,
    originalPaymentId: 'push-1',
    createdAt: NOON,
    sendingAt: NOON,
    ...over,
  });
}

const done = (paymentId: string, over: Partial<ReturnType<typeof succeeded>> = {}): PaymentFact =>
  succeeded({
    paymentId,
    source: 'query',
    receipt: `R-${paymentId}`,
    amountCents: null,
    checkoutRequestId: null,
    merchantRequestId: null,
    ...over,
  });
const declined = (paymentId: string): PaymentFact =>
  failed({ paymentId, source: 'query', failure: 'declined', checkoutRequestId: null });

async function benchWith(...payments: Payment[]): Promise<RecorderBench> {
  const bench = recorderBench();
  await bench.seed(paid, ...payments);
  return bench;
}

describe('opening a reversal', () => {
  it('is refused where others have reserved what it asks for, and stores nothing then', async () => {
    const bench = await benchWith();
    await bench.recorder.open(reversal('r-1', 100_000));
    const second = bench.recorder.open(reversal('r-2', 50_001));
    await expect(second).rejects.toMatchObject({ field: 'amount', value: '500.01' });
    await bench.recorder.open(reversal('r-3', 50_000));
    await expect(bench.recorder.open(reversal('r-4', 1))).rejects.toMatchObject({ field: 'paymentId' });
    expect(bench.events()).toEqual(['r-1 payment.created', 'r-3 payment.created']);
  });

  it('lets one of twenty at once have all of it', async () => {
    const bench = await benchWith();
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => bench.recorder.open(reversal(`r-${n}`))),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('may ask again for what one that failed had reserved', async () => {
    const bench = await benchWith();
    await bench.recorder.open(reversal('r-1'));
    await bench.recorder.record([declined('r-1')]);
    await bench.recorder.open(reversal('r-2'));
  });

  it('may not ask for what one in review has perhaps given back', async () => {
    const bench = await benchWith(reversal('r-1', paid.amountCents, { status: 'review' }));
    await expect(bench.recorder.open(reversal('r-2'))).rejects.toThrow(InvalidRequestError);
  });

  it('is refused for a payment nobody has stored', async () => {
    await expect(recorderBench().recorder.open(reversal('r-1'))).rejects.toThrow('push-1');
  });
});

describe('sending a reversal again of which nothing was sent', () => {
  const unsentYet = { sendingAt: null };
  const unsent = { type: 'not-sent', paymentId: 'r-1', at: NOON, reason: 'no route', version: 1 } as const;

  it('reserves its amount again', async () => {
    const bench = await benchWith();
    await bench.recorder.open(reversal('r-1', paid.amountCents, unsentYet));
    await bench.recorder.record([unsent]);
    const { outcome } = await bench.recorder.reopen(reversal('r-1'), null, 'a');
    expect(outcome.result).toBe('applied');
    await expect(bench.recorder.open(reversal('r-2'))).rejects.toThrow(InvalidRequestError);
  });

  it('is refused where another has come in since', async () => {
    const bench = await benchWith();
    await bench.recorder.open(reversal('r-1', 100_000, unsentYet));
    await bench.recorder.record([unsent]);
    await bench.recorder.open(reversal('r-2', 60_000));
    const again = bench.recorder.reopen(reversal('r-1', 100_000), null, 'a');
    await expect(again).rejects.toMatchObject({ field: 'amount' });
    expect(bench.payment('r-1')).toMatchObject({ status: 'failed', failure: 'not-sent' });
  });
});

describe('a reversal that succeeds', () => {
  it('makes its original reversed when it is all of it, and tells of both', async () => {
    const bench = await benchWith(reversal('r-1'));
    await bench.recorder.record([done('r-1')]);
    expect(bench.payment('push-1')).toMatchObject({ status: 'reversed', reversedCents: 150_000 });
    expect(bench.events()).toEqual(['r-1 payment.succeeded', 'push-1 payment.reversed']);
    expect(bench.commits).toMatchObject([
      { changes: [{}, { from: 'succeeded', source: 'reversal r-1', payment: { id: 'push-1' } }] },
    ]);
  });

  it('leaves its original succeeded while a cent is left, and adds up', async () => {
    const bench = await benchWith(reversal('r-1', 149_999), reversal('r-2', 1));
    await bench.recorder.record([done('r-1')]);
    expect(bench.payment('push-1')).toMatchObject({ status: 'succeeded', reversedCents: 149_999 });
    await bench.recorder.record([done('r-2')]);
    expect(bench.payment('push-1')).toMatchObject({ status: 'reversed', reversedCents: 150_000 });
  });

  it('gives back once, whatever tells of it, how often and in what order', async () => {
    const facts = [
      done('r-1'),
      { type: 'in-doubt', paymentId: 'r-1', at: NOON, resultCode: null, resultText: null } as const,
      done('r-1', { source: 'query', amountCents: 100_000 }),
      done('r-2', { amountCents: 50_000 }),
      done('r-1'),
    ];
    for (let shift = 0; shift < facts.length; shift++) {
      for (const together of [true, false]) {
        const bench = await benchWith(reversal('r-1', 100_000), reversal('r-2', 50_000));
        const order = [...facts.slice(shift), ...facts.slice(0, shift)];
        if (together) await bench.recorder.record(order);
        else for (const fact of order) await bench.recorder.record([fact]);
        expect(bench.payment('push-1')).toMatchObject({ status: 'reversed', reversedCents: 150_000 });
        expect(bench.events().filter((event) => event === 'push-1 payment.reversed')).toHaveLength(2);
      }
    }
  });

  it('gives back after all where it was held to have failed', async () => {
    const bench = await benchWith(reversal('r-1'));
    await bench.recorder.record([declined('r-1')]);
    expect(bench.payment('push-1')).toEqual(paid);
    await bench.recorder.record([done('r-1')]);
    expect(bench.payment('push-1')).toMatchObject({ status: 'reversed' });
  });

  it('gives nothing back where the amount differs, until a person has decided', async () => {
    const bench = await benchWith(reversal('r-1'));
    await bench.recorder.record([done('r-1', { amountCents: 1 })]);
    expect(bench.payment('r-1')).toMatchObject({ status: 'review' });
    expect(bench.payment('push-1')).toEqual(paid);
    const decision = { as: 'succeeded', receipt: 'R-1', by: 'Asha', reason: 'seen on the portal' } as const;
    await bench.recorder.record([{ type: 'resolved', paymentId: 'r-1', at: NOON, ...decision }]);
    expect(bench.payment('push-1')).toMatchObject({ status: 'reversed' });
  });

  it('keeps nothing of either when an event cannot be stored', async () => {
    const storage = inMemoryStorage(() => 'event');
    const outbox = withMethods(storage.outbox, { append: () => Promise.reject(new Error('disk full')) });
    const bench = recorderBench({ events: outbox }, storage);
    await bench.seed(paid, reversal('r-1'));
    await expect(bench.recorder.record([done('r-1')])).rejects.toThrow('disk full');
    expect(bench.payment('push-1')).toEqual(paid);
  });
});

describe('money that was booked on its own and turns out to be a push', () => {
  const push = samplePush({ id: 'push-9', status: 'pending', checkoutRequestId: CHECKOUT });
  const proof = succeeded({ paymentId: 'push-9' });
  const own = bookMoney('c2b-1', moneyReceived());

  it('takes along what was given back of it before', async () => {
    const bench = recorderBench();
    await bench.seed(push, own, reversal('r-1', 150_000, { originalPaymentId: 'c2b-1' }));
    await bench.recorder.record([done('r-1')]);
    expect(bench.payment('c2b-1')).toMatchObject({ status: 'reversed' });
    await bench.recorder.record([proof]);
    expect(bench.payment('push-9')).toMatchObject({ status: 'reversed', reversedCents: 150_000 });
    expect(bench.events().slice(-3)).toEqual([
      'c2b-1 payment.superseded',
      'push-9 payment.succeeded',
      'push-9 payment.reversed',
    ]);
  });

  it('takes along what was on its way back', async () => {
    const bench = recorderBench();
    await bench.seed(push, own, reversal('r-1', 50_000, { originalPaymentId: 'c2b-1' }));
    await bench.recorder.record([proof]);
    await bench.recorder.record([done('r-1')]);
    expect(bench.payment('c2b-1')).toMatchObject({ supersededBy: 'push-9', reversedCents: 0 });
    expect(bench.payment('push-9')).toMatchObject({ status: 'succeeded', reversedCents: 50_000 });
  });

  it('takes along what nobody knows of yet, so that no more than is left can be asked for', async () => {
    const bench = recorderBench();
    await bench.seed(push, own);
    await bench.recorder.open(reversal('r-1', 50_000, { originalPaymentId: 'c2b-1' }));
    await bench.recorder.record([proof]);
    expect(bench.payment('c2b-1')).toMatchObject({ reversalUnknownCents: 0 });
    expect(bench.payment('push-9')).toMatchObject({ status: 'succeeded', reversalUnknownCents: 50_000 });
    const more = bench.recorder.open(reversal('r-2', 100_001, { originalPaymentId: 'push-9' }));
    await expect(more).rejects.toMatchObject({ field: 'amount' });
    await bench.recorder.record([done('r-1')]);
    expect(bench.payment('push-9')).toMatchObject({ reversedCents: 50_000, reversalUnknownCents: 0 });
  });
});

describe('what may have been given back without anybody having said so', () => {
  const unknown = (bench: RecorderBench) => bench.payment('push-1')?.reversalUnknownCents;
  const silent = (paymentId: string) =>
    ({
      type: 'unanswered',
      paymentId,
      at: NOON,
      reason: 'the acknowledgement was lost',
      sendingAt: NOON,
    }) as const;

  it('stands in the payment from the asking until each reversal has succeeded or failed', async () => {
    const bench = await benchWith();
    await bench.recorder.open(reversal('r-1', 50_000));
    await bench.recorder.open(reversal('r-2', 20_000));
    expect(unknown(bench)).toBe(70_000);
    await bench.recorder.record([silent('r-1')]);
    await bench.recorder.record([{ type: 'horizon-passed', paymentId: 'r-1', at: NOON }]);
    expect(unknown(bench)).toBe(70_000);
    await bench.recorder.record([declined('r-2')]);
    expect(unknown(bench)).toBe(50_000);
    await bench.recorder.record([done('r-1')]);
    expect(bench.payment('push-1')).toMatchObject({ reversedCents: 50_000, reversalUnknownCents: 0 });
  });

  it('is told beside what is known, by the event of another reversal', async () => {
    const bench = await benchWith();
    await bench.recorder.open(reversal('r-1', 50_000));
    await bench.recorder.open(reversal('r-2', 20_000));
    await bench.recorder.record([done('r-2')]);
    const told = [...bench.storage.unitOfWork.tables.events.values()].at(-1);
    expect(told).toMatchObject({
      payload: { type: 'payment.reversed', reversedCents: 20_000, reversalUnknownCents: 50_000 },
    });
  });

  it('counts again when what was not sent is sent again, and not when the host’s asking was refused', async () => {
    const bench = await benchWith();
    await bench.recorder.open(reversal('r-1', 100_000, { sendingAt: null }));
    await bench.recorder.record([
      { type: 'not-sent', paymentId: 'r-1', at: NOON, reason: 'no route', version: 1 },
    ]);
    expect(unknown(bench)).toBe(0);
    await bench.recorder.reopen(reversal('r-1', 100_000), null, 'owner');
    expect(unknown(bench)).toBe(100_000);
    await expect(bench.recorder.open(reversal('r-2', 60_000))).rejects.toThrow(InvalidRequestError);
    expect(unknown(bench)).toBe(100_000);
  });
});

/** Money by hand that was given back in part, and turns out to be a push's, which counted already. */
describe('a part that was given back moves with its receipt, once', () => {
  const query = confirmedByQuery();
  const given = 50_000;
  const left = (bench: RecorderBench) =>
    [...bench.storage.unitOfWork.tables.payments.values()]
      .filter(({ kind, supersededBy }) => kind !== 'reversal' && supersededBy === null)
      .map(({ kind, receipt, amountCents, reversedCents }) => [kind, receipt, amountCents - reversedCents]);

  it.each([
    ['which a query had settled', [query, succeeded(), moneyReceived(), succeeded()]],
    ['which its callback settles', [succeeded(), query]],
  ])('to the push that its callback names, %s', async (_, news) => {
    const bench = recorderBench();
    const own = { ...bookMoney('hand', moneyReceived()), createdAt: NOON };
    await bench.seed(
      samplePush({ status: 'pending', checkoutRequestId: CHECKOUT }),
      own,
      reversal('r-1', given, { status: 'pending', originalPaymentId: 'hand' }),
    );
    await bench.recorder.record([done('r-1', { at: NOON + 15_000 })]);
    await bench.recorder.record(news);
    expect(left(bench)).toEqual([['stk-push', RECEIPT, 100_000]]);
    expect(bench.payment('push-1')).toMatchObject({ reversedCents: given });
  });

  it('and not by comparing: what the same batch gives back in part stays money by hand', async () => {
    const bench = recorderBench();
    bench.clock.set(NOON + 90_000);
    const names = { paymentId: 'push-2', checkoutRequestId: 'ws_CO_2', merchantRequestId: 'm-2' };
    await bench.seed(
      { ...paid, receiptFrom: 'c2b', settledBy: 'query', completedAt: NOON, settledAt: NOON + 60_000 },
      samplePush({ ...names, id: 'push-2', status: 'pending' }),
      bookMoney('hand', moneyReceived({ receipt: 'UKL0000002' })),
      reversal('r-1', given, { status: 'pending', originalPaymentId: 'hand' }),
    );
    await bench.recorder.record([done('r-1'), succeeded(names)]);
    expect(left(bench)).toEqual([
      ['stk-push', null, 150_000],
      ['stk-push', RECEIPT, 150_000],
      ['c2b', 'UKL0000002', 100_000],
    ]);
    expect(bench.payment('push-1')).toMatchObject({ completedAt: null });
  });

  it('and stays with the push that gives up the receipt it had been given: told of once, it counts once', async () => {
    const bench = await benchWith(reversal('r-1', given, { status: 'pending' }));
    await bench.recorder.record([done('r-1')]);
    const placed = bench.payment('push-1');
    if (placed === undefined) throw new Error('push');
    await bench.storage.unitOfWork.run((tx) =>
      bench.storage.payments.save(tx, [{ ...placed, receiptFrom: 'c2b', reversalUnknownCents: 30_000 }]),
    );
    await bench.recorder.record([succeeded({ receipt: 'UKL0000002' })]);
    expect(left(bench)).toEqual([
      ['stk-push', 'UKL0000002', 100_000],
      ['c2b', RECEIPT, 150_000],
    ]);
    expect(bench.payment('push-1')).toMatchObject({ reversedCents: given, reversalUnknownCents: 30_000 });
    const [byHand] = [...bench.storage.unitOfWork.tables.payments.values()].filter(
      ({ kind }) => kind === 'c2b',
    );
    expect(byHand).toMatchObject({ reversedCents: 0, reversalUnknownCents: 0 });
  });
});
