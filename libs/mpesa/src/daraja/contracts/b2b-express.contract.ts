import { parseCents } from '../../values/money.js';
import { type Reading, UNREADABLE, accepted } from '../wire/reading.js';
import { wireRecord, wireText } from '../wire/wire-reader.js';

/** `POST /v1/ussdpush/get-msisdn` (portal page B2BExpressCheckout): asks the operator of a till to pay us. */
export interface B2bExpressRequestBody {
  /** The till that pays. */
  readonly primaryShortCode: string;
  /** The pay bill that is paid. */
  readonly receiverShortCode: string;
  /** Whole shillings. */
  readonly amount: string;
  readonly paymentRef: string;
  readonly callbackUrl: string;
  /** The vendor, as the prompt shows it. */
  readonly partnerName: string;
  /** Ours, unique. The portal's table writes `RequestRefId`, its sample this. */
  readonly RequestRefID: string;
}

/** The prompt is on its way. */
export interface B2bExpressAnswer {
  readonly status: string | null;
}

/** Accepted is `code` "0". */
export function parseB2bExpressAnswer(body: unknown): Reading<B2bExpressAnswer> {
  const record = wireRecord(body);
  const code = wireText(record?.['code']);
  if (!record || code === null) return UNREADABLE;
  const status = wireText(record['status']);
  return code === '0' ? accepted({ status }) : { kind: 'refused', code, message: status ?? '(no message)' };
}

/** What came of the prompt: flat, all texts on the wire. Amounts are cents; missing is null. */
export interface B2bExpressCallback {
  /** "0" is paid. */
  readonly resultCode: string;
  readonly resultDesc: string | null;
  /** The request it answers. */
  readonly requestId: string | null;
  readonly amountCents: number | null;
  /** Told in failures only. */
  readonly paymentReference: string | null;
  readonly conversationId: string | null;
  /** The receipt. */
  readonly transactionId: string | null;
  /** `SUCCESS`, told in successes only. */
  readonly status: string | null;
}

/** Reads a callback from any JSON; null when it is none. Never throws. */
export function parseB2bExpressCallback(body: unknown): B2bExpressCallback | null {
  const record = wireRecord(body);
  const resultCode = wireText(record?.['resultCode']);
  if (!record || resultCode === null) return null;
  return {
    resultCode,
    resultDesc: wireText(record['resultDesc']),
    requestId: wireText(record['requestId'] ?? record['requestID']),
    amountCents: parseCents(wireText(record['amount'])),
    paymentReference: wireText(record['paymentReference'] ?? record['paymentRef']),
    conversationId: wireText(record['conversationID'] ?? record['conversationId']),
    transactionId: wireText(record['transactionId'] ?? record['transactionID']),
    status: wireText(record['status']),
  };
}
