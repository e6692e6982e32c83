/** What Safaricom's pages and captures print of a success proves it: nobody is asked about an honest callback. */
import { describe, expect, it } from '@jest/globals';
import type { CallbackKind } from '../../libs/mpesa/src/inbox/callback-kinds.js';
import { readCallback } from '../../libs/mpesa/src/inbox/read-callback.js';
import { evidenceOf, evidenceOfMoney } from '../../libs/mpesa/src/payments/evidence.js';
import type { Payment, PaymentKind } from '../../libs/mpesa/src/payments/payment.js';
import type { PaymentFact, SucceededFact } from '../../libs/mpesa/src/payments/payment-fact.js';
import { paymentOf } from '../../libs/mpesa/src/testing/in-memory/evidence-samples.js';
import { samplePolicy } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { dayOfReceipts } from '../../libs/mpesa/src/values/receipt.js';
import { fixture } from '../support/fixtures.js';
import { OWN_SHORTCODE, stored } from './stored.js';
import { CALLBACKS } from './wire-fixtures.js';

const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;

/** Whose callback comes to a URL of each kind. Standing orders, questions and timeouts prove no payment. */
const OF: Partial<Record<CallbackKind, PaymentKind>> = {
  stk: 'stk-push',
  'c2b-confirmation': 'c2b',
  'bill-manager': 'c2b',
  'b2c-result': 'b2c',
  'b2b-result': 'b2b',
  'b2b-express': 'b2b-express',
  'reversal-result': 'reversal',
  'check-result': 'b2c',
};

const PAID = [
  'b2b-express-callback-paid',
  'b2b-result-paid',
  'b2b-result-paid-2017',
  'b2c-result-paid',
  'bill-manager-push',
  'c2b-confirmation-till',
  'c2b-confirmation-v1-production',
  'c2b-confirmation-v2',
  'reversal-result-done',
  'stk-callback-paid',
  'stk-callback-paid-variations',
  'transaction-status-result',
  'transaction-status-result-portal',
];

async function factIn(kind: CallbackKind, name: string, receivedAt: number): Promise<PaymentFact | null> {
  const callback = { ...stored(kind, fixture(name).body), receivedAt };
  const lookups = { receiverOf: OWN_SHORTCODE, isOurQuestion: () => true };
  const reading = await readCallback(callback, lookups);
  return 'fact' in reading ? reading.fact : null;
}

/** A few seconds after what it tells of; where that is not told, on the day of its receipt. */
async function heard(kind: CallbackKind, name: string): Promise<PaymentFact | null> {
  const read = await factIn(kind, name, Date.UTC(2026, 10, 21, 9));
  if (read === null || !('completedAt' in read)) return read;
  return factIn(kind, name, (read.completedAt ?? dateOf(read.receipt ?? '')) + 3 * SECOND);
}

function dateOf(receipt: string): number {
  const days = Array.from({ length: 26 * 366 }, (_, index) => Date.UTC(2006, 0, 1, 9) + index * DAY);
  return days.find((day) => receipt.startsWith(dayOfReceipts(day))) ?? Number.NaN;
}

/** The request that it is the callback of, twenty seconds before. */
function requestOf(kind: PaymentKind, fact: SucceededFact): Payment {
  const { other, amountCents, completedAt, at } = fact;
  return paymentOf(kind, {
    amountCents: amountCents ?? 1_000,
    phone: other?.form === 'clear' ? other.value : null,
    party: fact.payeeNumber ?? null,
    instruction: fact.originalReceipt == null ? null : { receipt: fact.originalReceipt },
    checkoutRequestId: fact.checkoutRequestId,
    merchantRequestId: fact.merchantRequestId ?? null,
    conversationId: fact.conversationId ?? null,
    originatorConversationId: fact.originatorConversationId ?? null,
    createdAt: (completedAt ?? at) - 20 * SECOND,
  });
}

const SUCCESSES = Object.entries(OF).flatMap(([kind, of]) =>
  CALLBACKS[kind as keyof typeof CALLBACKS].map((name) => [name, kind as CallbackKind, of] as const),
);

describe('a success as Safaricom prints it', () => {
  it.each(SUCCESSES.filter(([name]) => PAID.includes(name)))('proves itself: %s', async (name, kind, of) => {
    const fact = await heard(kind, name);
    if (fact?.type === 'money-received')
      return expect(evidenceOfMoney(fact, samplePolicy)).toEqual({ open: [], contradicts: [] });
    if (fact?.type !== 'succeeded') throw new Error(`${name} is read as ${fact?.type}`);
    expect(evidenceOf(requestOf(of, fact), fact, samplePolicy)).toEqual({ open: [], contradicts: [] });
  });

  it('is one of these, and every other fixture is none', async () => {
    const found: string[] = [];
    for (const [name, kind] of SUCCESSES) {
      const fact = await heard(kind, name);
      if (fact?.type === 'succeeded' || fact?.type === 'money-received') found.push(name);
    }
    expect(found.sort()).toEqual(PAID);
  });
});
