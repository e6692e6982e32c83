import { createHash, randomUUID } from 'node:crypto';
import { CallbackUrls } from '../../libs/mpesa/src/callbacks/callback-urls.js';

/** Signs the URLs of the bench: the same in each of its processes, and in no file, or the module would refuse it. */
export const CALLBACK_SECRET = createHash('sha256').update('the callbacks of the bench').digest('hex');
export const CALLBACK_BASE_URL = 'http://127.0.0.1';

/** What Daraja calls a push, derived from our id so that a callback can be written for a payment stored beforehand. */
export function checkoutRequestId(paymentId: string): string {
  return `ws_CO_21112026_${paymentId}`;
}

/** The module's own maker of URLs: every one of them passes the check of the door. */
const urls = new CallbackUrls({ baseUrl: CALLBACK_BASE_URL, path: 'callbacks', secrets: [CALLBACK_SECRET] });

/** `count` successful STK callbacks as bytes on the wire, each for another payment. */
export function stkRequests(count: number): Buffer[] {
  return stkRequestsFor(Array.from({ length: count }, () => randomUUID()));
}

export function stkRequestsFor(paymentIds: readonly string[]): Buffer[] {
  return paymentIds.map((id) => {
    const body = stkCallback(id);
    return Buffer.from(
      `POST /callbacks/${urls.pathFor('stk', id)} HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
        'User-Agent: Apache-HttpClient/4.5.13 (Java/11)\r\nAccept: */*\r\n' +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
}

let receipts = 36 ** 7;

/** A success as Daraja tells it, with a receipt of its own. */
export function stkCallback(paymentId: string): string {
  return JSON.stringify({
    Body: {
      stkCallback: {
        MerchantRequestID: `29115-${paymentId}`,
        CheckoutRequestID: checkoutRequestId(paymentId),
        ResultCode: 0,
        ResultDesc: 'The service request is processed successfully.',
        CallbackMetadata: {
          Item: [
            { Name: 'Amount', Value: 1500 },
            { Name: 'MpesaReceiptNumber', Value: `TK${(receipts++).toString(36).toUpperCase()}` },
            { Name: 'Balance' },
            { Name: 'TransactionDate', Value: 20261121102115 },
            { Name: 'PhoneNumber', Value: 254722000000 },
          ],
        },
      },
    },
  });
}
