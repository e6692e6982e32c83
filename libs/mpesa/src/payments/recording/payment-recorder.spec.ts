import { describe, expect, it } from '@jest/globals';
import { PromptOpenError } from '../../errors/prompt-open.error.js';
import { StorageLockedError } from '../../errors/storage-locked.error.js';
import { UnfinishedPushesError } from '../../errors/unfinished-pushes.error.js';
import { inMemoryStorage } from '../../testing/in-memory/in-memory-storage.js';
import { recorderBench, withMethods, type RecorderBench } from '../../testing/in-memory/recorder-bench.js';
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

const line = ({ storage }: RecorderBench) => storage.unitOfWork.tables.phoneLines.get(PHONE);

/** A bench whose store throws these errors, one per call, before it works. */
function withFailures(method: 'insert' | 'save', errors: Error[]): RecorderBench {
  const storage = inMemoryStorage(() => 'event');
  const payments = withMethods(storage.payments, {
    [method]: async (...args: Parameters<typeof storage.payments.save>) => {
      const error = errors.shift();
      if (error !== undefined) throw error;
      return storage.payments[method](...args);
    },
  });
  return recorderBench({ payments }, storage);
}

describe('opening a payment', () => {
  it('stores it with its event, takes the screen and tells of the commit', async () => {
    const bench = recorderBench();
    await bench.recorder.open(samplePush());
    expect(bench.payment('push-1')).toEqual(samplePush());
    expect(bench.events()).toEqual(['push-1 payment.created']);
    expect(line(bench)).toMatchObject({ paymentId: 'push-1', openUntil: NOON + 3 * MINUTE });
    expect(bench.commits).toMatchObject([{ changes: [{ from: null, source: 'request' }] }]);
  });

  it('is refused while another prompt is on the phone, with nothing stored', async () => {
    const bench = recorderBench();
    await bench.recorder.open(samplePush());
    const second = bench.recorder.open(samplePush({ id: 'push-2' }));
    await expect(second).rejects.toThrow(PromptOpenError);
    await expect(second).rejects.toMatchObject({ openPaymentId: 'push-1', retryAt: NOON + 3 * MINUTE });
    expect(bench.payment('push-2')).toBeUndefined();
    expect(bench.commits).toHaveLength(1);
    bench.clock.advance(3 * MINUTE);
    await bench.recorder.open(samplePush({ id: 'push-2' }));
  });

  it('is refused at the sixth push after five that nobody finished, and free after a success', async () => {
    const bench = recorderBench();
    for (let push = 1; push <= 5; push++) {
      await bench.recorder.open(samplePush({ id: `push-${push}` }));
      const ids = { checkoutRequestId: `ws_CO_${push}`, merchantRequestId: `m-${push}` };
      const about = { paymentId: `push-${push}`, ...ids };
      await bench.recorder.record([accepted(about), failed(about)]);
    }
    const sixth = bench.recorder.open(samplePush({ id: 'push-6' }));
    await expect(sixth).rejects.toThrow(UnfinishedPushesError);
    await expect(sixth).rejects.toMatchObject({ unfinished: 5, clearsAt: NOON + 24 * 60 * MINUTE });
    const ids = { checkoutRequestId: 'ws_CO_5', merchantRequestId: 'm-5' };
    await bench.recorder.record([succeeded({ paymentId: 'push-5', ...ids })]);
    await bench.recorder.open(samplePush({ id: 'push-6' }));
  });

  it('warns instead where the host wants it so', async () => {
    const phoneLine = { ...samplePolicy.phoneLine, maxUnfinished: 0, onUnfinished: 'warn' } as const;
    const bench = recorderBench({ policy: { ...samplePolicy, phoneLine } });
    bench.clock.set(1);
    await bench.recorder.open(samplePush());
    expect(bench.warnings).toEqual(['payment push-1: 0 pushes in a row were not completed']);
  });

  it('takes no screen for money that was not asked of a phone', async () => {
    const bench = recorderBench();
    await bench.recorder.open(bookMoney('c2b-1', moneyReceived()));
    expect(line(bench)).toBeUndefined();
  });

  it('keeps nothing, not even the screen, when its event cannot be stored', async () => {
    const events = { append: () => Promise.reject(new Error('disk full')) };
    const bench = recorderBench({ events });
    await expect(bench.recorder.open(samplePush())).rejects.toThrow('disk full');
    expect(bench.payment('push-1')).toBeUndefined();
    expect(line(bench)).toBeUndefined();
    expect(bench.commits).toEqual([]);
  });

  it('is tried again on contention, and not on a key that is taken', async () => {
    const busy = withFailures('insert', [new StorageConflict('contention')]);
    await busy.recorder.open(samplePush());
    expect(busy.events()).toEqual(['push-1 payment.created']);
    const bench = recorderBench();
    await bench.recorder.open(samplePush({ idempotencyKey: 'k' }));
    const again = samplePush({ id: 'push-2', idempotencyKey: 'k', phone: '254733000000' });
    await expect(bench.recorder.open(again)).rejects.toMatchObject({ kind: 'duplicate' });
    expect(bench.storage.unitOfWork.tables.phoneLines.get('254733000000')).toBeUndefined();
  });

  it('joins the transaction of the host, which tells of its commit itself', async () => {
    const bench = recorderBench();
    await bench.storage.unitOfWork.run(async (tx) => {
      await bench.recorder.open(samplePush(), tx);
      expect(bench.payment('push-1')).toBeUndefined();
    });
    expect(bench.payment('push-1')).toBeDefined();
    expect(bench.commits).toEqual([]);
  });
});

describe('recording facts', () => {
  it('does nothing for none', async () => {
    const bench = recorderBench({
      unitOfWork: {
        run: () => Promise.reject(new Error('no')),
        join: () => null as never,
        inside: (_manager, work) => work(),
      },
    });
    await expect(bench.recorder.record([])).resolves.toEqual([]);
  });

  it('answers each fact in its place, in one transaction', async () => {
    const bench = recorderBench();
    await bench.seed(pending, other);
    const facts = [
      succeeded(),
      failed({ paymentId: 'push-2', checkoutRequestId: 'ws_CO_2' }),
      succeeded({ paymentId: 'nobody' }),
      succeeded(),
    ];
    expect((await bench.recorder.record(facts)).map(({ result }) => result)).toEqual([
      'applied',
      'applied',
      'unmatched',
      'ignored',
    ]);
    expect(bench.commits).toHaveLength(1);
    expect(bench.events()).toEqual(['push-1 payment.succeeded', 'push-2 payment.failed']);
  });

  it('tells of a change that is no event', async () => {
    const bench = recorderBench();
    await bench.seed(samplePush());
    await bench.recorder.record([
      { type: 'unanswered', paymentId: 'push-1', at: NOON, reason: 'time-out', sendingAt: NOON },
    ]);
    expect(bench.commits).toMatchObject([{ events: [], changes: [{ from: 'created' }] }]);
  });

  it('tells nobody of a transaction that changed nothing', async () => {
    const bench = recorderBench();
    await bench.recorder.record([succeeded()]);
    expect(bench.commits).toEqual([]);
  });

  it('frees the screens and counts how their prompts ended', async () => {
    const bench = recorderBench();
    await bench.recorder.open(samplePush());
    await bench.recorder.record([failed()]);
    expect(line(bench)).toEqual({
      phone: PHONE,
      paymentId: null,
      openUntil: 0,
      unfinished: 1,
      lastUnfinishedAt: NOON,
    });
  });

  it('keeps nothing when an event cannot be stored', async () => {
    const bench = recorderBench({ events: { append: () => Promise.reject(new Error('disk full')) } });
    await bench.seed(pending);
    await expect(bench.recorder.record([succeeded()])).rejects.toThrow('disk full');
    expect(bench.payment('push-1')).toEqual(pending);
    expect(bench.commits).toEqual([]);
  });

  it('starts over when the database asks for another try', async () => {
    const bench = withFailures('save', [new StorageConflict('contention'), new StorageConflict('duplicate')]);
    await bench.seed(pending);
    expect(await bench.recorder.record([succeeded()])).toMatchObject([{ result: 'applied' }]);
    expect(bench.payment('push-1')).toMatchObject({ version: 2, receipt: RECEIPT });
    expect(bench.events()).toEqual(['push-1 payment.succeeded']);
    expect(bench.commits).toHaveLength(1);
  });

  it('records one by one what cannot be recorded together', async () => {
    const conflicts = Array.from({ length: 8 }, () => new StorageConflict('contention'));
    const bench = withFailures('save', conflicts);
    await bench.seed(pending, other);
    const facts = [succeeded(), failed({ paymentId: 'push-2', checkoutRequestId: 'ws_CO_2' })];
    expect((await bench.recorder.record(facts)).map(({ result }) => result)).toEqual(['applied', 'applied']);
    expect(bench.commits).toHaveLength(2);
  });

  it('gives up on a single fact after its tries, and at once on any other error', async () => {
    const bench = withFailures('save', [
      ...Array.from({ length: 8 }, () => new StorageConflict('contention')),
      new Error('gone'),
    ]);
    await bench.seed(pending);
    await expect(bench.recorder.record([succeeded()])).rejects.toThrow(StorageLockedError);
    await expect(bench.recorder.record([succeeded(), succeeded()])).rejects.toThrow('gone');
    expect(bench.payment('push-1')).toEqual(pending);
  });
});

describe('recording money', () => {
  it('finds the push it belongs to, whichever of the two comes first', async () => {
    for (const facts of [
      [moneyReceived(), succeeded()],
      [succeeded(), moneyReceived()],
    ]) {
      const bench = recorderBench();
      await bench.seed(pending);
      for (const fact of facts) await bench.recorder.record([fact]);
      expect(bench.payment('push-1')).toMatchObject({ receipt: RECEIPT, partyName: 'Wanjiku' });
      expect(bench.events()).toEqual(['push-1 payment.succeeded']);
      expect(bench.storage.unitOfWork.tables.payments.size).toBe(1);
    }
  });

  it('waits while it fits two pushes, and is absorbed when its callback comes after all', async () => {
    const bench = recorderBench();
    await bench.seed(pending, { ...other, phone: PHONE });
    const until = NOON + 6 * MINUTE;
    expect(await bench.recorder.record([moneyReceived()])).toEqual([{ result: 'waiting', until }]);
    bench.clock.set(until);
    const [booked] = await bench.recorder.record([moneyReceived()]);
    expect(booked).toMatchObject({ result: 'applied' });
    await bench.recorder.record([succeeded()]);
    const bookedId = booked?.result === 'applied' ? booked.paymentId : '';
    expect(bench.payment(bookedId)).toMatchObject({ receipt: null, supersededBy: 'push-1' });
    expect(bench.payment('push-1')).toMatchObject({ receipt: RECEIPT });
    expect(bench.events()).toEqual([
      `${bookedId} payment.review`,
      `${bookedId} payment.superseded`,
      'push-1 payment.succeeded',
    ]);
  });

  it('is absorbed though it was booked between the look and the lock', async () => {
    const storage = inMemoryStorage(() => 'event');
    const blind = withMethods(storage.payments, { idsByReceipts: async () => [] });
    const bench = recorderBench({ payments: blind }, storage);
    await bench.seed(pending, bookMoney('c2b-1', moneyReceived()));
    expect(await bench.recorder.record([succeeded()])).toMatchObject([{ result: 'applied' }]);
    expect(bench.payment('c2b-1')).toMatchObject({ receipt: null, supersededBy: 'push-1' });
    expect(bench.payment('push-1')).toMatchObject({ receipt: RECEIPT });
  });

  it('does not let one taken receipt hold up the facts beside it', async () => {
    const bench = recorderBench();
    const owner = { ...other, status: 'succeeded', receipt: RECEIPT } as const;
    const third = { ...pending, id: 'push-3', phone: '254744000000', checkoutRequestId: 'ws_CO_3' };
    await bench.seed(pending, owner, third);
    const outcomes = await bench.recorder.record([
      succeeded(),
      succeeded({
        paymentId: 'push-3',
        checkoutRequestId: 'ws_CO_3',
        other: { form: 'clear', value: third.phone },
        receipt: 'UKL0000003',
      }),
    ]);
    expect(outcomes).toMatchObject([{ result: 'ignored', reason: 'receipt-taken' }, { result: 'applied' }]);
    expect(bench.payment('push-3')).toMatchObject({ status: 'succeeded' });
  });

  it('books one receipt once, also from many at the same time', async () => {
    const bench = recorderBench();
    await Promise.all(Array.from({ length: 20 }, () => bench.recorder.record([moneyReceived()])));
    expect(bench.storage.unitOfWork.tables.payments.size).toBe(1);
    expect(bench.events()).toHaveLength(1);
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

  it('lets one of many callers send, and takes the screen for it', async () => {
    const bench = recorderBench();
    await bench.recorder.open(stored);
    await bench.recorder.record([unsent]);
    expect(line(bench)).toMatchObject({ paymentId: null, unfinished: 0 });
    const payment = bench.payment('push-1') ?? samplePush();
    const owners = ['a', 'b', 'c'];
    const answers = await Promise.all(
      owners.map((owner) => bench.recorder.reopen(payment, NOON + 9 * MINUTE, owner)),
    );
    const mine = owners.filter((_, index) => answers[index]?.outcome.result === 'applied');
    expect(mine).toHaveLength(1);
    const leaving = owners.map((owner) =>
      bench.storage.payments.depart({ id: payment.id, owner, at: NOON, nextCheckAt: NOON + MINUTE }),
    );
    const left = await Promise.all(leaving);
    expect(owners.filter((_, index) => left[index])).toEqual(mine);
    expect(line(bench)).toMatchObject({ paymentId: 'push-1', openUntil: NOON + 9 * MINUTE });
    expect(bench.payment('push-1')).toMatchObject({ status: 'created', failure: null });
  });

  it('is refused while another prompt is on the phone, and stays failed', async () => {
    const bench = recorderBench();
    await bench.recorder.open(stored);
    await bench.recorder.record([unsent]);
    await bench.recorder.open(samplePush({ id: 'push-2' }));
    const payment = bench.payment('push-1') ?? samplePush();
    await expect(bench.recorder.reopen(payment, NOON + 9 * MINUTE, 'a')).rejects.toThrow(PromptOpenError);
    expect(bench.payment('push-1')).toMatchObject({ status: 'failed', failure: 'not-sent' });
  });

  it('is not for a payment that Daraja has accepted', async () => {
    const bench = recorderBench();
    await bench.recorder.open(samplePush());
    await bench.recorder.record([accepted()]);
    const again = bench.recorder.reopen(bench.payment('push-1') ?? samplePush(), null, 'a');
    expect(await again).toMatchObject({ outcome: { result: 'ignored' }, payment: { status: 'pending' } });
  });
});
