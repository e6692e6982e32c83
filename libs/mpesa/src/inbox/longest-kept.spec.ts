import { describe, expect, it } from '@jest/globals';
import type { StoredCallback } from './inbox-store.js';
import { readCallback } from './read-callback.js';

const stk = (receipt: string) => {
  const Item = [
    { Name: 'Amount', Value: 1 },
    { Name: 'MpesaReceiptNumber', Value: receipt },
  ];
  const stkCallback = { ResultCode: 0, CheckoutRequestID: 'ws_CO_1', CallbackMetadata: { Item } };
  const body = Buffer.from(JSON.stringify({ Body: { stkCallback } }));
  const callback = { kind: 'stk', paymentId: 'push-1', shortcode: null, body, receivedAt: 1 };
  const lookups = { receiverOf: async () => 'unknown' as const, isOurQuestion: () => false };
  return readCallback(callback as unknown as StoredCallback, lookups);
};

describe('a receipt', () => {
  it('that its column cannot keep is refused by name', async () => {
    expect(await stk('A'.repeat(65))).toEqual({ status: 'rejected', reason: 'too-long: receipt' });
    expect(await stk('A'.repeat(64))).toMatchObject({ fact: { receipt: 'A'.repeat(64) } });
  });
});
