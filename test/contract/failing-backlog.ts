/** What an operator of the host finds in the books, and may do something about. */
import { newStandingOrder } from '../../libs/mpesa/src/payments/standing-order.js';
import { OFFICE } from '../e2e/money-out/office.js';
import { JANE } from '../support/story.js';
import type { TestApp } from '../support/test-app.js';
import type { Subject } from './contract-case.js';
import { appendEvents, insertPayments, sampleCallback, sampleEvent, samplePayment } from './samples.js';

const HOUR = 3_600_000;
const LEASE_MS = 60_000;

/** The handler that failed for good, and no longer exists. */
export const GONE = 'gone';
export const HELD = 'held'.padEnd(43, '-');

/** A payout and a standing order in review, a dead letter, a callback in quarantine, a restore and a stopped operator. */
export async function keepBacklog(subject: Subject): Promise<{ readonly eventId: string }> {
  const { storage, clock } = subject;
  const now = clock.now();
  const owed = { id: 'owed', kind: 'b2c', direction: 'out', status: 'review', shortcode: OFFICE } as const;
  await insertPayments(subject, [
    samplePayment(subject, { ...owed, phone: JANE, amountCents: 7_000, reference: null, sendingAt: now }),
  ]);
  await storage.unitOfWork.run((tx) => storage.standingOrders.insert(tx, rent(now)));
  await storage.inbox.store([sampleCallback(subject, { id: HELD, status: 'quarantined' })]);
  await storage.restores.mark(now - HOUR, now);
  const initiator = { account: 'default', initiator: 'sacked', resultCode: '2001', resultText: null };
  await storage.operators.lock({ ...initiator, lockedAt: now }, now);
  return deadLetter(subject);
}

async function deadLetter(subject: Subject): Promise<{ readonly eventId: string }> {
  const { outbox } = subject.storage;
  const now = subject.clock.now();
  await outbox.subscribe([{ handler: GONE, event: 'payment.created' }], now);
  await appendEvents(subject, [sampleEvent(samplePayment(subject))]);
  const claim = { handlers: [GONE], now, leaseUntil: now + LEASE_MS, limit: 1 };
  const [delivery] = await outbox.claim('nobody', claim);
  if (delivery === undefined) throw new Error('no delivery');
  await outbox.deadLetter('nobody', delivery, { now, error: 'Error: no' });
  return delivery;
}

function rent(now: number) {
  const order = newStandingOrder({
    id: 'rent',
    account: 'default',
    accountType: 'paybill',
    shortcode: OFFICE,
    till: null,
    phone: JANE,
    name: 'Rent A1',
    amountCents: 450_000,
    reference: 'A1',
    description: 'Rent',
    frequency: 'monthly',
    startsOn: '2026-12-01',
    endsOn: '2027-12-01',
    metadata: null,
    liveKey: 'rent',
    requestHash: 'hash',
    createdAt: now,
    nextCheckAt: now + HOUR,
  });
  return { ...order, status: 'review' as const };
}

/** Money that Safaricom took at the host's pay bill, and whose confirmation never came. @returns its receipt */
export async function paidByHand({ sim }: TestApp): Promise<string> {
  sim.addFault({ op: 'c2b-confirmation', fault: 'callback-lost' });
  // Bill Manager tells of it too, and tries again.
  sim.addFault({ op: 'billmanager-payment', fault: 'callback-lost', count: 9 });
  const { receipt } = await sim.pay(JANE, { shortcode: OFFICE, account: 'INV-77', amount: 168 });
  return receipt ?? '';
}

/** What a change by hand leaves in the books, without ids and times that are new each time. */
export async function booksOf({ database }: TestApp): Promise<unknown[]> {
  return Promise.all(
    [
      'SELECT kind, status, receipt, amount_cents, settled_by, phone, party_name FROM mpesa_payment ORDER BY receipt, kind, amount_cents',
      'SELECT name, count(*) AS n FROM mpesa_event GROUP BY name ORDER BY name',
      'SELECT handler, status, attempts, count(*) AS n FROM mpesa_delivery GROUP BY handler, status, attempts ORDER BY handler, status',
      'SELECT handler, event FROM mpesa_subscription ORDER BY handler, event',
      'SELECT backup_at, restored_at, closed_by FROM mpesa_restore ORDER BY backup_at',
      'SELECT id, status FROM mpesa_callback ORDER BY id',
      'SELECT * FROM mpesa_operator',
      'SELECT id, status, phone FROM mpesa_standing_order',
      'SELECT DISTINCT reason FROM mpesa_erasure',
      'SELECT DISTINCT reason FROM mpesa_export',
    ].map((sql) => database.query(sql)),
  );
}
