/** Whatever works in batches passes over the rows that a stranger keeps locked, and a single call ends in bounded time. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConflictRetry } from '../../libs/mpesa/src/payments/locks/conflict-retry.js';
import { LockWatch } from '../../libs/mpesa/src/payments/locks/lock-watch.js';
import { PaymentRecorder } from '../../libs/mpesa/src/payments/recording/payment-recorder.js';
import { StandingOrderRecorder } from '../../libs/mpesa/src/payments/standing-orders/standing-order-recorder.js';
import { newStandingOrder } from '../../libs/mpesa/src/payments/standing-order.js';
import { StorageConflict } from '../../libs/mpesa/src/payments/storage-conflict.js';
import {
  failed,
  moneyReceived,
  samplePolicy,
} from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { testDatabases } from '../support/database.js';
import { idsOf, insertPayments, sampleCallback, samplePayment } from './samples.js';
import { openFixture, type StorageFixture } from './subject.js';

const onServer = testDatabases().includes('mariadb') ? describe : describe.skip;
const LEASE = 60_000;

onServer('rows that a stranger keeps locked', () => {
  let fixture: StorageFixture;
  beforeAll(async () => void (fixture = await openFixture('mariadb')));
  beforeEach(() => fixture.reset());
  afterAll(() => fixture.close());

  /** Another connection's open transaction around `work`. */
  async function whileLocked<T>(
    table: string,
    key: string,
    value: string,
    work: () => Promise<T>,
  ): Promise<T> {
    await fixture.database.query('START TRANSACTION');
    await fixture.database.query(`SELECT ${key} FROM ${table} WHERE ${key} = ? FOR UPDATE`, [value]);
    try {
      return await work();
    } finally {
      await fixture.database.query('ROLLBACK');
    }
  }

  function recorders() {
    const { storage, clock, newId } = fixture.subject;
    const { unitOfWork, payments, promptLocks, outbox: events, standingOrders: orders } = storage;
    const waits: string[] = [];
    const watch = new LockWatch({
      clock,
      holders: () => storage.lockHolders(),
      onWaiting: (line) => void waits.push(line),
    });
    const retry = new ConflictRetry(async () => undefined, systemRandom);
    const shared = { unitOfWork, events, clock, retry, watch, onCommit: () => undefined };
    const recorder = new PaymentRecorder({
      ...shared,
      payments,
      promptLocks,
      newId,
      policy: samplePolicy,
      onWarning: () => undefined,
    });
    const orderRecorder = new StandingOrderRecorder({ ...shared, orders, policy: { horizonMs: 60 * LEASE } });
    return { recorder, orderRecorder, waits };
  }

  it('are named by a lock that does not wait, and what is not there is not among them', async () => {
    const { storage } = fixture.subject;
    const [held, free] = [samplePayment(fixture.subject), samplePayment(fixture.subject)];
    await insertPayments(fixture.subject, [held, free]);
    const locking = (ids: string[]) => storage.unitOfWork.run((tx) => storage.payments.lockFree(tx, ids));
    await whileLocked('mpesa_payment', 'id', held.id, async () => {
      const refused = locking([free.id, held.id, fixture.subject.newId()]);
      await expect(refused).rejects.toMatchObject({ kind: 'held', held: [held.id] });
      await expect(refused).rejects.toThrow(StorageConflict);
      await locking([free.id, fixture.subject.newId()]);
    });
    await locking([held.id, free.id]);
  });

  it('hold up no claim of checks or of callbacks', async () => {
    const { storage, clock } = fixture.subject;
    const now = clock.now();
    const payments = [1, 2, 3].map(() => samplePayment(fixture.subject, { nextCheckAt: now }));
    const callbacks = [1, 2, 3].map(() => sampleCallback(fixture.subject));
    await insertPayments(fixture.subject, payments);
    await storage.inbox.store(callbacks);
    const [payment = '', ...checks] = idsOf(payments);
    const [callback = '', ...others] = idsOf(callbacks);
    await whileLocked('mpesa_payment', 'id', payment, async () => {
      expect(idsOf(await storage.payments.claimDue('a', now, now + LEASE, 9))).toEqual(checks);
    });
    await whileLocked('mpesa_callback', 'id', callback, async () => {
      expect(idsOf(await storage.inbox.claim('a', now, now + LEASE, 9))).toEqual(others);
    });
    expect(idsOf(await storage.payments.claimDue('b', now, now + LEASE, 9))).toEqual([payment]);
    expect(idsOf(await storage.inbox.claim('b', now, now + LEASE, 9))).toEqual([callback]);
  });

  it('hold up no completion of the others of a batch', async () => {
    const { storage, clock } = fixture.subject;
    const now = clock.now();
    const payments = [1, 2, 3].map(() => samplePayment(fixture.subject, { nextCheckAt: now }));
    const callbacks = [1, 2, 3].map(() => sampleCallback(fixture.subject));
    await insertPayments(fixture.subject, payments);
    await storage.inbox.store(callbacks);
    await storage.payments.claimDue('a', now, now + LEASE, 9);
    await storage.inbox.claim('a', now, now + LEASE, 9);
    const [payment = '', ...checks] = idsOf(payments);
    const [callback = '', ...others] = idsOf(callbacks);
    await whileLocked('mpesa_payment', 'id', payment, async () => {
      const later = idsOf(payments).map((id) => ({ id, nextCheckAt: now + 5, checks: 1 }));
      expect(await storage.payments.reschedule('a', later)).toEqual(checks);
    });
    await whileLocked('mpesa_callback', 'id', callback, async () => {
      const done = idsOf(callbacks).map((id) => ({ id, status: 'done', reason: null, nextAt: 0 }) as const);
      expect(await storage.inbox.complete('a', done)).toEqual(others);
    });
  });

  it('hold up the money that may be theirs, and no other money', async () => {
    const { recorder } = recorders();
    const push = samplePayment(fixture.subject, {
      status: 'pending',
      sendingAt: fixture.subject.clock.now(),
    });
    await insertPayments(fixture.subject, [push]);
    const theirs = moneyReceived({
      receipt: 'UKL0000001',
      payer: { form: 'clear', value: push.phone ?? '' },
    });
    const others = [2, 3, 4, 5].map((n) =>
      moneyReceived({ receipt: `UKL000000${n}`, reference: `OTHER-${n}` }),
    );
    await whileLocked('mpesa_payment', 'id', push.id, async () => {
      const outcomes = await recorder.recordUnlocked([...others.slice(0, 2), theirs, ...others.slice(2)]);
      expect(outcomes.map(({ result }) => result)).toEqual([
        'applied',
        'applied',
        'locked',
        'applied',
        'applied',
      ]);
    });
    expect(await recorder.recordUnlocked([theirs])).toEqual([{ result: 'applied', paymentId: push.id }]);
  });

  it('of a phone hold up its payment only, which is named without its number', async () => {
    const { recorder } = recorders();
    const [tired, other] = ['254722000001', '254722000002'].map((phone) =>
      samplePayment(fixture.subject, { status: 'pending', phone, sendingAt: fixture.subject.clock.now() }),
    );
    if (tired === undefined || other === undefined) throw new Error('two payments');
    await insertPayments(fixture.subject, [tired, other]);
    const { storage } = fixture.subject;
    await storage.unitOfWork.run((tx) =>
      storage.promptLocks.lock(tx, [tired.phone ?? '', other.phone ?? '']),
    );
    const news = [tired, other].map(({ id }) =>
      failed({ paymentId: id, checkoutRequestId: null, source: 'query' }),
    );
    await whileLocked('mpesa_phone_line', 'phone', tired.phone ?? '', async () => {
      expect(await recorder.recordUnlocked(news)).toEqual([
        { result: 'locked', paymentId: tired.id },
        { result: 'applied', paymentId: other.id },
      ]);
    });
    expect(await recorder.recordUnlocked(news.slice(0, 1))).toMatchObject([{ result: 'applied' }]);
  });

  it('of a standing order hold up that order only, and the sweep comes back for it', async () => {
    const { orderRecorder, waits } = recorders();
    const { storage, clock } = fixture.subject;
    const orders = ['A1', 'A2'].map((name) => sampleOrder(name));
    for (const order of orders) {
      await orderRecorder.open(order);
      const at = clock.now();
      await storage.standingOrders.depart({ id: order.id, at, nextCheckAt: at + LEASE });
    }
    const [held, free] = orders;
    clock.advance(LEASE);
    await whileLocked('mpesa_standing_order', 'id', held?.id ?? '', async () => {
      await orderRecorder.sweep();
      clock.advance(5_000);
      await orderRecorder.sweep();
    });
    expect(waits).toEqual([expect.stringContaining(`standing order ${held?.id} is kept locked`)]);
    expect(await storage.standingOrders.get(free?.id ?? '')).toMatchObject({ status: 'unknown' });
    expect(await storage.standingOrders.get(held?.id ?? '')).toMatchObject({ status: 'created' });
    await orderRecorder.sweep();
    expect(await storage.standingOrders.get(held?.id ?? '')).toMatchObject({ status: 'unknown' });
  });

  it('end a call that needs them with an error that names the payment and may be tried again', async () => {
    const { recorder } = recorders();
    const payment = samplePayment(fixture.subject, { status: 'review', reviewReason: 'horizon' });
    await insertPayments(fixture.subject, [payment]);
    const word = { as: 'failed', receipt: null, by: 'Ann', reason: 'not there' } as const;
    const fact = {
      type: 'resolved',
      paymentId: payment.id,
      at: fixture.subject.clock.now(),
      ...word,
    } as const;
    await whileLocked('mpesa_payment', 'id', payment.id, async () => {
      await expect(recorder.record([fact])).rejects.toMatchObject({
        code: 'storage-locked',
        paymentId: payment.id,
        retryable: true,
        moneyMayHaveMoved: false,
      });
    });
    expect(await recorder.record([fact])).toMatchObject([{ result: 'applied' }]);
  });

  function sampleOrder(name: string) {
    const now = fixture.subject.clock.now();
    return newStandingOrder({
      id: fixture.subject.newId(),
      account: 'default',
      accountType: 'paybill',
      shortcode: '174379',
      till: null,
      name,
      phone: '254722000000',
      amountCents: 450_000,
      frequency: 'monthly',
      startsOn: '2026-12-01',
      endsOn: '2027-12-01',
      reference: name,
      description: null,
      metadata: null,
      liveKey: name,
      requestHash: 'hash',
      createdAt: now,
      nextCheckAt: now + 1_000,
    });
  }
});
