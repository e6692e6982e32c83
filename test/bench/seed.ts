import { callbackDigest } from '../../libs/mpesa/src/inbox/callback-inbox.js';
import { newPayment, type Payment } from '../../libs/mpesa/src/payments/payment.js';
import { openStorage, type Storage } from '../../libs/mpesa/src/storage/storage.js';
import { systemClock } from '../../libs/mpesa/src/values/clock.js';
import { KeyedDigests } from '../../libs/mpesa/src/values/keyed-digests.js';
import { systemRandom } from '../../libs/mpesa/src/values/random.js';
import { createUuidV7 } from '../../libs/mpesa/src/values/uuid-v7.js';
import type { TestStorage } from '../support/database.js';
import { CALLBACK_SECRET, checkoutRequestId, stkCallback } from './stk-requests.js';

const clock = systemClock();
const newId = createUuidV7(clock, systemRandom);
const digests = new KeyedDigests([CALLBACK_SECRET]);
const SLICE = 500;

/** Fills a database through the module's own stores, before the application under measurement opens it. */
export async function seed<T>(where: TestStorage, work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = await openStorage(where, { migrate: 'run', newId, clock, digests });
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

/** Pushes that payers are looking at, each on a phone of its own, as the callbacks of `stkCallback` will pay them. */
export function pendingPushes(count: number, over: Partial<Payment> = {}): Payment[] {
  const now = clock.now();
  return Array.from({ length: count }, (_, index) => {
    const id = newId();
    return newPayment({
      id,
      kind: 'stk-push',
      direction: 'in',
      account: 'default',
      accountType: 'paybill',
      shortcode: '174379',
      till: null,
      amountCents: 150_000,
      createdAt: now,
      sendingAt: now,
      status: 'pending',
      version: 2,
      phone: `2547${String(index).padStart(8, '0')}`,
      reference: 'ORDER-17',
      checkoutRequestId: checkoutRequestId(id),
      merchantRequestId: `29115-${id}`,
      nextCheckAt: now + 3_600_000,
      ...over,
    });
  });
}

export async function storePayments(storage: Storage, payments: readonly Payment[]): Promise<void> {
  for (let start = 0; start < payments.length; start += SLICE) {
    const slice = payments.slice(start, start + SLICE);
    await storage.unitOfWork.run((tx) => storage.payments.insert(tx, slice));
  }
}

/** The callbacks of these payments as the door leaves them. */
export async function storeCallbacks(storage: Storage, paymentIds: readonly string[]): Promise<void> {
  for (let start = 0; start < paymentIds.length; start += SLICE) {
    const batch = paymentIds.slice(start, start + SLICE).map((paymentId) => {
      const body = Buffer.from(stkCallback(paymentId));
      const id = digests.of('callback', callbackDigest('stk', paymentId, body));
      const known = {
        kind: 'stk',
        shortcode: null,
        sourceAddress: '127.0.0.1',
        raw: true,
        reason: null,
      } as const;
      return { ...known, id, paymentId, body, receivedAt: clock.now(), status: 'new' as const };
    });
    await storage.inbox.store(batch);
  }
}
