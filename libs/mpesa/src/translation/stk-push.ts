import type { StkCallback } from '../daraja/contracts/stk-callback.contract.js';
import type { StkPushAnswer, StkPushRequestBody } from '../daraja/contracts/stk-push.contract.js';
import {
  STK_PENDING,
  type StkQueryAnswer,
  type StkQueryRequestBody,
} from '../daraja/contracts/stk-query.contract.js';
import { explainResult, type ResultExplanation } from '../daraja/catalogue/explain-result.js';
import { stkPassword } from '../daraja/signing/stk-password.js';
import type { Payment } from '../payments/payment.js';
import type { FailedFact, SucceededFact } from '../payments/payment-fact.js';
import { formatEastAfricaTime } from '../values/east-africa-time.js';
import { centsToShillings } from '../values/money.js';

/** What a shortcode signs its requests with, at one instant: timestamp and password must agree. */
export interface StkSignature {
  readonly shortcode: string;
  readonly passkey: string;
  /** Epoch ms. */
  readonly at: number;
}

function signed({ shortcode, passkey, at }: StkSignature) {
  const timestamp = formatEastAfricaTime(at);
  return {
    BusinessShortCode: shortcode,
    Password: stkPassword(shortcode, passkey, timestamp),
    Timestamp: timestamp,
  };
}

/** The push a payment asks for. A till is paid at its till number but speaks as its store number. */
export function toStkPushBody(
  payment: Payment & { phone: string },
  request: { passkey: string; at: number; callbackUrl: string },
): StkPushRequestBody {
  const till = payment.accountType === 'till';
  return {
    ...signed({ shortcode: payment.shortcode, passkey: request.passkey, at: request.at }),
    TransactionType: till ? 'CustomerBuyGoodsOnline' : 'CustomerPayBillOnline',
    Amount: centsToShillings(payment.amountCents),
    PartyA: Number(payment.phone),
    PartyB: payment.till ?? payment.shortcode,
    PhoneNumber: Number(payment.phone),
    CallBackURL: request.callbackUrl,
    AccountReference: payment.reference ?? '',
    TransactionDesc: payment.description ?? 'Payment',
  };
}

/** The names that Daraja took a push under. */
export function namesFromStkPush(answer: StkPushAnswer) {
  return { checkoutRequestId: answer.CheckoutRequestID, merchantRequestId: answer.MerchantRequestID };
}

export function toStkQueryBody(signature: StkSignature, checkoutRequestId: string): StkQueryRequestBody {
  return { ...signed(signature), CheckoutRequestID: checkoutRequestId };
}

/** The fact in a callback; null while its result code says that the push is still pending. */
export function factFromStkCallback(
  paymentId: string,
  callback: StkCallback,
  at: number,
): SucceededFact | FailedFact | null {
  const about = {
    paymentId,
    at,
    source: 'callback' as const,
    checkoutRequestId: callback.CheckoutRequestID,
    merchantRequestId: callback.MerchantRequestID,
  };
  const { PhoneNumber: payer } = callback;
  const result = { resultCode: callback.ResultCode, resultText: callback.ResultDesc };
  if (callback.ResultCode === STK_PENDING) return null;
  if (callback.ResultCode !== '0') return failure(about, result, callback.MpesaReceiptNumber);
  return {
    ...about,
    ...result,
    type: 'succeeded',
    receipt: callback.MpesaReceiptNumber,
    amountCents: callback.Amount,
    phone: payer.form === 'clear' ? payer.value : null,
    other: payer,
    partyName: null,
    transactionType: null,
    completedAt: callback.TransactionDate,
  };
}

/** How a push stands, as the answer to a status query tells it. */
export function statusFromStkQuery({ ResultCode: code }: StkQueryAnswer): {
  readonly pending: boolean;
  readonly result: ResultExplanation;
} {
  return { pending: code === STK_PENDING, result: explainResult(code, 'stk-push') };
}

/** The fact in the answer to a status query, which tells neither receipt nor amount; null while pending. */
export function factFromStkQuery(
  paymentId: string,
  answer: StkQueryAnswer,
  at: number,
): SucceededFact | FailedFact | null {
  if (answer.ResultCode === STK_PENDING) return null;
  const about = { paymentId, at, source: 'query' as const, checkoutRequestId: answer.CheckoutRequestID };
  const result = { resultCode: answer.ResultCode, resultText: answer.ResultDesc };
  if (answer.ResultCode !== '0') return failure(about, result, null);
  return {
    ...about,
    ...result,
    type: 'succeeded',
    receipt: null,
    amountCents: null,
    phone: null,
    partyName: null,
    transactionType: null,
    completedAt: null,
  };
}

function failure(
  about: Pick<FailedFact, 'paymentId' | 'at' | 'source' | 'checkoutRequestId' | 'merchantRequestId'>,
  result: { resultCode: string; resultText: string | null },
  transactionId: string | null,
): FailedFact {
  const word = explainResult(result.resultCode, 'stk-push').failure ?? 'unknown';
  return { ...about, ...result, type: 'failed', failure: word, transactionId };
}
