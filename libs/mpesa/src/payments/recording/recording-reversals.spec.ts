import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { inMemoryStorage } from '../../testing/in-memory/in-memory-storage.js';
import {
  recorderFixture,
  withMethods,
  type RecorderFixture,
} from '../../testing/in-memory/recorder-fixture.js';
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

async function benchWith(...payments: Payment[]): Promise<RecorderFixture> {
  const fixture = recorderFixture();
  await fixture.seed(paid, ...payments);
  return fixture;
}

describe('opening a reversal', () => {
  it('is refused where others have reserved what it asks for, and stores nothing then', async () => {
    const fixture = await benchWith();
    await fixture.recorder.open(reversal('r-1', 100_000));
    const second = fixture.recorder.open(reversal('r-2', 50_001));
    await expect(second).rejects.toMatchObject({ field: 'amount', value: '500.01' });
    await fixture.recorder.open(reversal('r-3', 50_000));
    await expect(fixture.recorder.open(reversal('r-4', 1))).rejects.toMatchObject({ field: 'paymentId' });
    expect(fixture.events()).toEqual(['r-1 payment.created', 'r-3 payment.created']);
  });

  it('lets one of twenty at once have all of it', async () => {
    const fixture = await benchWith();
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => fixture.recorder.open(reversal(`r-${n}`))),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('may ask again for what one that failed had reserved', async () => {
    const fixture = await benchWith();
    await fixture.recorder.open(reversal('r-1'));
    await fixture.recorder.record([declined('r-1')]);
    await fixture.recorder.open(reversal('r-2'));
  });

  it('may not ask for what one in review has perhaps given back', async () => {
    const fixture = await benchWith(reversal('r-1', paid.amountCents, { status: 'review' }));
    await expect(fixture.recorder.open(reversal('r-2'))).rejects.toThrow(InvalidRequestError);
  });

  it('is refused for a payment nobody has stored', async () => {
    await expect(recorderFixture().recorder.open(reversal('r-1'))).rejects.toThrow('push-1');
  });
});

describe('sending a reversal again of which nothing was sent', () => {
  const unsentYet = { sendingAt: null };
  const unsent = { type: 'not-sent', paymentId: 'r-1', at: NOON, reason: 'no route', version: 1 } as const;

  it('reserves its amount again', async () => {
    const fixture = await benchWith();
    await fixture.recorder.open(reversal('r-1', paid.amountCents, unsentYet));
    await fixture.recorder.record([unsent]);
    const { outcome } = await fixture.recorder.reopen(reversal('r-1'), null, 'a');
    expect(outcome.result).toBe('applied');
    await expect(fixture.recorder.open(reversal('r-2'))).rejects.toThrow(InvalidRequestError);
  });

  it('is refused where another has come in since', async () => {
    const fixture = await benchWith();
    await fixture.recorder.open(reversal('r-1', 100_000, unsentYet));
    await fixture.recorder.record([unsent]);
    await fixture.recorder.open(reversal('r-2', 60_000));
    const again = fixture.recorder.reopen(reversal('r-1', 100_000), null, 'a');
    await expect(again).rejects.toMatchObject({ field: 'amount' });
    expect(fixture.payment('r-1')).toMatchObject({ status: 'failed', failure: 'not-sent' });
  });
});

describe('a reversal that succeeds', () => {
  it('makes its original reversed when it is all of it, and tells of both', async () => {
    const fixture = await benchWith(reversal('r-1'));
    await fixture.recorder.record([done('r-1')]);
    expect(fixture.payment('push-1')).toMatchObject({ status: 'reversed', reversedCents: 150_000 });
    expect(fixture.events()).toEqual(['r-1 payment.succeeded', 'push-1 payment.reversed']);
    expect(fixture.commits).toMatchObject([
      { changes: [{}, { from: 'succeeded', source: 'reversal r-1', payment: { id: 'push-1' } }] },
    ]);
  });

  it('leaves its original succeeded while a cent is left, and adds up', async () => {
    const fixture = await benchWith(reversal('r-1', 149_999), reversal('r-2', 1));
    await fixture.recorder.record([done('r-1')]);
    expect(fixture.payment('push-1')).toMatchObject({ status: 'succeeded', reversedCents: 149_999 });
    await fixture.recorder.record([done('r-2')]);
    expect(fixture.payment('push-1')).toMatchObject({ status: 'reversed', reversedCents: 150_000 });
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
        const fixture = await benchWith(reversal('r-1', 100_000), reversal('r-2', 50_000));
        const order = [...facts.slice(shift), ...facts.slice(0, shift)];
        if (together) await fixture.recorder.record(order);
        else for (const fact of order) await fixture.recorder.record([fact]);
        expect(fixture.payment('push-1')).toMatchObject({ status: 'reversed', reversedCents: 150_000 });
        expect(fixture.events().filter((event) => event === 'push-1 payment.reversed')).toHaveLength(2);
      }
    }
  });

  it('gives back after all where it was held to have failed', async () => {
    const fixture = await benchWith(reversal('r-1'));
    await fixture.recorder.record([declined('r-1')]);
    expect(fixture.payment('push-1')).toEqual(paid);
    await fixture.recorder.record([done('r-1')]);
    expect(fixture.payment('push-1')).toMatchObject({ status: 'reversed' });
  });

  it('gives nothing back where the amount differs, until a person has decided', async () => {
    const fixture = await benchWith(reversal('r-1'));
    await fixture.recorder.record([done('r-1', { amountCents: 1 })]);
    expect(fixture.payment('r-1')).toMatchObject({ status: 'review' });
    expect(fixture.payment('push-1')).toEqual(paid);
    const decision = { as: 'succeeded', receipt: 'R-1', by: 'Asha', reason: 'seen on the portal' } as const;
    await fixture.recorder.record([{ type: 'resolved', paymentId: 'r-1', at: NOON, ...decision }]);
    expect(fixture.payment('push-1')).toMatchObject({ status: 'reversed' });
  });

  it('keeps nothing of either when an event cannot be stored', async () => {
    const storage = inMemoryStorage(() => 'event');
    const outbox = withMethods(storage.outbox, { append: () => Promise.reject(new Error('disk full')) });
    const fixture = recorderFixture({ events: outbox }, storage);
    await fixture.seed(paid, reversal('r-1'));
    await expect(fixture.recorder.record([done('r-1')])).rejects.toThrow('disk full');
    expect(fixture.payment('push-1')).toEqual(paid);
  });
});

describe('money that was booked on its own and turns out to be a push', () => {
  const push = samplePush({ id: 'push-9', status: 'pending', checkoutRequestId: CHECKOUT });
  const proof = succeeded({ paymentId: 'push-9' });
  const own = bookMoney('c2b-1', moneyReceived());

  it('takes along what was given back of it before', async () => {
    const fixture = recorderFixture();
    await fixture.seed(push, own, reversal('r-1', 150_000, { originalPaymentId: 'c2b-1' }));
    await fixture.recorder.record([done('r-1')]);
    expect(fixture.payment('c2b-1')).toMatchObject({ status: 'reversed' });
    await fixture.recorder.record([proof]);
    expect(fixture.payment('push-9')).toMatchObject({ status: 'reversed', reversedCents: 150_000 });
    expect(fixture.events().slice(-3)).toEqual([
      'c2b-1 payment.superseded',
      'push-9 payment.succeeded',
      'push-9 payment.reversed',
    ]);
  });

  it('takes along what was on its way back', async () => {
    const fixture = recorderFixture();
    await fixture.seed(push, own, reversal('r-1', 50_000, { originalPaymentId: 'c2b-1' }));
    await fixture.recorder.record([proof]);
    await fixture.recorder.record([done('r-1')]);
    expect(fixture.payment('c2b-1')).toMatchObject({ supersededBy: 'push-9', reversedCents: 0 });
    expect(fixture.payment('push-9')).toMatchObject({ status: 'succeeded', reversedCents: 50_000 });
  });

  it('takes along what nobody knows of yet, so that no more than is left can be asked for', async () => {
    const fixture = recorderFixture();
    await fixture.seed(push, own);
    await fixture.recorder.open(reversal('r-1', 50_000, { originalPaymentId: 'c2b-1' }));
    await fixture.recorder.record([proof]);
    expect(fixture.payment('c2b-1')).toMatchObject({ reversalUnknownCents: 0 });
    expect(fixture.payment('push-9')).toMatchObject({ status: 'succeeded', reversalUnknownCents: 50_000 });
    const more = fixture.recorder.open(reversal('r-2', 100_001, { originalPaymentId: 'push-9' }));
    await expect(more).rejects.toMatchObject({ field: 'amount' });
    await fixture.recorder.record([done('r-1')]);
    expect(fixture.payment('push-9')).toMatchObject({ reversedCents: 50_000, reversalUnknownCents: 0 });
  });
});

describe('what may have been given back without anybody having said so', () => {
  const unknown = (fixture: RecorderFixture) => fixture.payment('push-1')?.reversalUnknownCents;
  const silent = (paymentId: string) =>
    ({
      type: 'unanswered',
      paymentId,
      at: NOON,
      reason: 'the acknowledgement was lost',
      sendingAt: NOON,
    }) as const;

  it('stands in the payment from the asking until each reversal has succeeded or failed', async () => {
    const fixture = await benchWith();
    await fixture.recorder.open(reversal('r-1', 50_000));
    await fixture.recorder.open(reversal('r-2', 20_000));
    expect(unknown(fixture)).toBe(70_000);
    await fixture.recorder.record([silent('r-1')]);
    await fixture.recorder.record([{ type: 'horizon-passed', paymentId: 'r-1', at: NOON }]);
    expect(unknown(fixture)).toBe(70_000);
    await fixture.recorder.record([declined('r-2')]);
    expect(unknown(fixture)).toBe(50_000);
    await fixture.recorder.record([done('r-1')]);
    expect(fixture.payment('push-1')).toMatchObject({ reversedCents: 50_000, reversalUnknownCents: 0 });
  });

  it('is told beside what is known, by the event of another reversal', async () => {
    const fixture = await benchWith();
    await fixture.recorder.open(reversal('r-1', 50_000));
    await fixture.recorder.open(reversal('r-2', 20_000));
    await fixture.recorder.record([done('r-2')]);
    const told = [...fixture.storage.unitOfWork.tables.events.values()].at(-1);
    expect(told).toMatchObject({
      payload: { type: 'payment.reversed', reversedCents: 20_000, reversalUnknownCents: 50_000 },
    });
  });

  it('counts again when what was not sent is sent again, and not when the host’s asking was refused', async () => {
    const fixture = await benchWith();
    await fixture.recorder.open(reversal('r-1', 100_000, { sendingAt: null }));
    await fixture.recorder.record([
      { type: 'not-sent', paymentId: 'r-1', at: NOON, reason: 'no route', version: 1 },
    ]);
    expect(unknown(fixture)).toBe(0);
    await fixture.recorder.reopen(reversal('r-1', 100_000), null, 'owner');
    expect(unknown(fixture)).toBe(100_000);
    await expect(fixture.recorder.open(reversal('r-2', 60_000))).rejects.toThrow(InvalidRequestError);
    expect(unknown(fixture)).toBe(100_000);
  });
});

/** Money by hand that was given back in part, and turns out to be a push's, which counted already. */
describe('a part that was given back moves with its receipt, once', () => {
  const query = confirmedByQuery();
  const given = 50_000;
  const left = (fixture: RecorderFixture) =>
    [...fixture.storage.unitOfWork.tables.payments.values()]
      .filter(({ kind, supersededBy }) => kind !== 'reversal' && supersededBy === null)
      .map(({ kind, receipt, amountCents, reversedCents }) => [kind, receipt, amountCents - reversedCents]);

  it.each([
    ['which a query had settled', [query, succeeded(), moneyReceived(), succeeded()]],
    ['which its callback settles', [succeeded(), query]],
  ])('to the push that its callback names, %s', async (_, news) => {
    const fixture = recorderFixture();
    const own = { ...bookMoney('hand', moneyReceived()), createdAt: NOON };
    await fixture.seed(
      samplePush({ status: 'pending', checkoutRequestId: CHECKOUT }),
      own,
      reversal('r-1', given, { status: 'pending', originalPaymentId: 'hand' }),
    );
    await fixture.recorder.record([done('r-1', { at: NOON + 15_000 })]);
    await fixture.recorder.record(news);
    expect(left(fixture)).toEqual([['stk-push', RECEIPT, 100_000]]);
    expect(fixture.payment('push-1')).toMatchObject({ reversedCents: given });
  });

  it('and not by comparing: what the same batch gives back in part stays money by hand', async () => {
    const fixture = recorderFixture();
    fixture.clock.set(NOON + 90_000);
    const names = { paymentId: 'push-2', checkoutRequestId: 'ws_CO_2', merchantRequestId: 'm-2' };
    await fixture.seed(
      { ...paid, receiptFrom: 'c2b', settledBy: 'query', completedAt: NOON, settledAt: NOON + 60_000 },
      samplePush({ ...names, id: 'push-2', status: 'pending' }),
      bookMoney('hand', moneyReceived({ receipt: 'UKL0000002' })),
      reversal('r-1', given, { status: 'pending', originalPaymentId: 'hand' }),
    );
    await fixture.recorder.record([done('r-1'), succeeded(names)]);
    expect(left(fixture)).toEqual([
      ['stk-push', null, 150_000],
      ['stk-push', RECEIPT, 150_000],
      ['c2b', 'UKL0000002', 100_000],
    ]);
    expect(fixture.payment('push-1')).toMatchObject({ completedAt: null });
  });

  it('and stays with the push that gives up the receipt it had been given: told of once, it counts once', async () => {
    const fixture = await benchWith(reversal('r-1', given, { status: 'pending' }));
    await fixture.recorder.record([done('r-1')]);
    const placed = fixture.payment('push-1');
    if (placed === undefined) throw new Error('push');
    await fixture.storage.unitOfWork.run((tx) =>
      fixture.storage.payments.save(tx, [{ ...placed, receiptFrom: 'c2b', reversalUnknownCents: 30_000 }]),
    );
    await fixture.recorder.record([succeeded({ receipt: 'UKL0000002' })]);
    expect(left(fixture)).toEqual([
      ['stk-push', 'UKL0000002', 100_000],
      ['c2b', RECEIPT, 150_000],
    ]);
    expect(fixture.payment('push-1')).toMatchObject({ reversedCents: given, reversalUnknownCents: 30_000 });
    const [byHand] = [...fixture.storage.unitOfWork.tables.payments.values()].filter(
      ({ kind }) => kind === 'c2b',
    );
    expect(byHand).toMatchObject({ reversedCents: 0, reversalUnknownCents: 0 });
  });
});
