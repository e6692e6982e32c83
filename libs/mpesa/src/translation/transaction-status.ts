import type { FailureWord } from '../values/explanation.js';
import type {
  TransactionStatusRequestBody,
  TransactionStatusResult,
} from '../daraja/contracts/transaction-status.contract.js';
import { IDENTIFIER_TYPES, type IdentifierType } from '../daraja/wire/identifier-types.js';
import type { InquiryNews } from '../inquiries/inquiry-news.js';
import type { FailedFact, SucceededFact } from '../payments/payment-fact.js';
import type { SignedRequest } from './organisation-request.js';
import { classifyMsisdn, type PayerIdentity } from '../values/payer-identity.js';
import { normalisePhone } from '../values/phone-number.js';

/** A question about one transaction: by its receipt, or by the originator conversation id of its request. */
export interface TransactionStatusQuestion extends SignedRequest {
  readonly receipt: string | null;
  readonly originatorConversationId: string | null;
  readonly shortcode: string;
  readonly identifierType: IdentifierType;
  readonly remarks: string;
  readonly occasion: string | null;
}

export function toTransactionStatusBody(question: TransactionStatusQuestion): TransactionStatusRequestBody {
  const { receipt, originatorConversationId, occasion } = question;
  return {
    Initiator: question.initiator,
    SecurityCredential: question.securityCredential,
    CommandID: 'TransactionStatusQuery',
    ...(receipt === null ? {} : { TransactionID: receipt }),
    ...(originatorConversationId === null ? {} : { OriginalConversationID: originatorConversationId }),
    PartyA: question.shortcode,
    IdentifierType: IDENTIFIER_TYPES[question.identifierType],
    Remarks: question.remarks,
    QueueTimeOutURL: question.timeoutUrl,
    ResultURL: question.resultUrl,
    ...(occasion === null ? {} : { Occasion: occasion }),
  };
}

/** The final states of a transaction that moved no money, in one word of ours. */
const ENDED: Readonly<Record<string, FailureWord>> = {
  Cancelled: 'cancelled',
  Declined: 'declined',
  Expired: 'timeout',
};

type Answers = NonNullable<SucceededFact['answers']>;

/** Whether the answer brought back the word that only our question carried. */
export type IsOurQuestion = (paymentId: string, word: string | null) => boolean;

/**
 * The fact in the answer to a transaction status question about a payment. Null while the transaction is under way, and where
 * the question itself failed: not being found today does not mean that it will not be done.
 */
export function factFromStatusResult(
  paymentId: string,
  result: TransactionStatusResult,
  about: { readonly at: number; readonly isOurQuestion: IsOurQuestion },
): SucceededFact | FailedFact | null {
  const { transactionStatus } = result;
  if (result.resultCode !== '0' || transactionStatus === null) return null;
  const answers: Answers = about.isOurQuestion(paymentId, result.occasion) ? 'our-question' : 'nobody';
  const told = {
    paymentId,
    at: about.at,
    answers,
    source: 'query' as const,
    checkoutRequestId: null,
    conversationId: result.originalConversationId,
    originatorConversationId: result.originalOriginatorConversationId,
    resultText: `transaction status: ${transactionStatus}`,
  };
  if (transactionStatus === 'Completed') {
    return {
      ...told,
      type: 'succeeded',
      resultCode: '0',
      receipt: result.receipt,
      amountCents: result.amountCents,
      phone: null,
      partyName: result.creditParty?.name ?? null,
      transactionType: null,
      completedAt: result.finalisedAt,
      feeCents: result.debitFeeCents,
      payeeNumber: result.creditParty?.identifier ?? null,
      payeePhone: normalisePhone(result.creditParty?.identifier),
      received: { ...payerTold(result), feeCents: result.creditFeeCents },
    };
  }
  const failure = Object.hasOwn(ENDED, transactionStatus) ? ENDED[transactionStatus] : undefined;
  if (failure === undefined) return null;
  return { ...told, type: 'failed', failure, resultCode: null, transactionId: result.receipt };
}

/** Who paid, where a customer did: an organisation's number is no phone's. */
function payerTold({ debitParty }: TransactionStatusResult) {
  const phone = normalisePhone(debitParty?.identifier);
  const other =
    phone === null ? starredOut(debitParty?.identifier) : ({ form: 'clear', value: phone } as const);
  return { partyName: debitParty?.name ?? null, phone, ...(other === null ? {} : { other }) };
}

/** Safaricom stars out the numbers of customers in some of its answers. What is left of one still denies a payer whom a confirmation has made up. */
function starredOut(told: string | null | undefined): PayerIdentity | null {
  const identity = classifyMsisdn(told);
  return identity.form === 'masked' && identity.value.startsWith('254') ? identity : null;
}

/** What the answer to a status question says to whoever asked. */
export function newsFromStatus(inquiryId: string, result: TransactionStatusResult, at: number): InquiryNews {
  const { resultCode, resultDesc, conversationId, originatorConversationId } = result;
  const about = { inquiryId, at, conversationId, originatorConversationId };
  if (resultCode !== '0') return { ...about, type: 'refused', resultCode, resultText: resultDesc };
  return {
    ...about,
    type: 'status',
    report: {
      transactionStatus: result.transactionStatus,
      receipt: result.receipt,
      amountCents: result.amountCents,
      debitParty: result.debitParty,
      creditParty: result.creditParty,
      reasonType: result.reasonType,
      debitAccountType: result.debitAccountType,
      initiatedAt: result.initiatedAt,
      finalisedAt: result.finalisedAt,
      debitFeeCents: result.debitFeeCents,
      creditFeeCents: result.creditFeeCents,
      conversationId: result.originalConversationId,
      originatorConversationId: result.originalOriginatorConversationId,
    },
  };
}
