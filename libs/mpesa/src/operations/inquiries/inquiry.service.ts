import { resultMeaning } from '../../daraja/catalogue/explain-result.js';
import type { LimitedClient } from '../../daraja/limited-client.js';
import type { Endpoint } from '../../daraja/wire/endpoint.js';
import type { Acknowledgement } from '../../daraja/contracts/acknowledgement.js';
import { InquiryRefusedError } from '../../errors/inquiry-refused.error.js';
import { InquiryTimeoutError } from '../../errors/inquiry-timeout.error.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { Inquiry, InquiryKind } from '../../inquiries/inquiry.js';
import type { InquiryRecorder } from '../../inquiries/inquiry-recorder.js';
import type { InquiryStore } from '../../inquiries/inquiry-store.js';
import type { AccountDirectory } from '../../options/account-directory.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import { namesFromAcknowledgement } from '../../translation/acknowledgement.js';
import type { SignedRequest } from '../../translation/organisation-request.js';
import type { Clock } from '../../values/clock.js';
import { MINUTE_MS } from '../../values/duration.js';
import { appOf } from '../daraja-apps.js';
import type { InitiatorCredentials } from '../operators/initiator-credentials.js';
import type { Operators } from '../operators/operators.js';
import type { SettlementWaiters } from '../settlement-waiters.js';

export interface InquiryServiceDeps {
  readonly client: Pick<LimitedClient, 'send'>;
  readonly accounts: Pick<AccountDirectory, 'get'>;
  readonly credentials: Pick<InitiatorCredentials, 'named'>;
  readonly operators: Pick<Operators, 'assertUsable'>;
  readonly store: Pick<InquiryStore, 'insert' | 'get' | 'acknowledge'>;
  readonly recorder: Pick<InquiryRecorder, 'record'>;
  readonly waiters: Pick<SettlementWaiters, 'wait'>;
  readonly urls: (
    kind: InquiryKind,
    inquiryId: string,
    account: ResolvedAccount,
  ) => {
    readonly resultUrl: string;
    readonly timeoutUrl: string;
  };
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** One question, before it has an id. */
export interface Question<Body> {
  readonly kind: InquiryKind;
  readonly account: ResolvedAccount;
  readonly initiator: string;
  readonly paymentId: string | null;
  readonly endpoint: Endpoint<Body, Acknowledgement>;
  readonly body: (signed: SignedRequest) => NoInfer<Body>;
  /** How long the caller is ready to wait, ms; default 60000. */
  readonly timeoutMs: number | undefined;
}

const DEFAULT_TIMEOUT_MS = MINUTE_MS;
const LONGEST_TIMEOUT_MS = 10 * MINUTE_MS;

/** Which tables of the catalogue explain a refusal. */
const PRODUCTS: Readonly<Record<InquiryKind, string>> = {
  status: 'transaction-status',
  balance: 'account-balance',
};

/** Asks what M-Pesa answers later, and waits for the answer: it is stored before it is asked, so that no answer is lost. */
export class InquiryService {
  constructor(private readonly deps: InquiryServiceDeps) {}

  account(name: string | undefined): Promise<ResolvedAccount> {
    return this.deps.accounts.get(name);
  }

  /**
   * @returns the answer, which is also told by an event
   * @throws OperatorLockedError, DarajaThrottledError, DarajaUnavailableError, DarajaRejectedError nothing was asked
   * @throws DarajaResponseError it may have been asked; ask again, its answer would not be believed
   * @throws InquiryRefusedError M-Pesa will not answer
   * @throws InquiryTimeoutError no answer yet; when it comes, the event tells it
   */
  async ask<Body>(question: Question<Body>): Promise<Inquiry & { readonly status: 'answered' }> {
    const timeoutMs = readTimeout(question.timeoutMs);
    const { account, initiator } = question;
    await this.deps.operators.assertUsable(account.name, initiator);
    const inquiry = this.#inquiry(question);
    await this.deps.store.insert(inquiry);
    const acknowledgement = await this.#put(inquiry, question);
    await this.deps.store.acknowledge(inquiry.id, namesFromAcknowledgement(acknowledgement));
    const settled = await this.deps.waiters.wait(inquiry.id, timeoutMs, async () => {
      const current = await this.deps.store.get(inquiry.id);
      return current === null || current.status === 'asked' ? null : current;
    });
    return answered(settled, { inquiryId: inquiry.id, timeoutMs });
  }

  #inquiry({
    kind,
    account,
    initiator,
    paymentId,
  }: Pick<Question<never>, 'kind' | 'account' | 'initiator' | 'paymentId'>): Inquiry {
    return {
      id: this.deps.newId(),
      kind,
      account: account.name,
      shortcode: account.shortcode,
      initiator,
      paymentId,
      conversationId: null,
      originatorConversationId: null,
      status: 'asked',
      answer: null,
      resultCode: null,
      resultText: null,
      askedAt: this.deps.clock.now(),
      settledAt: null,
    };
  }

  async #put<Body>(inquiry: Inquiry, { account, endpoint, body }: Question<Body>): Promise<Acknowledgement> {
    const { credentials, urls, client, baseUrl, recorder, clock } = this.deps;
    try {
      const credential = await credentials.named(account, inquiry.initiator);
      const signed = { ...credential, ...urls(inquiry.kind, inquiry.id, account) };
      return await client.send(endpoint, () => body(signed), appOf(account, baseUrl));
    } catch (error) {
      const resultText = error instanceof Error ? error.message : String(error);
      const refused = { type: 'refused', inquiryId: inquiry.id, at: clock.now(), resultCode: null } as const;
      await recorder.record({ ...refused, resultText });
      throw error;
    }
  }
}

function answered(
  inquiry: Inquiry | null,
  { inquiryId, timeoutMs }: { readonly inquiryId: string; readonly timeoutMs: number },
): Inquiry & { readonly status: 'answered' } {
  if (inquiry?.status === 'answered') return { ...inquiry, status: inquiry.status };
  if (inquiry?.status !== 'refused')
    throw new InquiryTimeoutError(inquiryId, inquiry === null ? timeoutMs : null);
  const { resultCode, resultText, kind } = inquiry;
  const explanation = resultCode === null ? null : resultMeaning(resultCode, PRODUCTS[kind]);
  throw new InquiryRefusedError({ inquiryId, resultCode, resultText, explanation });
}

function readTimeout(timeoutMs: number | undefined): number {
  if (timeoutMs === undefined) return DEFAULT_TIMEOUT_MS;
  if (Number.isSafeInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= LONGEST_TIMEOUT_MS) return timeoutMs;
  const rule = `must be whole milliseconds from 1 to ${LONGEST_TIMEOUT_MS}`;
  throw new InvalidRequestError('timeoutMs', timeoutMs, rule);
}
