import { fieldsOf, textOrNull } from '../http/fields-of.js';

/** A payment by a customer to an account number that begins with your prefix. What was not told is null. */
export interface BrijPayment {
  /** The M-Pesa receipt: a payment may be told twice, and this is the same. */
  readonly transId: string | null;
  /** Cents of KES. */
  readonly amountCents: number | null;
  /** Epoch ms. */
  readonly paidAt: number | null;
  /** As the payer typed it. */
  readonly billRefNumber: string | null;
  readonly routingPrefix: string | null;
  /** Behind the prefix, in upper case without blanks and dashes. */
  readonly accountNumber: string | null;
  /** In clear, masked or hashed. */
  readonly msisdn: string | null;
  readonly payerName: string | null;
  readonly businessShortCode: string | null;
  readonly transactionType: string | null;
  /** The body as it came. */
  readonly raw: unknown;
}

/** What became of a transaction that was asked for. */
export interface BrijStatusResult {
  /** What `requestStatus` answered; null from a service that does not tell it. */
  readonly requestId: string | null;
  /** 0: there is a `payment`. */
  readonly resultCode: number;
  /** What failed, otherwise. */
  readonly message: string | null;
  readonly payment: BrijPayment | null;
  readonly raw: unknown;
}

export function readPayment(body: unknown): BrijPayment {
  const fields = fieldsOf(body);
  const text = (name: string): string | null => textOrNull(fields[name]);
  return {
    transId: text('transId'),
    amountCents: cents(fields['transAmount']),
    paidAt: epochMs(fields['transTime']),
    billRefNumber: text('billRefNumber'),
    routingPrefix: text('routingPrefix'),
    accountNumber: text('accountNumber'),
    msisdn: text('msisdn'),
    payerName: text('payerName'),
    businessShortCode: text('businessShortCode'),
    transactionType: text('transactionType'),
    raw: body,
  };
}

/** Null when it has no `resultCode`, or says 0 and brings no payment. */
export function readStatusResult(body: unknown, messageId: string | null): BrijStatusResult | null {
  const { resultCode, message, paymentInfo } = fieldsOf(body);
  const code = wholeNumber(resultCode);
  const payment = typeof paymentInfo === 'object' && paymentInfo !== null ? readPayment(paymentInfo) : null;
  if (code === null || (code === 0 && payment === null)) return null;
  return {
    requestId: /^brij:(.+)$/.exec(messageId ?? '')?.[1] ?? null,
    resultCode: code,
    message: textOrNull(message),
    payment: code === 0 ? payment : null,
    raw: body,
  };
}

function wholeNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isInteger(value) ? value : null;
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : null;
}

/** Digit by digit: 1.1 shillings are 110 cents, whatever binary fractions make of it. */
function cents(value: unknown): number | null {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  const [, shillings, fraction = ''] = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return shillings === undefined ? null : Number(shillings) * 100 + Number(fraction.padEnd(2, '0'));
}

function epochMs(value: unknown): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
