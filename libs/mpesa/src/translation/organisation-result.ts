import { explainResult } from '../daraja/catalogue/explain-result.js';
import type { B2bResult } from '../daraja/contracts/b2b.contract.js';
import type { B2cResult } from '../daraja/contracts/b2c.contract.js';
import { receiptOf, type QueueTimeout, type ResultEnvelope } from '../daraja/contracts/result-envelope.js';
import type { ReversalResult } from '../daraja/contracts/reversal.contract.js';
import type { PartyName } from '../daraja/wire/party-name.js';
import type { FailedFact, InDoubtFact, SucceededFact } from '../payments/payment-fact.js';
import type { BalanceReading } from '../values/balance-reading.js';
import { classifyMsisdn } from '../values/payer-identity.js';

/** What the result of a payment may mean for it. */
export type ResultFact = SucceededFact | FailedFact | InDoubtFact;

export function factFromB2cResult(paymentId: string, result: B2cResult, at: number): ResultFact {
  const { receiver, recipientRegistered } = result;
  return factFrom({ paymentId, at, product: 'b2c' }, { ...result, other: receiver, recipientRegistered });
}

export function factFromB2bResult(paymentId: string, result: B2bResult, at: number): ResultFact {
  return factFrom(
    { paymentId, at, product: 'b2b' },
    {
      ...result,
      other: result.receiver,
      payeeNumber: result.receiver?.identifier ?? null,
    },
  );
}

export function factFromReversalResult(paymentId: string, result: ReversalResult, at: number): ResultFact {
  return factFrom({ paymentId, at, product: 'reversal' }, { ...result, other: result.payer });
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

/** What the results of all products tell, the other party under one name. */
interface Told extends ResultEnvelope {
  readonly receipt: string | null;
  readonly amountCents: number | null;
  readonly other: PartyName | null;
  readonly completedAt: number | null;
  readonly feeCents: number | null;
  readonly recipientRegistered?: boolean | null;
  readonly balances: readonly BalanceReading[];
  readonly payeeNumber?: string | null;
  readonly originalReceipt?: string | null;
}

interface About {
  readonly paymentId: string;
  readonly at: number;
  /** In the words of the catalogue. */
  readonly product: string;
}

function factFrom(about: About, told: Told): ResultFact {
  if (told.resultCode !== '0') return endedOtherwise(about, told);
  return {
    ...aboutResult(about, told),
    type: 'succeeded',
    source: 'callback',
    receipt: told.receipt,
    amountCents: told.amountCents,
    phone: null,
    other: classifyMsisdn(told.other?.identifier),
    partyName: told.other?.name ?? null,
    transactionType: null,
    completedAt: told.completedAt,
    checkoutRequestId: null,
    feeCents: told.feeCents,
    ...(told.recipientRegistered === undefined ? {} : { recipientRegistered: told.recipientRegistered }),
    balances: told.balances,
    ...(told.payeeNumber === undefined ? {} : { payeeNumber: told.payeeNumber }),
    ...(told.originalReceipt === undefined ? {} : { originalReceipt: told.originalReceipt }),
  };
}

/** A code that leaves open whether money moved, or that nobody knows, ends nothing: it has to be asked about. */
function endedOtherwise(about: About, result: ResultEnvelope): FailedFact | InDoubtFact {
  const ended = aboutResult(about, result);
  const { failure, moneyMayHaveMoved } = explainResult(result.resultCode, about.product);
  if (moneyMayHaveMoved) return { ...ended, type: 'in-doubt' };
  return {
    ...ended,
    type: 'failed',
    source: 'callback',
    failure: failure ?? 'unknown',
    transactionId: receiptOf(result.transactionId),
    checkoutRequestId: null,
  };
}

function aboutResult({ paymentId, at }: About, result: ResultEnvelope) {
  return {
    paymentId,
    at,
    resultCode: result.resultCode,
    resultText: result.resultDesc,
    conversationId: result.conversationId,
    originatorConversationId: result.originatorConversationId,
  };
}
