import { describe, expect, it } from '@jest/globals';
import { NOON, RECEIPT, samplePush } from '../testing/in-memory/sample-payments.js';
import type { Payment } from '../payments/payment.js';
import { PushPaymentInquiry } from './push-payment.inquiry.js';

const app = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  baseUrl: 'http://127.0.0.1:4010',
  account: 'default',
};
const TOLD = 'ws_CO_21112026120000000722000000';

/** What it asked by, for a Daraja that knows of nothing but successes. */
async function askedBy(push: Payment, canAskByReceipt = true): Promise<string[]> {
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
    transactions: {
      askByReceipt: async (_, receipt) => {
        names.push(receipt);
        return 'later';
      },
    },
    accountOf: async () => ({ app, shortcode: '174379', passkey: 'passkey', canAskByReceipt }),
    clock: { now: () => NOON },
  });
  const answer = await inquiry.ask(push);
  expect(answer === 'nothing-to-ask-by').toBe(names.length === 0);
  return names;
}

/** Nobody acknowledged it, and a callback named it. */
const claim = {
  receipt: RECEIPT,
  amountCents: 150_000,
  phone: null,
  completedAt: null,
  open: ['ids'],
  checkoutRequestId: TOLD,
} as const;
const claimed = samplePush({ status: 'unknown', claim });

describe('a push is asked about', () => {
  it('by the name that Daraja has told us, whatever a callback tells', async () => {
    expect(await askedBy(samplePush({ status: 'pending', checkoutRequestId: 'ws_CO_1', claim }))).toEqual([
      'ws_CO_1',
    ]);
  });

  it('by no name that only a callback has told, which may be that of a prompt for one shilling: by the receipt it tells', async () => {
    expect(await askedBy(claimed)).toEqual([RECEIPT]);
    expect(await askedBy(claimed, false)).toEqual([]);
  });

  it('by no receipt that cannot be one', async () => {
    expect(await askedBy({ ...claimed, claim: { ...claim, open: ['ids', 'receipt'] } })).toEqual([]);
    expect(await askedBy({ ...claimed, claim: null })).toEqual([]);
  });

  it('by nothing that erasure has left of its name', async () => {
    expect(
      await askedBy(samplePush({ status: 'failed', checkoutRequestId: 'k1.left', erasedAt: NOON })),
    ).toEqual([]);
  });
});
