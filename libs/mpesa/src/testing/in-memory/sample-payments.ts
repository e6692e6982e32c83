import type {
  AcceptedFact,
  FailedFact,
  MoneyReceivedFact,
  SucceededFact,
} from '../../payments/payment-fact.js';
import type { PaymentPolicy } from '../../payments/payment-policy.js';
import { newPayment, type Payment } from '../../payments/payment.js';
import { KeyedDigests, plainDigest } from '../../values/keyed-digests.js';

/** 21 November 2026, noon in Nairobi. */
export const NOON = Date.UTC(2026, 10, 21, 9);
export const PHONE = '254722000000';
export const CHECKOUT = 'ws_CO_21112026120000000722000000';
export const MERCHANT = '29115-34620561-1';
export const RECEIPT = 'UKL0000001';

export const MINUTE = 60_000;

export const sampleDigests = new KeyedDigests(['a-secret-for-the-samples-alone']);

export const samplePolicy: PaymentPolicy = {
  firstCheckMs: MINUTE,
  promptMs: 3 * MINUTE,
  sendLeaseMs: 2 * MINUTE,
  waitForCallbacksMs: 3 * MINUTE,
  clockSkewMs: 5_000,
  confirming: () => ({ mode: 'off', aboveCents: 2_000_000 }),
  horizonMs: () => 60 * MINUTE,
  erasedCheckouts: (id) => sampleDigests.formsOf('checkout-request', plainDigest(id)),
  erasedReferences: (reference) => sampleDigests.formsOf('reference', plainDigest(reference)),
  promptLock: { maxUnfinished: 5, restMs: 24 * 60 * MINUTE, onUnfinished: 'refuse' },
};

/** The same, for accounts that believe no callback by itself. */
export const confirmingPolicy: PaymentPolicy = {
  ...samplePolicy,
  confirming: () => ({ mode: 'query', aboveCents: 2_000_000 }),
};

/** The same, for accounts that believe what is proven, unless it is much, from elsewhere, or overturns a failure. */
export const autoPolicy: PaymentPolicy = {
  ...samplePolicy,
  confirming: () => ({ mode: 'auto', aboveCents: 2_000_000 }),
};

/** KES 1,500 asked of a phone by a pay bill, on its way to Daraja. */
export function samplePush(over: Partial<Payment> = {}): Payment {
  return newPayment({
    id: 'push-1',
    kind: 'stk-push',
    direction: 'in',
    account: 'default',
    accountType: 'paybill',
    shortcode: '174379',
    till: null,
    amountCents: 150_000,
    phone: PHONE,
    reference: 'ORDER-17',
    createdAt: NOON,
    sendingAt: NOON,
    promptUntil: NOON + samplePolicy.promptMs,
    nextCheckAt: NOON + samplePolicy.sendLeaseMs,
    ...over,
  });
}

export function accepted(over: Partial<AcceptedFact> = {}): AcceptedFact {
  return {
    type: 'accepted',
    paymentId: 'push-1',
    at: NOON + 1_000,
    checkoutRequestId: CHECKOUT,
    merchantRequestId: MERCHANT,
    ...over,
  };
}

/** A callback's word that the money moved. */
export function succeeded(over: Partial<SucceededFact> = {}): SucceededFact {
  return {
    type: 'succeeded',
    paymentId: 'push-1',
    at: NOON + 20_000,
    source: 'callback',
    receipt: RECEIPT,
    amountCents: 150_000,
    phone: PHONE,
    other: { form: 'clear', value: PHONE },
    partyName: null,
    transactionType: null,
    completedAt: NOON + 18_000,
    checkoutRequestId: CHECKOUT,
    merchantRequestId: MERCHANT,
    resultCode: '0',
    resultText: 'The service request is processed successfully.',
    ...over,
  };
}

/** A status query's word for the same, which tells neither receipt nor amount. */
export function confirmedByQuery(over: Partial<SucceededFact> = {}): SucceededFact {
  return succeeded({
    source: 'query',
    receipt: null,
    amountCents: null,
    phone: null,
    other: { form: 'none', value: '' },
    completedAt: null,
    ...over,
  });
}

export function failed(over: Partial<FailedFact> = {}): FailedFact {
  return {
    type: 'failed',
    paymentId: 'push-1',
    at: NOON + 20_000,
    source: 'callback',
    failure: 'cancelled',
    resultCode: '1032',
    resultText: 'Request cancelled by user',
    transactionId: null,
    checkoutRequestId: CHECKOUT,
    merchantRequestId: MERCHANT,
    ...over,
  };
}

/** What a C2B confirmation tells of the same KES 1,500. */
export function moneyReceived(over: Partial<MoneyReceivedFact> = {}): MoneyReceivedFact {
  return {
    type: 'money-received',
    at: NOON + 19_000,
    account: 'default',
    accountType: 'paybill',
    shortcode: '174379',
    till: null,
    receipt: RECEIPT,
    amountCents: 150_000,
    reference: 'ORDER-17',
    payer: { form: 'clear', value: PHONE },
    partyName: 'Wanjiku',
    transactionType: 'Pay Bill',
    completedAt: NOON + 18_000,
    ...over,
  };
}
