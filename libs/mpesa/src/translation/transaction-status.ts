import type { TransactionStatusResult } from '../daraja/contracts/transaction-status.contract.js';
import type { FailedFact, SucceededFact } from '../payments/payment-fact.js';

/** The final states of a transaction that moved no money, in one word of ours. */
const ENDED: Readonly<Record<string, string>> = {
  Cancelled: 'cancelled',
  Declined: 'declined',
  Expired: 'timeout',
};

/**
 * The fact in the answer to a transaction status question about a payment. Null while the transaction is under way, and where
 * the question itself failed: not being found today does not mean that it will not be done.
 */
export function factFromStatusResult(
  paymentId: string,
  result: TransactionStatusResult,
  at: number,
): SucceededFact | FailedFact | null {
  const { transactionStatus } = result;
  if (result.resultCode !== '0' || transactionStatus === null) return null;
  const about = {
    paymentId,
    at,
    source: 'query' as const,
    checkoutRequestId: null,
    conversationId: result.originalConversationId,
    originatorConversationId: result.originalOriginatorConversationId,
    resultText: `transaction status: ${transactionStatus}`,
  };
  if (transactionStatus === 'Completed') {
    return {
      ...about,
      type: 'succeeded',
      resultCode: '0',
      receipt: result.receipt,
      amountCents: result.amountCents,
      phone: null,
      partyName: result.creditParty?.name ?? null,
      transactionType: null,
      completedAt: result.finalisedAt,
      feeCents: result.debitFeeCents,
    };
  }
  const failure = Object.hasOwn(ENDED, transactionStatus) ? ENDED[transactionStatus] : undefined;
  if (failure === undefined) return null;
  return { ...about, type: 'failed', failure, resultCode: null, transactionId: result.receipt };
}
