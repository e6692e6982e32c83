import { eventFor } from '../../libs/mpesa/src/payments/announce.js';
import type { NewEvent } from '../../libs/mpesa/src/payments/payment-events.js';
import { newPayment, type Payment } from '../../libs/mpesa/src/payments/payment.js';
import type { ArrivedCallback } from '../../libs/mpesa/src/inbox/inbox-store.js';
import type { Subject } from './contract-case.js';

/** A push to a pay bill, just stored, not yet sent. */
export function samplePayment({ newId, clock }: Subject, over: Partial<Payment> = {}): Payment {
  return newPayment({
    id: newId(),
    kind: 'stk-push',
    direction: 'in',
    account: 'default',
    accountType: 'paybill',
    shortcode: '174379',
    till: null,
    amountCents: 150_000,
    createdAt: clock.now(),
    phone: '254722000000',
    reference: 'ORDER-17',
    ...over,
  });
}

/** A payment that has something to say in every field. */
export function fullPayment(subject: Subject, over: Partial<Payment> = {}): Payment {
  const now = subject.clock.now();
  const id = subject.newId();
  return samplePayment(subject, {
    id,
    status: 'review',
    till: '5123456',
    amountCents: Number.MAX_SAFE_INTEGER,
    phoneMasked: '2547 ***** 126',
    phoneHash: 'a'.repeat(64),
    partyName: "Wanjikũ O'Brien \\ 😀",
    description: 'Tea and "mandazi"; -- ?',
    metadata: { order: 17, nested: { list: [1, 'two', null, true] }, text: 'ß€😀' },
    idempotencyKey: `key-${id}`,
    requestHash: 'b'.repeat(64),
    transactionType: 'Pay Bill',
    checkoutRequestId: `ws_CO_${id}`,
    merchantRequestId: `29115-${id}`,
    conversationId: `AG_${id}`,
    originatorConversationId: `orig-${id}`,
    receipt: `R${id}`,
    receiptFrom: 'c2b',
    transactionId: `T${id}`,
    failure: 'cancelled',
    resultCode: '1032',
    resultText: 'Request cancelled by user',
    reviewReason: 'amount differs',
    settledBy: 'callback',
    claim: { receipt: 'TKL1', amountCents: 100, phone: '254722000000', completedAt: now - 1 },
    awaiting: 'confirmation',
    clearedAt: now - 2,
    sendingAt: now + 1,
    promptUntil: now + 2,
    updatedAt: now + 3,
    settledAt: now + 4,
    completedAt: now + 5,
    nextCheckAt: now + 6,
    checks: 7,
    reversedCents: 8,
    reversalUnknownCents: 9,
    feeCents: 9,
    supersededBy: subject.newId(),
    version: 10,
    ...over,
  });
}

export async function insertPayments(subject: Subject, payments: readonly Payment[]): Promise<void> {
  await subject.storage.unitOfWork.run((tx) => subject.storage.payments.insert(tx, payments));
}

export function loadPayments(subject: Subject, ids: readonly string[]): Promise<Payment[]> {
  return subject.storage.unitOfWork.run((tx) => subject.storage.payments.load(tx, ids));
}

/** The event of a payment's version. */
export function sampleEvent(payment: Payment, version = payment.version): NewEvent {
  return eventFor({ ...payment, version });
}

export async function appendEvents(subject: Subject, events: readonly NewEvent[]): Promise<void> {
  await subject.storage.unitOfWork.run((tx) => subject.storage.outbox.append(tx, events));
}

let callbacks = 0;

export function sampleCallback({ clock }: Subject, over: Partial<ArrivedCallback> = {}): ArrivedCallback {
  return {
    id: `callback-${String(++callbacks).padStart(6, '0')}`.padEnd(43, '-'),
    kind: 'stk',
    paymentId: null,
    shortcode: null,
    body: Buffer.from('{"Body":{}}'),
    raw: true,
    sourceAddress: '196.201.214.200',
    receivedAt: clock.now(),
    status: 'new',
    reason: null,
    ...over,
  };
}

export function idsOf(items: ReadonlyArray<{ readonly id: string }>): string[] {
  return items.map(({ id }) => id);
}
