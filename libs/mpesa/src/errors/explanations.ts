import type { Explanation } from '../values/explanation.js';

/** What errors mean that Daraja said nothing about; where it did, the catalogue explains its words. */

export const NOTHING_SENT: Explanation = {
  failure: 'system-busy',
  meaning: 'Daraja could not be reached, and nothing was done',
  fault: 'safaricom',
  retryable: true,
  moneyMayHaveMoved: false,
  adviceToPayer: 'M-Pesa cannot be reached now. Please try again in a moment.',
  adviceToDeveloper:
    'Call again with the same idempotency key. When it lasts: check base URL, DNS, proxy and firewall.',
};

export const OUTCOME_UNKNOWN: Explanation = {
  failure: 'unknown',
  meaning: 'the request may have reached Safaricom, and no answer tells what became of it',
  fault: 'unknown',
  retryable: false,
  moneyMayHaveMoved: true,
  adviceToPayer:
    'We are waiting for M-Pesa to tell us. Look at your phone and your M-Pesa messages; please do not pay again.',
  adviceToDeveloper:
    'Never send it again: wait for the event of the payment. The module asks for its outcome by itself.',
};

export const UNREADABLE: Explanation = {
  failure: 'internal-failure',
  meaning: 'a question was answered with something unreadable',
  fault: 'safaricom',
  retryable: true,
  moneyMayHaveMoved: false,
  adviceToPayer: 'Please try again in a moment.',
  adviceToDeveloper:
    'Ask again. When it lasts: see what stands between you and Daraja, and quote the excerpt to apisupport.',
};

export const THROTTLED: Explanation = {
  failure: 'throttled',
  meaning: 'too many requests in a short time, and nothing was done',
  fault: 'caller',
  retryable: true,
  moneyMayHaveMoved: false,
  adviceToPayer: 'Please try again in a moment.',
  adviceToDeveloper: 'Call again after retryAt, and send fewer at once.',
};

export const PROMPT_OPEN: Explanation = {
  failure: 'prompt-open',
  meaning: 'another M-Pesa request is open on that phone, which shows one at a time',
  fault: 'payer',
  retryable: true,
  moneyMayHaveMoved: false,
  adviceToPayer: 'Finish the M-Pesa request that is open on your phone, then try again.',
  adviceToDeveloper: 'Wait for the open payment, or until retryAt.',
};

export const PHONE_RESTS: Explanation = {
  failure: 'rule-limited',
  meaning:
    'pushes in a row to this phone were not completed; after too many Safaricom blocks it for a day, so that the next has to wait',
  fault: 'payer',
  retryable: true,
  moneyMayHaveMoved: false,
  adviceToPayer:
    'Requests to your phone went unanswered too often. Pay with the pay bill or till number, or try again later.',
  adviceToDeveloper: 'Offer paying by pay bill or till; the next push is allowed at clearsAt.',
};
