import { explainResult } from '../daraja/catalogue/explain-result.js';
import type { B2bResult } from '../daraja/contracts/b2b.contract.js';
import type { B2cResult } from '../daraja/contracts/b2c.contract.js';
import { receiptOf, type QueueTimeout, type ResultEnvelope } from '../daraja/contracts/result-envelope.js';
import type { ReversalResult } from '../daraja/contracts/reversal.contract.js';
import type { FailedFact, InDoubtFact, SucceededFact } from '../payments/payment-fact.js';

/** What the result of a payment may mean for it. */
export type ResultFact = SucceededFact | FailedFact | InDoubtFact;

export function factFromB2cResult(paymentId: string, result: B2cResult, at: number): ResultFact {
  if (result.resultCode !== '0') return endedOtherwise(paymentId, { result, product: 'b2c' }, at);
  return {
    ...successOf(paymentId, result, at),
    receipt: result.receipt,
    amountCents: result.amountCents,
    partyName: result.receiver?.name ?? null,
    completedAt: result.completedAt,
    feeCents: result.feeCents,
    recipientRegistered: result.recipientRegistered,
    balances: result.balances,
  };
}

export function factFromB2bResult(paymentId: string, result: B2bResult, at: number): ResultFact {
  if (result.resultCode !== '0') return endedOtherwise(paymentId, { result, product: 'b2b' }, at);
  return {
    ...successOf(paymentId, result, at),
    receipt: result.receipt,
    amountCents: result.amountCents,
    partyName: result.receiver?.name ?? null,
    completedAt: result.completedAt,
    feeCents: result.feeCents,
    balances: result.balances,
  };
}

export function factFromReversalResult(paymentId: string, result: ReversalResult, at: number): ResultFact {
  if (result.resultCode !== '0') return endedOtherwise(paymentId, { result, product: 'reversal' }, at);
  return {
    ...successOf(paymentId, result, at),
    receipt: result.receipt,
    amountCents: result.amountCents,
    partyName: result.payer?.name ?? null,
    completedAt: result.completedAt,
    feeCents: result.feeCents,
    balances: result.balances,
  };
}

/** M-Pesa gave up waiting before it began: what became of the request only its result, or a question, can tell. */
export function factFromQueueTimeout(paymentId: string, timeout: QueueTimeout, at: number): InDoubtFact {
  return {
    type: 'in-doubt',
    paymentId,
    at,
    resultCode: null,
    resultText: timeout.resultDesc ?? 'the request timed out in the queue of M-Pesa',
    conversationId: timeout.conversationId,
    originatorConversationId: timeout.originatorConversationId,
  };
}

function successOf(paymentId: string, result: ResultEnvelope, at: number): SucceededFact {
  return {
    ...aboutResult(paymentId, result, at),
    type: 'succeeded',
    source: 'callback',
    receipt: null,
    amountCents: null,
    phone: null,
    partyName: null,
    transactionType: null,
    completedAt: null,
    checkoutRequestId: null,
  };
}

/** A code that leaves open whether money moved, or that nobody knows, ends nothing: it has to be asked about. */
function endedOtherwise(
  paymentId: string,
  { result, product }: { readonly result: ResultEnvelope; readonly product: string },
  at: number,
): FailedFact | InDoubtFact {
  const about = aboutResult(paymentId, result, at);
  const { failure, moneyMayHaveMoved } = explainResult(result.resultCode, product);
  if (moneyMayHaveMoved) return { ...about, type: 'in-doubt' };
  return {
    ...about,
    type: 'failed',
    source: 'callback',
    failure: failure ?? 'unknown',
    transactionId: receiptOf(result.transactionId),
    checkoutRequestId: null,
  };
}

function aboutResult(paymentId: string, result: ResultEnvelope, at: number) {
  return {
    paymentId,
    at,
    resultCode: result.resultCode,
    resultText: result.resultDesc,
    conversationId: result.conversationId,
    originatorConversationId: result.originatorConversationId,
  };
}
