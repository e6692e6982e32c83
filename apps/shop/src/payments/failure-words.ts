import type { FailureWord, Payment } from 'nestjs-mpesa';

/** For what the payer can do nothing about. */
const OUR_SIDE = 'Something is wrong on our side. Nothing was paid.';

/** What we tell a payer, by the library's word for the failure. */
const WORDS: Readonly<Record<FailureWord, string>> = {
  cancelled: 'The payment was cancelled on the phone.',
  timeout: 'The answer came too late.',
  expired: 'The request ran out of time.',
  unreachable: 'The phone did not answer. Check that it is on and has network.',
  'insufficient-funds': 'There is not enough money in the M-Pesa account.',
  'wrong-pin': 'The M-Pesa PIN was wrong.',
  'pin-locked': 'The M-Pesa PIN is locked. Safaricom unlocks it on 100.',
  'limit-exceeded': 'This goes beyond an M-Pesa limit.',
  'below-minimum': 'The amount is too small for M-Pesa.',
  'rule-limited': 'M-Pesa refused this payment by a rule. Wait two minutes, then try again.',
  'prompt-open': 'Another M-Pesa request is open on the phone. Finish that one first.',
  'system-busy': 'M-Pesa is busy. Wait a minute.',
  'prompt-failed': 'The request could not be shown on the phone.',
  'not-permitted': 'Our M-Pesa account cannot take this payment now.',
  declined: 'The payment was declined. Check amount and account number.',
  'invalid-party': 'This number cannot be used for M-Pesa.',
  'payee-not-supported': 'This number is not registered for M-Pesa.',
  'already-reversed': 'This payment was given back already.',
  throttled: 'M-Pesa is busy. Wait a minute.',
  duplicate: 'This was asked for before. Check the M-Pesa messages on the phone before trying again.',
  'internal-failure': 'M-Pesa had a failure. Check the M-Pesa messages on the phone before trying again.',
  'account-inactive': OUR_SIDE,
  'initiator-invalid': OUR_SIDE,
  'initiator-locked': OUR_SIDE,
  'invalid-request': OUR_SIDE,
  'invalid-token': OUR_SIDE,
  'original-unknown': OUR_SIDE,
  'product-missing': OUR_SIDE,
  'role-missing': OUR_SIDE,
  refused: 'M-Pesa did not take our request. Nothing was paid: please try again.',
  'not-sent': 'Our request never reached M-Pesa. Nothing was paid: please try again.',
  'resolved-as-failed': 'We have looked into it: this payment did not go through.',
  unknown: 'The payment did not go through. Check the M-Pesa messages on the phone before trying again.',
};

const IN_REVIEW =
  'M-Pesa has not told us what became of it. We are looking into it; please do not pay again.';

/** Why a payment did not come, in plain words; null when there is nothing to explain. */
export function explanationOf({ status, failure }: Pick<Payment, 'status' | 'failure'>): string | null {
  if (status === 'review') return IN_REVIEW;
  if (status !== 'failed') return null;
  return WORDS[failure ?? 'unknown'];
}
