import type {
  AccountBalanceRequestBody,
  AccountBalanceResult,
} from '../daraja/contracts/account-balance.contract.js';
import { IDENTIFIER_TYPES, type IdentifierType } from '../daraja/wire/identifier-types.js';
import type { InquiryNews } from '../inquiries/inquiry-news.js';
import type { SignedRequest } from './organisation-request.js';

export interface AccountBalanceQuestion extends SignedRequest {
  readonly shortcode: string;
  readonly identifierType: IdentifierType;
  readonly remarks: string;
}

export function toAccountBalanceBody(question: AccountBalanceQuestion): AccountBalanceRequestBody {
  return {
    Initiator: question.initiator,
    SecurityCredential: question.securityCredential,
    CommandID: 'AccountBalance',
    PartyA: question.shortcode,
    IdentifierType: IDENTIFIER_TYPES[question.identifierType],
    Remarks: question.remarks,
    QueueTimeOutURL: question.timeoutUrl,
    ResultURL: question.resultUrl,
  };
}

/** What the answer to a balance question says. A success without any account says nothing we could hand on. */
export function newsFromBalance(inquiryId: string, result: AccountBalanceResult, at: number): InquiryNews {
  const { resultCode, resultDesc, accounts, completedAt, conversationId, originatorConversationId } = result;
  const about = { inquiryId, at, conversationId, originatorConversationId };
  if (resultCode !== '0' || accounts.length === 0) {
    return { ...about, type: 'refused', resultCode, resultText: resultDesc };
  }
  return { ...about, type: 'balance', accounts, completedAt };
}
