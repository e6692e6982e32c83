import { explainResult } from '../daraja/catalogue/explain-result.js';
import type { B2bExpressCallback } from '../daraja/contracts/b2b-express.contract.js';
import type { FailedFact, InDoubtFact, SucceededFact } from '../payments/payment-fact.js';

/** The fact in the answer of a till's operator. */
export function factFromB2bExpress(
  paymentId: string,
  callback: B2bExpressCallback,
  at: number,
): SucceededFact | FailedFact | InDoubtFact {
  const { resultCode, resultDesc } = callback;
  const about = {
    paymentId,
    at,
    resultCode,
    resultText: resultDesc,
    conversationId: callback.conversationId,
    originatorConversationId: callback.requestId,
  };
  if (resultCode === '0') {
    return {
      ...about,
      type: 'succeeded',
      source: 'callback',
      receipt: callback.transactionId,
      amountCents: callback.amountCents,
      phone: null,
      partyName: null,
      transactionType: null,
      completedAt: null,
      checkoutRequestId: null,
    };
  }
  const { failure, moneyMayHaveMoved } = explainResult(resultCode, 'b2b-express');
  if (moneyMayHaveMoved) return { ...about, type: 'in-doubt' };
  return {
    ...about,
    type: 'failed',
    source: 'callback',
    failure: failure ?? 'unknown',
    transactionId: callback.transactionId,
    checkoutRequestId: null,
  };
}
