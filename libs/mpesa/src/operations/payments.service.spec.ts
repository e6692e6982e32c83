import { describe, expect, it } from '@jest/globals';
import { IllegalTransitionError } from '../errors/illegal-transition.error.js';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { PaymentNotFoundError } from '../errors/payment-not-found.error.js';
import { SettlementTimeoutError } from '../errors/settlement-timeout.error.js';
import { claimOf } from '../payments/claim.js';
import { eventFor } from '../payments/announce.js';
import { recorderFixture } from '../testing/in-memory/recorder-fixture.js';
import { bookDoubt, bookMoney } from '../payments/money/place-money.js';
import {
  CHECKOUT,
  MINUTE,
  moneyReceived,
  NOON,
  RECEIPT,
  samplePolicy,
  samplePush,
  succeeded,
} from '../testing/in-memory/sample-payments.js';
import { EventsService } from './events.service.js';
import { InboxService } from './inbox.service.js';
import { PaymentsService, type Resolution } from './payments.service.js';
import { SettlementWaiters } from './settlement-waiters.js';

const pending = samplePush({ status: 'pending', checkoutRequestId: CHECKOUT });
const review = samplePush({ status: 'review', reviewReason: 'horizon' });

function fixture() {
  const base = recorderFixture();
  const waiters = new SettlementWaiters(5_000);
  const service = new PaymentsService({
    turns: { take: (_question, _options, ask) => ask() },
    queries: base.storage.queries,
    recorder: base.recorder,
    waiters,
    inquiries: { 'stk-push': { ask: () => Promise.reject(new Error('asked Daraja')) } },
    policy: samplePolicy,
    clock: base.clock,
  });
  return { ...base, waiters, service };
}

describe('PaymentsService', () => {
  it('gets a payment, or says that there is none', async () => {
    const it = fixture();
    await it.seed(pending);
    expect(await it.service.get('push-1')).toEqual(pending);
    await expect(it.service.get('push-2')).rejects.toThrow(PaymentNotFoundError);
  });

  it('finds payments page by page', async () => {
    const it = fixture();
    await it.seed(pending, { ...pending, id: 'push-2', checkoutRequestId: 'ws_CO_2' });
    const first = await it.service.find({ reference: 'ORDER-17' }, { limit: 1 });
    const second = await it.service.find(
      { reference: 'ORDER-17' },
      { limit: 1, cursor: first.nextCursor ?? '' },
    );
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['push-2', 'push-1']);
    await expect(it.service.find({}, { limit: 0 })).rejects.toThrow(InvalidRequestError);
    expect((await it.service.find({ status: ['pending', 'failed'] })).items).toHaveLength(2);
    const listed = it.service.find({ receipt: ['UKL0000001'] as never });
    await expect(listed).rejects.toMatchObject({ field: 'receipt' });
  });

  it('waits until a payment is settled, and is woken by the commit', async () => {
    const it = fixture();
    await it.seed(pending);
    const waiting = it.service.settled('push-1');
    await new Promise((resolve) => setImmediate(resolve));
    await it.recorder.record([succeeded()]);
    it.waiters.wake(['push-1']);
    await expect(waiting).resolves.toMatchObject({ status: 'succeeded', receipt: RECEIPT });
  });

  it.each([Number.NaN, -1, '5'])('refuses to wait for %p milliseconds', async (timeoutMs) => {
    const it = fixture();
    await it.seed(pending);
    const waiting = it.service.settled('push-1', { timeoutMs: timeoutMs as number });
    await expect(waiting).rejects.toMatchObject({ field: 'timeoutMs', value: timeoutMs });
  });

  it('gives up waiting without touching the payment', async () => {
    const it = fixture();
    await it.seed(pending);
    await expect(it.service.settled('push-1', { timeoutMs: 1 })).rejects.toThrow(SettlementTimeoutError);
    expect(it.payment('push-1')).toEqual(pending);
    await expect(it.service.settled('nobody', { timeoutMs: 1 })).rejects.toThrow(PaymentNotFoundError);
  });

  it('asks Daraja when it is told to', async () => {
    const it = fixture();
    await it.seed(pending);
    await expect(it.service.recheck('push-1')).rejects.toThrow('asked Daraja');
  });
});

describe('resolving a review', () => {
  const word: Resolution = { as: 'succeeded', receipt: RECEIPT, by: 'Ann', reason: 'on the statement' };

  it('settles the payment on a person’s word', async () => {
    const it = fixture();
    await it.seed(review);
    expect(await it.service.resolve('push-1', word)).toMatchObject({
      status: 'succeeded',
      receipt: RECEIPT,
      settledBy: 'person',
      resultText: 'on the statement (Ann)',
    });
    expect(it.events()).toEqual(['push-1 payment.succeeded']);
  });

  it('needs no receipt for a failure', async () => {
    const it = fixture();
    await it.seed(review);
    const denied = { as: 'failed', by: 'Ann', reason: 'not there' } as const;
    expect(await it.service.resolve('push-1', denied)).toMatchObject({ status: 'failed' });
  });

  it.each<[string, Partial<Resolution>, string]>([
    ['a success without receipt', { receipt: undefined }, 'receipt'],
    ['a receipt that is none', { receipt: 'tkl1' }, 'receipt'],
    ['more than a receipt', { receipt: `${RECEIPT}X` }, 'receipt'],
    ['another end', { as: 'reversed' as never }, 'as'],
    ['nobody at all', { by: undefined as never }, 'by'],
    ['nobody', { by: ' ' }, 'by'],
    ['no reason', { reason: '' }, 'reason'],
  ])('refuses %s', async (_, over, field) => {
    const it = fixture();
    await it.seed(review);
    await expect(it.service.resolve('push-1', { ...word, ...over })).rejects.toMatchObject({ field });
    expect(it.payment('push-1')).toEqual(review);
  });

  it('refuses a receipt that another payment has, and names that one', async () => {
    const it = fixture();
    const owner = samplePush({ id: 'push-2', status: 'succeeded', receipt: RECEIPT });
    await it.seed(review, owner);
    await expect(it.service.resolve('push-1', word)).rejects.toMatchObject({
      code: 'invalid-request',
      field: 'receipt',
      value: RECEIPT,
      rule: expect.stringContaining('push-2'),
    });
    expect([it.payment('push-1'), it.payment('push-2')]).toEqual([review, owner]);
    expect(it.events()).toEqual([]);
  });

  it('is only for what lies in review', async () => {
    const it = fixture();
    await it.seed(pending);
    await expect(it.service.resolve('push-1', word)).rejects.toThrow(IllegalTransitionError);
    await expect(it.service.resolve('nobody', word)).rejects.toThrow(PaymentNotFoundError);
  });
});

describe('EventsService', () => {
  it('lists dead letters, replays each once and wakes the relay, and forgets a handler', async () => {
    const { storage, clock } = fixture();
    const woken: string[] = [];
    const service = new EventsService({ store: storage.outbox, clock, wake: () => woken.push('relay') });
    await storage.outbox.subscribe([{ handler: 'A.on', event: 'payment.created' }]);
    await storage.unitOfWork.run((tx) => storage.outbox.append(tx, [eventFor(samplePush())]));
    const claim = { handlers: ['A.on'], now: 1, leaseUntil: 2, limit: 1 };
    const [delivery] = await storage.outbox.claim('a', claim);
    if (delivery === undefined) throw new Error('nothing to claim');
    await storage.outbox.deadLetter('a', delivery, { now: 1, error: 'no' });
    expect((await service.deadLetters()).items).toMatchObject([{ handler: 'A.on', lastError: 'no' }]);
    expect(await service.replay(delivery)).toBe(true);
    expect(await service.replay(delivery)).toBe(false);
    expect(woken).toEqual(['relay']);
    expect(await service.forget('A.on')).toBe(1);
    await expect(service.deadLetters({ limit: 201 })).rejects.toThrow(InvalidRequestError);
  });
});

describe('InboxService', () => {
  it('lists what became part of no payment, and lets a quarantined callback in once', async () => {
    const { storage, clock } = fixture();
    const woken: string[] = [];
    const service = new InboxService({ store: storage.inbox, clock, wake: () => woken.push('inbox') });
    const callback = {
      id: 'c-1',
      kind: 'stk',
      paymentId: 'push-1',
      shortcode: null,
      body: Buffer.from('{}'),
      raw: true,
      sourceAddress: '203.0.113.9',
      receivedAt: 0,
      status: 'quarantined',
      reason: 'unlisted-source-address',
    } as const;
    await storage.inbox.store([callback]);
    expect((await service.quarantined()).items).toMatchObject([{ id: 'c-1' }]);
    expect((await service.unmatched()).items).toEqual([]);
    expect((await service.rejected()).items).toEqual([]);
    expect(await service.release('c-1')).toBe(true);
    expect(await service.release('c-1')).toBe(false);
    expect(woken).toEqual(['inbox']);
  });
});

describe('resolving money whose owner is in doubt', () => {
  const money = moneyReceived();
  const inDoubt = bookDoubt('c2b-1', money, [pending]);
  const word: Resolution = { as: 'succeeded', by: 'achieng', reason: 'seen in the statement' };

  it('makes it a payment of its own', async () => {
    const it = fixture();
    await it.seed(inDoubt, review);
    await it.service.resolve('c2b-1', { ...word, receipt: RECEIPT });
    expect(it.payment('c2b-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT, settledBy: 'person' });
    expect(it.payment('push-1')).toEqual(review);
    expect(it.events()).toEqual(['c2b-1 payment.succeeded']);
  });

  it.each([
    ['open', pending, ['c2b-1 payment.superseded', 'push-1 payment.succeeded']],
    ['in review', review, ['c2b-1 payment.superseded', 'push-1 payment.succeeded']],
    [
      'counted without a receipt',
      samplePush({ status: 'succeeded', settledBy: 'query', settledAt: NOON + MINUTE }),
      ['c2b-1 payment.superseded'],
    ],
  ])('makes it the money of its push, which is %s', async (_, push, events) => {
    const it = fixture();
    await it.seed(inDoubt, push);
    expect(await it.service.resolve('c2b-1', { ...word, belongsTo: 'push-1' })).toMatchObject({
      supersededBy: 'push-1',
      receipt: null,
    });
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT, ambiguous: false });
    expect(it.events()).toEqual(events);
  });

  it('is taken over by a push that is resolved with its receipt', async () => {
    const it = fixture();
    await it.seed(inDoubt, review);
    await it.service.resolve('push-1', { ...word, receipt: RECEIPT });
    expect(it.payment('c2b-1')).toMatchObject({ supersededBy: 'push-1' });
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
  });

  it('says that it counts for nothing, until a callback proves the push', async () => {
    const it = fixture();
    await it.seed(inDoubt, pending);
    await it.service.resolve('c2b-1', { ...word, as: 'failed' });
    expect(it.payment('c2b-1')).toMatchObject({ status: 'failed', failure: 'resolved-as-failed' });
    await it.recorder.record([succeeded()]);
    expect(it.payment('c2b-1')).toMatchObject({ supersededBy: 'push-1', failure: null });
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
  });

  it.each<[Partial<Resolution>, string]>([
    [{ belongsTo: 'nobody' }, 'belongsTo'],
    [{ belongsTo: 'c2b-1' }, 'belongsTo'],
    [{ belongsTo: 'push-2' }, 'belongsTo'],
    [{ belongsTo: 'push-4' }, 'belongsTo'],
    [{ belongsTo: 'push-1', as: 'failed' }, 'belongsTo'],
    [{ belongsTo: null, as: 'failed' }, 'belongsTo'],
    [{ belongsTo: null }, 'receipt'],
    [{ receipt: 'UKL0000009' }, 'receipt'],
  ])('refuses %j', async (over, field) => {
    const it = fixture();
    const dearer = { ...pending, id: 'push-2', checkoutRequestId: 'ws_CO_2', amountCents: 1 };
    const alike = { ...pending, id: 'push-3', checkoutRequestId: 'ws_CO_3' };
    const elsewhere = { ...pending, id: 'push-4', checkoutRequestId: 'ws_CO_4', account: 'kiosk' };
    await it.seed(inDoubt, pending, dearer, alike, elsewhere);
    await expect(it.service.resolve('c2b-1', { ...word, ...over })).rejects.toMatchObject({ field });
    expect(it.payment('c2b-1')).toEqual(inDoubt);
  });

  it('is not settled by the news that the money is there', async () => {
    const it = fixture();
    await it.seed(inDoubt, pending, { ...pending, id: 'push-2', checkoutRequestId: 'ws_CO_2' });
    await it.recorder.record([succeeded({ paymentId: 'c2b-1', source: 'status', checkoutRequestId: null })]);
    await it.recorder.record([money]);
    expect(it.payment('c2b-1')).toMatchObject({ status: 'review' });
    expect(it.events()).toEqual([]);
  });
});

describe('resolving money by hand that nobody has shown to be there', () => {
  const word = { as: 'succeeded', by: 'achieng', reason: 'seen in the portal' } as const;
  const own = { ...word, receipt: RECEIPT };
  const paid = samplePush({ status: 'succeeded', settledBy: 'query', settledAt: NOON + MINUTE });
  const unasked = (reviewReason: string) => {
    // After its horizon nobody remembers when it was paid.
    const completedAt = reviewReason === 'horizon' ? null : NOON + 18_000;
    return { ...bookMoney('c2b-1', moneyReceived()), status: 'review', reviewReason, completedAt } as const;
  };
  const reasons = ['horizon', 'unproven: from an address that is not Safaricom’s'];

  describe.each(reasons)('as %s, beside a push that counts without a receipt', (reviewReason) => {
    it('names the push and changes nothing, however often it is said, and counts by the word that it is nobody else’s', async () => {
      const it = fixture();
      const row = { ...unasked(reviewReason), claim: claimOf(succeeded(), ['time']) };
      await it.seed(row, paid);
      for (let said = 0; said < 2; said += 1) {
        await expect(it.service.resolve('c2b-1', own)).rejects.toMatchObject({
          field: 'belongsTo',
          rule: expect.stringContaining('push-1'),
        });
      }
      expect([it.payment('c2b-1'), it.payment('push-1'), it.events()]).toEqual([row, paid, []]);
      const settled = await it.service.resolve('c2b-1', { ...own, belongsTo: null });
      expect(settled).toMatchObject({ status: 'succeeded', receipt: RECEIPT, settledBy: 'person' });
      expect([it.payment('push-1'), it.events()]).toEqual([paid, ['c2b-1 payment.succeeded']]);
    });

    it('makes it the push’s', async () => {
      const it = fixture();
      await it.seed(unasked(reviewReason), paid);
      await it.service.resolve('c2b-1', { ...word, belongsTo: 'push-1' });
      expect(it.payment('c2b-1')).toMatchObject({ receipt: null, supersededBy: 'push-1' });
      expect(it.payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
      expect(it.events()).toEqual(['c2b-1 payment.superseded']);
    });

    it('does not count by a refused word, and does by the same once the push is told of its own', async () => {
      const it = fixture();
      await it.seed(unasked(reviewReason), { ...paid, checkoutRequestId: CHECKOUT });
      await expect(it.service.resolve('c2b-1', own)).rejects.toThrow('push-1');
      await it.recorder.record([succeeded({ receipt: 'UKL0000002' })]);
      expect(it.payment('c2b-1')).toMatchObject({ status: 'review', receipt: RECEIPT });
      expect(await it.service.resolve('c2b-1', own)).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
      expect(it.payment('push-1')).toMatchObject({ receipt: 'UKL0000002' });
    });
  });

  it.each([
    ['waits for its payer', pending],
    [
      'waits to be asked about with the same receipt',
      { ...pending, claim: { ...claimOf(succeeded(), []), receipt: RECEIPT } },
    ],
    ['lies in review', review],
  ])('names a push that %s', async (_, push) => {
    const it = fixture();
    await it.seed(unasked('horizon'), push);
    await expect(it.service.resolve('c2b-1', own)).rejects.toMatchObject({
      rule: expect.stringContaining('push-1'),
    });
    await it.service.resolve('c2b-1', { ...word, belongsTo: 'push-1' });
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
  });

  it.each([
    ['is its own', 'c2b-1', { ...own, belongsTo: null }],
    ['is its own, whoever it fits', 'c2b-1', own],
    ['is a push’s', 'c2b-1', { ...word, belongsTo: 'push-1' }],
    ['has paid a push', 'push-1', own],
  ])('does not count the amount that M-Pesa denies by the word that it %s', async (_, id, said) => {
    const it = fixture();
    const row = unasked('amount-differs: asked 1500.00, told 10.00');
    await it.seed(row, review);
    await expect(it.service.resolve(id, said)).rejects.toMatchObject({
      field: 'receipt',
      rule: expect.stringContaining('M-Pesa tells another'),
    });
    expect([it.payment('c2b-1'), it.payment('push-1'), it.events()]).toEqual([row, review, []]);
    expect(await it.service.resolve('c2b-1', { ...own, as: 'failed' })).toMatchObject({ status: 'failed' });
  });

  it('counts by one word where no push can have been paid with it', async () => {
    const it = fixture();
    await it.seed(unasked('horizon'), { ...paid, receipt: 'UKL0000002' });
    expect(await it.service.resolve('c2b-1', own)).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
  });
});
