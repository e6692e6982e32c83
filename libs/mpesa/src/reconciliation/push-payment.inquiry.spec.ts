import { describe, expect, it } from '@jest/globals';
import { NOON, PHONE, samplePush } from '../testing/in-memory/sample-payments.js';
import type { Payment } from '../payments/payment.js';
import { PushPaymentInquiry } from './push-payment.inquiry.js';

const app = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  baseUrl: 'http://127.0.0.1:4010',
  account: 'default',
};
const TOLD = `ws_CO_21112026120000000${PHONE.slice(-9)}`;

/** What it asked by, for a Daraja that knows of nothing but successes. */
async function askedBy(push: Payment, erased: readonly string[] = []): Promise<string[]> {
  const names: string[] = [];
  const inquiry = new PushPaymentInquiry({
    inquiry: {
      ask: async ({ checkoutRequestId }) => {
        names.push(checkoutRequestId);
        return {
          ResultCode: '0',
          ResultDesc: 'ok',
          CheckoutRequestID: checkoutRequestId,
          MerchantRequestID: null,
        };
      },
    },
    accountOf: async () => ({ app, shortcode: '174379', passkey: 'passkey' }),
    isErased: async (name) => erased.includes(name),
    clock: { now: () => NOON },
  });
  const answer = await inquiry.ask(push);
  expect(answer === 'nothing-to-ask-by').toBe(names.length === 0);
  return names;
}

/** Nobody acknowledged it, and a callback named it. */
const claimed = samplePush({
  status: 'unknown',
  claim: { receipt: null, amountCents: 150_000, phone: null, completedAt: null, checkoutRequestId: TOLD },
});

describe('a push is asked about', () => {
  it('by the name that only a callback has told', async () => {
    expect(await askedBy(claimed)).toEqual([TOLD]);
  });

  it('by an old name, which tells no phone', async () => {
    const old = 'ws_CO_191220191020363925';
    const claim = { ...claimed.claim, checkoutRequestId: old } as Payment['claim'];
    expect(await askedBy({ ...claimed, claim })).toEqual([old]);
  });

  it('by no name of a push to another phone: one that was paid elsewhere would pay for this one', async () => {
    const claim = {
      ...claimed.claim,
      checkoutRequestId: 'ws_CO_21112026120000000733000000',
    } as Payment['claim'];
    expect(await askedBy({ ...claimed, claim })).toEqual([]);
  });

  it('by no name that was another’s, whose personal data was erased since: it would be paid by that one’s success', async () => {
    expect(await askedBy(claimed, [TOLD])).toEqual([]);
  });

  it('by nothing that erasure has left of its name', async () => {
    expect(
      await askedBy(samplePush({ status: 'failed', checkoutRequestId: 'k1.left', erasedAt: NOON })),
    ).toEqual([]);
  });
});
