import { describe, expect, it } from '@jest/globals';
import { PromptOpenError } from '../../errors/prompt-open.error.js';
import { StorageLockedError } from '../../errors/storage-locked.error.js';
import { UnfinishedPushesError } from '../../errors/unfinished-pushes.error.js';
import { inMemoryStorage } from '../../testing/in-memory/in-memory-storage.js';
import {
  recorderFixture,
  withMethods,
  type RecorderFixture,
} from '../../testing/in-memory/recorder-fixture.js';
import {
  accepted,
  CHECKOUT,
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
import { bookMoney } from '../money/place-money.js';
import { StorageConflict } from '../storage-conflict.js';

const pending = samplePush({ status: 'pending', checkoutRequestId: CHECKOUT });
const other = { ...pending, id: 'push-2', phone: '254733000000', checkoutRequestId: 'ws_CO_2' };

const line = ({ storage }: RecorderFixture) => storage.unitOfWork.tables.promptLocks.get(PHONE);

/** A fixture whose store throws these errors, one per call, before it works. */
function withFailures(method: 'insert' | 'save', errors: Error[]): RecorderFixture {
  const storage = inMemoryStorage(() => 'event');
  const payments = withMethods(storage.payments, {
    [method]: async (...args: Parameters<typeof storage.payments.save>) => {
      const error = errors.shift();
      if (error !== undefined) throw error;
      return storage.payments[method](...args);
    },
  });
  return recorderFixture({ payments }, storage);
}

describe('opening a payment', () => {
  it('stores it with its event, takes the prompt lock and tells of the commit', async () => {
    const fixture = recorderFixture();
    await fixture.recorder.open(samplePush());
    expect(fixture.payment('push-1')).toEqual(samplePush());
    expect(fixture.events()).toEqual(['push-1 payment.created']);
    expect(line(fixture)).toMatchObject({ paymentId: 'push-1', openUntil: NOON + 3 * MINUTE });
    expect(fixture.commits).toMatchObject([{ changes: [{ from: null, source: 'request' }] }]);
  });

  it('is refused while another prompt is on the phone, with nothing stored', async () => {
    const fixture = recorderFixture();
    await fixture.recorder.open(samplePush());
    const second = fixture.recorder.open(samplePush({ id: 'push-2' }));
    await expect(second).rejects.toThrow(PromptOpenError);
    await expect(second).rejects.toMatchObject({ openPaymentId: 'push-1', retryAt: NOON + 3 * MINUTE });
    expect(fixture.payment('push-2')).toBeUndefined();
    expect(fixture.commits).toHaveLength(1);
    fixture.clock.advance(3 * MINUTE);
    await fixture.recorder.open(samplePush({ id: 'push-2' }));
  });

  it('is refused at the sixth push after five that nobody finished, and free after a success', async () => {
    const fixture = recorderFixture();
    for (let push = 1; push <= 5; push++) {
      await fixture.recorder.open(samplePush({ id: `push-${push}` }));
      const ids = { checkoutRequestId: `ws_CO_${push}`, merchantRequestId: `m-${push}` };
      const about = { paymentId: `push-${push}`, ...ids };
      await fixture.recorder.record([accepted(about), failed(about)]);
    }
    const sixth = fixture.recorder.open(samplePush({ id: 'push-6' }));
    await expect(sixth).rejects.toThrow(UnfinishedPushesError);
    await expect(sixth).rejects.toMatchObject({ unfinished: 5, clearsAt: NOON + 24 * 60 * MINUTE });
    const ids = { checkoutRequestId: 'ws_CO_5', merchantRequestId: 'm-5' };
    await fixture.recorder.record([succeeded({ paymentId: 'push-5', ...ids })]);
    await fixture.recorder.open(samplePush({ id: 'push-6' }));
  });

  it('warns instead where the host wants it so', async () => {
    const promptLock = { ...samplePolicy.promptLock, maxUnfinished: 0, onUnfinished: 'warn' } as const;
    const fixture = recorderFixture({ policy: { ...samplePolicy, promptLock } });
    fixture.clock.set(1);
    await fixture.recorder.open(samplePush());
    expect(fixture.warnings).toEqual(['payment push-1: 0 pushes in a row were not completed']);
  });

  it('takes no prompt lock for money that was not asked of a phone', async () => {
    const fixture = recorderFixture();
    await fixture.recorder.open(bookMoney('c2b-1', moneyReceived()));
    expect(line(fixture)).toBeUndefined();
  });

  it('keeps nothing, not even the prompt lock, when its event cannot be stored', async () => {
    const events = { append: () => Promise.reject(new Error('disk full')) };
    const fixture = recorderFixture({ events });
    await expect(fixture.recorder.open(samplePush())).rejects.toThrow('disk full');
    expect(fixture.payment('push-1')).toBeUndefined();
    expect(line(fixture)).toBeUndefined();
    expect(fixture.commits).toEqual([]);
  });

  it('is tried again on contention, and not on a key that is taken', async () => {
    const busy = withFailures('insert', [new StorageConflict('contention')]);
    await busy.recorder.open(samplePush());
    expect(busy.events()).toEqual(['push-1 payment.created']);
    const fixture = recorderFixture();
    await fixture.recorder.open(samplePush({ idempotencyKey: 'k' }));
    const again = samplePush({ id: 'push-2', idempotencyKey: 'k', phone: '254733000000' });
    await expect(fixture.recorder.open(again)).rejects.toMatchObject({ kind: 'duplicate' });
    expect(fixture.storage.unitOfWork.tables.promptLocks.get('254733000000')).toBeUndefined();
  });

  it('joins the transaction of the host, which tells of its commit itself', async () => {
    const fixture = recorderFixture();
    await fixture.storage.unitOfWork.run(async (tx) => {
      await fixture.recorder.open(samplePush(), tx);
      expect(fixture.payment('push-1')).toBeUndefined();
    });
    expect(fixture.payment('push-1')).toBeDefined();
    expect(fixture.commits).toEqual([]);
  });
});

describe('recording facts', () => {
  it('does nothing for none', async () => {
    const fixture = recorderFixture({
      unitOfWork: {
        run: () => Promise.reject(new Error('no')),
        join: () => null as never,
        inside: (_manager, work) => work(),
      },
    });
    await expect(fixture.recorder.record([])).resolves.toEqual([]);
  });

  it('answers each fact in its place, in one transaction', async () => {
    const fixture = recorderFixture();
    await fixture.seed(pending, other);
    const facts = [
      succeeded(),
      failed({ paymentId: 'push-2', checkoutRequestId: 'ws_CO_2' }),
      succeeded({ paymentId: 'nobody' }),
      succeeded(),
    ];
    expect((await fixture.recorder.record(facts)).map(({ result }) => result)).toEqual([
      'applied',
      'applied',
      'unmatched',
      'ignored',
    ]);
    expect(fixture.commits).toHaveLength(1);
    expect(fixture.events()).toEqual(['push-1 payment.succeeded', 'push-2 payment.failed']);
  });

  it('tells of a change that is no event', async () => {
    const fixture = recorderFixture();
    await fixture.seed(samplePush());
    await fixture.recorder.record([
      { type: 'unanswered', paymentId: 'push-1', at: NOON, reason: 'time-out', sendingAt: NOON },
    ]);
    expect(fixture.commits).toMatchObject([{ events: [], changes: [{ from: 'created' }] }]);
  });

  it('tells nobody of a transaction that changed nothing', async () => {
    const fixture = recorderFixture();
    await fixture.recorder.record([succeeded()]);
    expect(fixture.commits).toEqual([]);
  });

  it('releases the prompt locks and counts how their prompts ended', async () => {
    const fixture = recorderFixture();
    await fixture.recorder.open(samplePush());
    await fixture.recorder.record([failed()]);
    expect(line(fixture)).toEqual({
      phone: PHONE,
      paymentId: null,
      openUntil: 0,
      unfinished: 1,
      lastUnfinishedAt: NOON,
    });
  });

  it('keeps nothing when an event cannot be stored', async () => {
    const fixture = recorderFixture({ events: { append: () => Promise.reject(new Error('disk full')) } });
    await fixture.seed(pending);
    await expect(fixture.recorder.record([succeeded()])).rejects.toThrow('disk full');
    expect(fixture.payment('push-1')).toEqual(pending);
    expect(fixture.commits).toEqual([]);
  });

  it('starts over when the database asks for another try', async () => {
    const fixture = withFailures('save', [
      new StorageConflict('contention'),
      new StorageConflict('duplicate'),
    ]);
    await fixture.seed(pending);
    expect(await fixture.recorder.record([succeeded()])).toMatchObject([{ result: 'applied' }]);
    expect(fixture.payment('push-1')).toMatchObject({ version: 2, receipt: RECEIPT });
    expect(fixture.events()).toEqual(['push-1 payment.succeeded']);
    expect(fixture.commits).toHaveLength(1);
  });

  it('records one by one what cannot be recorded together', async () => {
    const conflicts = Array.from({ length: 8 }, () => new StorageConflict('contention'));
    const fixture = withFailures('save', conflicts);
    await fixture.seed(pending, other);
    const facts = [succeeded(), failed({ paymentId: 'push-2', checkoutRequestId: 'ws_CO_2' })];
    expect((await fixture.recorder.record(facts)).map(({ result }) => result)).toEqual([
      'applied',
      'applied',
    ]);
    expect(fixture.commits).toHaveLength(2);
  });

  it('gives up on a single fact after its tries, and at once on any other error', async () => {
    const fixture = withFailures('save', [
      ...Array.from({ length: 8 }, () => new StorageConflict('contention')),
      new Error('gone'),
    ]);
    await fixture.seed(pending);
    await expect(fixture.recorder.record([succeeded()])).rejects.toThrow(StorageLockedError);
    await expect(fixture.recorder.record([succeeded(), succeeded()])).rejects.toThrow('gone');
    expect(fixture.payment('push-1')).toEqual(pending);
  });
});

describe('recording money', () => {
  it('finds the push it belongs to, whichever of the two comes first', async () => {
    for (const facts of [
      [moneyReceived(), succeeded()],
      [succeeded(), moneyReceived()],
    ]) {
      const fixture = recorderFixture();
      await fixture.seed(pending);
      for (const fact of facts) await fixture.recorder.record([fact]);
      expect(fixture.payment('push-1')).toMatchObject({ receipt: RECEIPT, partyName: 'Wanjiku' });
      expect(fixture.events()).toEqual(['push-1 payment.succeeded']);
      expect(fixture.storage.unitOfWork.tables.payments.size).toBe(1);
    }
  });

  it('waits while it fits two pushes, and is absorbed when its callback comes after all', async () => {
    const fixture = recorderFixture();
    await fixture.seed(pending, { ...other, phone: PHONE });
    const until = NOON + 6 * MINUTE;
    expect(await fixture.recorder.record([moneyReceived()])).toEqual([{ result: 'waiting', until }]);
    fixture.clock.set(until);
    const [booked] = await fixture.recorder.record([moneyReceived()]);
    expect(booked).toMatchObject({ result: 'applied' });
    await fixture.recorder.record([succeeded()]);
    const bookedId = booked?.result === 'applied' ? booked.paymentId : '';
    expect(fixture.payment(bookedId)).toMatchObject({ receipt: null, supersededBy: 'push-1' });
    expect(fixture.payment('push-1')).toMatchObject({ receipt: RECEIPT });
    expect(fixture.events()).toEqual([
      `${bookedId} payment.review`,
      `${bookedId} payment.superseded`,
      'push-1 payment.succeeded',
    ]);
  });

  it('is absorbed though it was booked between the look and the lock', async () => {
    const storage = inMemoryStorage(() => 'event');
    const blind = withMethods(storage.payments, { idsByReceipts: async () => [] });
    const fixture = recorderFixture({ payments: blind }, storage);
    await fixture.seed(pending, bookMoney('c2b-1', moneyReceived()));
    expect(await fixture.recorder.record([succeeded()])).toMatchObject([{ result: 'applied' }]);
    expect(fixture.payment('c2b-1')).toMatchObject({ receipt: null, supersededBy: 'push-1' });
    expect(fixture.payment('push-1')).toMatchObject({ receipt: RECEIPT });
  });

  it('does not let one taken receipt hold up the facts beside it', async () => {
    const fixture = recorderFixture();
    const owner = { ...other, status: 'succeeded', receipt: RECEIPT } as const;
    const third = { ...pending, id: 'push-3', phone: '254744000000', checkoutRequestId: 'ws_CO_3' };
    await fixture.seed(pending, owner, third);
    const outcomes = await fixture.recorder.record([
      succeeded(),
      succeeded({
        paymentId: 'push-3',
        checkoutRequestId: 'ws_CO_3',
        other: { form: 'clear', value: third.phone },
        receipt: 'UKL0000003',
      }),
    ]);
    expect(outcomes).toMatchObject([{ result: 'ignored', reason: 'receipt-taken' }, { result: 'applied' }]);
    expect(fixture.payment('push-3')).toMatchObject({ status: 'succeeded' });
  });

  it('books one receipt once, also from many at the same time', async () => {
    const fixture = recorderFixture();
    await Promise.all(Array.from({ length: 20 }, () => fixture.recorder.record([moneyReceived()])));
    expect(fixture.storage.unitOfWork.tables.payments.size).toBe(1);
    expect(fixture.events()).toHaveLength(1);
  });
});

describe('sending again what was not sent', () => {
  const stored = samplePush({ sendingAt: null });
  const unsent = {
    type: 'not-sent',
    paymentId: 'push-1',
    at: NOON,
    reason: 'no route',
    version: 1,
  } as const;

  it('lets one of many callers send, and takes the prompt lock for it', async () => {
    const fixture = recorderFixture();
    await fixture.recorder.open(stored);
    await fixture.recorder.record([unsent]);
    expect(line(fixture)).toMatchObject({ paymentId: null, unfinished: 0 });
    const payment = fixture.payment('push-1') ?? samplePush();
    const owners = ['a', 'b', 'c'];
    const answers = await Promise.all(
      owners.map((owner) => fixture.recorder.reopen(payment, NOON + 9 * MINUTE, owner)),
    );
    const mine = owners.filter((_, index) => answers[index]?.outcome.result === 'applied');
    expect(mine).toHaveLength(1);
    const leaving = owners.map((owner) =>
      fixture.storage.payments.depart({ id: payment.id, owner, at: NOON, nextCheckAt: NOON + MINUTE }),
    );
    const left = await Promise.all(leaving);
    expect(owners.filter((_, index) => left[index])).toEqual(mine);
    expect(line(fixture)).toMatchObject({ paymentId: 'push-1', openUntil: NOON + 9 * MINUTE });
    expect(fixture.payment('push-1')).toMatchObject({ status: 'created', failure: null });
  });

  it('is refused while another prompt is on the phone, and stays failed', async () => {
    const fixture = recorderFixture();
    await fixture.recorder.open(stored);
    await fixture.recorder.record([unsent]);
    await fixture.recorder.open(samplePush({ id: 'push-2' }));
    const payment = fixture.payment('push-1') ?? samplePush();
    await expect(fixture.recorder.reopen(payment, NOON + 9 * MINUTE, 'a')).rejects.toThrow(PromptOpenError);
    expect(fixture.payment('push-1')).toMatchObject({ status: 'failed', failure: 'not-sent' });
  });

  it('is not for a payment that Daraja has accepted', async () => {
    const fixture = recorderFixture();
    await fixture.recorder.open(samplePush());
    await fixture.recorder.record([accepted()]);
    const again = fixture.recorder.reopen(fixture.payment('push-1') ?? samplePush(), null, 'a');
    expect(await again).toMatchObject({ outcome: { result: 'ignored' }, payment: { status: 'pending' } });
  });
});
