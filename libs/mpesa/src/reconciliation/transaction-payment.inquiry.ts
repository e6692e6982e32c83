import type { DarajaApp } from '../daraja/exchange/daraja-app.js';
import { ENDPOINTS } from '../daraja/endpoints/daraja.endpoints.js';
import type { IdentifierType } from '../daraja/wire/identifier-types.js';
import type { LimitedClient } from '../daraja/limited-client.js';
import { OperatorLockedError } from '../errors/operator-locked.error.js';
import { claimedReceipt } from '../payments/claim.js';
import type { Payment } from '../payments/payment.js';
import { hasOwnName } from '../payments/request-names.js';
import {
  toTransactionStatusBody,
  type TransactionStatusQuestion,
} from '../translation/transaction-status.js';
import type { InquiryAnswer, PaymentInquiry } from './payment-inquiry.js';

type Signature = Pick<TransactionStatusQuestion, 'initiator' | 'securityCredential'>;

/** What an account needs so that its transactions can be asked about. */
export interface TransactionAccount {
  readonly app: DarajaApp;
  readonly identifierType: IdentifierType;
  /** Signs with the operator of this name; null takes the one for status questions. */
  sign(initiator: string | null): Promise<Signature>;
  /** Where the answer about a payment is to go. */
  urls(paymentId: string): Pick<TransactionStatusQuestion, 'resultUrl' | 'timeoutUrl'>;
  /** What the answer must bring back. */
  wordFor(paymentId: string): string;
}

export interface TransactionPaymentInquiryDeps {
  readonly client: Pick<LimitedClient, 'send'>;
  /** Null for an account that nobody knows any more. */
  readonly accountOf: (name: string) => Promise<TransactionAccount | null>;
}

/**
 * Asks about a payment by its receipt, or by the name Daraja knows the request by. A request that was never acknowledged, and
 * had no name of ours, cannot be asked about.
 */
export class TransactionPaymentInquiry implements PaymentInquiry {
  constructor(private readonly deps: TransactionPaymentInquiryDeps) {}

  async ask(payment: Payment): Promise<InquiryAnswer> {
    const about = nameOf(payment);
    const account = await this.deps.accountOf(payment.account);
    if (about === null || account === null) return 'nothing-to-ask-by';
    const signed = await this.#sign(account, payment);
    if (signed === null) return 'unasked';
    const question = {
      ...signed,
      ...account.urls(payment.id),
      ...about,
      shortcode: payment.shortcode,
      identifierType: account.identifierType,
      remarks: 'Status',
      occasion: account.wordFor(payment.id),
    };
    await this.deps.client.send(
      ENDPOINTS.transactionStatus,
      () => toTransactionStatusBody(question),
      account.app,
    );
    return 'later';
  }

  /** Null while its operator is stopped: that was told once, and every further try would count against the operator. */
  async #sign(account: TransactionAccount, { initiator }: Payment): Promise<Signature | null> {
    try {
      return await account.sign(initiator);
    } catch (error) {
      if (error instanceof OperatorLockedError) return null;
      throw error;
    }
  }
}

/**
 * By its receipt, once that is sure. What a callback merely claims may be forged, so the name of the request goes first there,
 * and the claimed receipt is asked about every second time, where its teller knew the request: Daraja may know that by another
 * name than we do.
 */
function nameOf(payment: Payment) {
  const { kind, receipt, checks } = payment;
  const names = [payment.originatorConversationId, ...unacknowledged(payment)].filter(
    (name) => name !== null,
  );
  const originatorConversationId = names[Math.floor(checks / 2) % names.length] ?? null;
  if (receipt !== null) return { receipt, originatorConversationId: null };
  // The name of a prompt to a till is between us and the prompt: transaction status does not know it.
  const name = kind === 'b2b-express' ? null : originatorConversationId;
  const claimed = claimedReceipt(payment);
  if (claimed !== null && (name === null || checks % 2 === 1)) {
    return { receipt: claimed, originatorConversationId: null };
  }
  return name === null ? null : { receipt: null, originatorConversationId: name };
}

/**
 * The name that a claim tells. Where nobody has acknowledged the request, the one that we have may be made up as well: an older version
 * took it from a queue timeout. Then neither keeps the other from being asked by. A request that we have named ourselves needs no other: whoever tells one
 * may name a request of the same payee and amount, and that one's success would be its own.
 */
function unacknowledged(payment: Payment): readonly string[] {
  const { claim, conversationId, originatorConversationId } = payment;
  const told = claim?.originatorConversationId ?? null;
  const isNews = told !== null && told !== originatorConversationId && !hasOwnName(payment);
  return isNews && (conversationId === null || originatorConversationId === null) ? [told] : [];
}
