import { parseB2bExpressCallback } from '../../daraja/contracts/b2b-express.contract.js';
import { parseB2bResult } from '../../daraja/contracts/b2b.contract.js';
import { parseB2cResult } from '../../daraja/contracts/b2c.contract.js';
import { parseQueueTimeout } from '../../daraja/contracts/result-envelope.js';
import { parseReversalResult } from '../../daraja/contracts/reversal.contract.js';
import { parseTransactionStatusResult } from '../../daraja/contracts/transaction-status.contract.js';
import { stopsOperator } from '../../daraja/signing/operator-lock.js';
import type { FactAboutPayment } from '../../payments/payment-fact.js';
import { factFromB2bExpress } from '../../translation/b2b-express.js';
import {
  factFromB2bResult,
  factFromB2cResult,
  factFromQueueTimeout,
  factFromReversalResult,
} from '../../translation/organisation-result.js';
import { factFromStatusResult } from '../../translation/transaction-status.js';
import {
  UNREADABLE,
  type CallbackLookups,
  type CallbackReading,
  type ReadableCallback,
} from '../callback-reading.js';

export const readB2cResult = readerOf(parseB2cResult, factFromB2cResult);
export const readB2bResult = readerOf(parseB2bResult, factFromB2bResult);
export const readReversalResult = readerOf(parseReversalResult, factFromReversalResult);
export const readB2bExpress = readerOf(parseB2bExpressCallback, factFromB2bExpress);
export const readTimeout = readerOf(parseQueueTimeout, factFromQueueTimeout);

/**
 * The answer to a question of ours about a payment; a refusal of its operator is told apart, for every try counts. It is believed like
 * any other answer: with the word of the question. M-Pesa may leave that out of a failure; a person is to look then.
 */
export function readStatusResult(
  { subject: paymentId, body, at }: ReadableCallback,
  { isOurQuestion }: Pick<CallbackLookups, 'isOurQuestion'>,
): CallbackReading {
  const parsed = parseTransactionStatusResult(body);
  if (parsed === null) return UNREADABLE;
  if (!stopsOperator(parsed.resultCode))
    return readingOf(factFromStatusResult(paymentId, parsed, { at, isOurQuestion }));
  const { resultCode, resultDesc: resultText } = parsed;
  const isProven = isOurQuestion(paymentId, parsed.occasion);
  const refusal = { paymentId, resultCode, resultText, isProven, at };
  return isProven
    ? { status: 'done', reason: 'operator-refused', refusal }
    : { status: 'rejected', reason: 'unproven', refusal };
}

/** Reads a body that is about one payment; a translation that answers null says that it is still under way. */
function readerOf<T>(
  parse: (body: unknown) => T | null,
  factFrom: (paymentId: string, parsed: T, at: number) => FactAboutPayment | null,
): (callback: ReadableCallback) => CallbackReading {
  return ({ subject, body, at }) => {
    const parsed = parse(body);
    if (parsed === null) return UNREADABLE;
    return readingOf(factFrom(subject, parsed, at));
  };
}

function readingOf(fact: FactAboutPayment | null): CallbackReading {
  return fact === null ? { status: 'done', reason: 'still-pending' } : { fact };
}
