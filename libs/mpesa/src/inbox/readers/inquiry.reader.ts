import { parseAccountBalanceResult } from '../../daraja/contracts/account-balance.contract.js';
import { parseQueueTimeout } from '../../daraja/contracts/result-envelope.js';
import { parseTransactionStatusResult } from '../../daraja/contracts/transaction-status.contract.js';
import { newsFromBalance } from '../../translation/account-balance.js';
import { factFromStatusResult, newsFromStatus } from '../../translation/transaction-status.js';
import {
  UNREADABLE,
  type CallbackLookups,
  type CallbackReading,
  type ReadableCallback,
} from '../callback-reading.js';

export function readBalanceAnswer({ subject, body, at }: ReadableCallback): CallbackReading {
  const parsed = parseAccountBalanceResult(body);
  return parsed === null ? UNREADABLE : { news: newsFromBalance(subject, parsed, at) };
}

/** The answer about a payment of ours is news of that payment as well. */
export function readStatusAnswer(
  { subject, body, at }: ReadableCallback,
  { isOurQuestion }: Pick<CallbackLookups, 'isOurQuestion'>,
): CallbackReading {
  const parsed = parseTransactionStatusResult(body);
  if (parsed === null) return UNREADABLE;
  return {
    news: newsFromStatus(subject, parsed, at),
    factAbout: (paymentId) => factFromStatusResult(paymentId, parsed, { at, isOurQuestion }),
  };
}

export function readInquiryTimeout({ subject, body, at }: ReadableCallback): CallbackReading {
  const parsed = parseQueueTimeout(body);
  if (parsed === null) return UNREADABLE;
  const { conversationId, originatorConversationId, resultDesc: resultText } = parsed;
  const names = { conversationId, originatorConversationId };
  return { news: { type: 'timed-out', inquiryId: subject, at, resultText, ...names } };
}
