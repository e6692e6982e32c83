import { eastAfricaStamp } from '../../clock/east-africa-time.js';
import type { StkPush } from './stk-push.js';
import type { StkResult } from './stk-results.js';

/** Stands for the amount until the text is made: JSON.stringify would print 1, the wire says 1.00. */
const AMOUNT = '@amount@';

/** The callback as it goes over the wire (DARAJA-FACTS 1.4); a failure has no CallbackMetadata at all. */
export function stkCallbackText(push: StkPush, result: StkResult, okResultCodeStrings: boolean): string {
  const stkCallback = {
    MerchantRequestID: push.merchantRequestId,
    CheckoutRequestID: push.checkoutRequestId,
    ResultCode: okResultCodeStrings ? String(result.code) : result.code,
    ResultDesc: result.text,
    ...(result.paid && { CallbackMetadata: { Item: metadata(push, result.paid) } }),
  };
  return JSON.stringify({ Body: { stkCallback } }).replace(`"${AMOUNT}"`, push.amount.toFixed(2));
}

function metadata(
  push: StkPush,
  paid: { receipt: string; at: number },
): { Name: string; Value: string | number }[] {
  return [
    { Name: 'Amount', Value: AMOUNT },
    { Name: 'MpesaReceiptNumber', Value: paid.receipt },
    { Name: 'TransactionDate', Value: Number(eastAfricaStamp(paid.at)) },
    { Name: 'PhoneNumber', Value: Number(push.phone.msisdn) },
  ];
}
