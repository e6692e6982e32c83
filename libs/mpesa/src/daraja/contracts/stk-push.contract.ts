import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

/** `POST /mpesa/stkpush/v1/processrequest` (portal page MpesaExpressSimulate). */
export interface StkPushRequestBody {
  /** Pay bill; for a till its store (head-office) number. */
  readonly BusinessShortCode: string;
  /** base64 of shortcode + passkey + timestamp. */
  readonly Password: string;
  /** `YYYYMMDDHHmmss` in East Africa Time, the one inside the password. */
  readonly Timestamp: string;
  readonly TransactionType: 'CustomerPayBillOnline' | 'CustomerBuyGoodsOnline';
  /** Whole shillings. */
  readonly Amount: number;
  /** Twelve digits. A number: as strings `PartyA` and `PhoneNumber` were reported to end in 1037 now and then. */
  readonly PartyA: number;
  /** Pay bill: the same shortcode; till: the till number. */
  readonly PartyB: string;
  readonly PhoneNumber: number;
  readonly CallBackURL: string;
  /** At most 12 characters. */
  readonly AccountReference: string;
  /** At most 13 characters. */
  readonly TransactionDesc: string;
}

/** Daraja took the push over. It says nothing of the payer yet. */
export interface StkPushAnswer {
  readonly MerchantRequestID: string | null;
  readonly CheckoutRequestID: string;
  readonly ResponseDescription: string | null;
  readonly CustomerMessage: string | null;
}

/** Accepted is `ResponseCode` "0" with a `CheckoutRequestID`, nothing else. */
export function parseStkPushAnswer(body: unknown): Reading<StkPushAnswer> {
  const record = wireRecord(body);
  const code = wireText(record?.['ResponseCode']);
  if (!record || code === null) return UNREADABLE;
  const description = wireText(record['ResponseDescription']);
  if (code !== '0') return { kind: 'refused', code, message: description ?? '(no message)' };
  const checkoutRequestId = wireText(record['CheckoutRequestID']);
  if (checkoutRequestId === null) return UNREADABLE;
  return accepted({
    MerchantRequestID: wireText(record['MerchantRequestID']),
    CheckoutRequestID: checkoutRequestId,
    ResponseDescription: description,
    CustomerMessage: wireText(record['CustomerMessage']),
  });
}
