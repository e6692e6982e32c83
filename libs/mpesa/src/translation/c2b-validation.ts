import {
  C2B_REJECTIONS,
  type C2bNotification,
  type C2bRejectionCode,
  type C2bValidationAnswerBody,
} from '../daraja/contracts/c2b-callbacks.contract.js';
import { payerName } from '../daraja/contracts/payer-name.js';
import { type C2bReceiver, paymentTold } from './c2b.js';

/** Whether a payment by hand is welcome, in our words. */
export type ValidationVerdict =
  | { readonly accept: true; readonly thirdPartyTransactionId?: string }
  | { readonly accept: false; readonly code: C2bRejectionCode; readonly reason?: string };

const LONGEST_REASON = 90;

/** The payment that is about to be made. */
export function paymentToValidate(notification: C2bNotification, receiver: C2bReceiver) {
  const { MSISDN: payer } = notification;
  return {
    ...paymentTold(notification, receiver),
    amountCents: notification.TransAmount ?? 0,
    payerName: payerName(notification),
    phone: payer.form === 'clear' ? payer.value : null,
    phoneMasked: payer.form === 'masked' ? payer.value : null,
    phoneHash: payer.form === 'hashed' ? payer.value : null,
    at: notification.TransTime,
  };
}

/** @param acceptCode a number or a text, as the shortcode wants it */
export function toValidationAnswer(verdict: ValidationVerdict, acceptCode: 0 | '0'): C2bValidationAnswerBody {
  if (verdict.accept) {
    const echo = verdict.thirdPartyTransactionId;
    return {
      ResultCode: acceptCode,
      ResultDesc: 'Accepted',
      ...(echo === undefined ? {} : { ThirdPartyTransID: echo }),
    };
  }
  const reason = verdict.reason ?? C2B_REJECTIONS[verdict.code];
  return { ResultCode: verdict.code, ResultDesc: reason.slice(0, LONGEST_REASON) };
}

/** The code of an answer, for the record. The host's own words may name the payer, and outlive the body. */
export function answerCode({ ResultCode: code }: C2bValidationAnswerBody): string {
  return String(code);
}
