import type { ErrorEnvelope } from '../wire/answer.js';
import { says } from '../catalogue/says.js';
import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { type WireRecord, wireRecord, wireText } from '../wire/wire-reader.js';

/** `POST /mpesa/stkpushquery/v1/query` (portal page MpesaExpressQuery). */
export interface StkQueryRequestBody {
  readonly BusinessShortCode: string;
  readonly Password: string;
  readonly Timestamp: string;
  readonly CheckoutRequestID: string;
}

/** How a push stands. No receipt, amount or phone: the query never tells them. */
export interface StkQueryAnswer {
  readonly MerchantRequestID: string | null;
  readonly CheckoutRequestID: string | null;
  /** "0" paid, "4999" still pending (both forms of pending read so), anything else failed. */
  readonly ResultCode: string;
  readonly ResultDesc: string | null;
}

/** The result code of a push that is still being processed. */
export const STK_PENDING = '4999';

/** A `ResultCode` is the answer; without one the `ResponseCode` says why not. */
export function parseStkQueryAnswer(body: unknown): Reading<StkQueryAnswer> {
  const record = wireRecord(body);
  if (!record) return UNREADABLE;
  const resultCode = wireText(record['ResultCode']);
  return resultCode === null ? withoutResult(record) : accepted(answerOf(record, resultCode));
}

/** Older, and still seen: a pending push is told as HTTP 500 with `500.001.1001 The transaction is being processed`. */
export function parseStkQueryError(error: ErrorEnvelope): Reading<StkQueryAnswer> | null {
  if (!says('push-pending', error.errorMessage)) return null;
  return accepted({
    MerchantRequestID: null,
    CheckoutRequestID: null,
    ResultCode: STK_PENDING,
    ResultDesc: error.errorMessage,
  });
}

function answerOf(record: WireRecord, resultCode: string): StkQueryAnswer {
  return {
    MerchantRequestID: wireText(record['MerchantRequestID']),
    CheckoutRequestID: wireText(record['CheckoutRequestID']),
    ResultCode: resultCode,
    ResultDesc: wireText(record['ResultDesc']),
  };
}

function withoutResult(record: WireRecord): Reading<StkQueryAnswer> {
  const code = wireText(record['ResponseCode']);
  if (code === null || code === '0') return UNREADABLE;
  return { kind: 'refused', code, message: wireText(record['ResponseDescription']) ?? '(no message)' };
}
