import type { Provider } from '@nestjs/common';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { QuestionWords } from '../callbacks/question-words.js';
import { LimitedClient } from '../daraja/limited-client.js';
import { InquiryRecorder } from '../inquiries/inquiry-recorder.js';
import { CommitNews } from '../operations/commit-news.js';
import { InitiatorCredentials } from '../operations/operators/initiator-credentials.js';
import { BalanceService } from '../operations/inquiries/balance.service.js';
import { InquiryService } from '../operations/inquiries/inquiry.service.js';
import { TransactionStatusService } from '../operations/inquiries/transaction-status.service.js';
import { Operators } from '../operations/operators/operators.js';
import { QuestionTurns } from '../operations/question-turns.js';
import { SettlementWaiters } from '../operations/settlement-waiters.js';
import { ConflictRetry } from '../payments/locks/conflict-retry.js';
import { part } from './part.js';
import { MPESA_CLOCK, MPESA_NEW_ID, MPESA_QUESTION_DEPS, MPESA_STORAGE } from './tokens.js';

/** Questions that M-Pesa answers later. */
export const INQUIRY_SERVICES = [TransactionStatusService, BalanceService];

const recorder = part(
  InquiryRecorder,
  { storage: MPESA_STORAGE, retry: ConflictRetry, news: CommitNews },
  ({ storage, retry, news }) =>
    new InquiryRecorder({
      unitOfWork: storage.unitOfWork,
      store: storage.inquiries,
      events: storage.outbox,
      retry,
      onSettled: (inquiry, event) => news.tellAnswer(inquiry, event),
    }),
);

const inquiries = part(
  InquiryService,
  {
    asking: MPESA_QUESTION_DEPS,
    client: LimitedClient,
    credentials: InitiatorCredentials,
    operators: Operators,
    storage: MPESA_STORAGE,
    recorder: InquiryRecorder,
    waiters: SettlementWaiters,
    urls: CallbackUrls,
    clock: MPESA_CLOCK,
    newId: MPESA_NEW_ID,
  },
  ({ asking, storage, urls, ...deps }) =>
    new InquiryService({
      ...asking,
      ...deps,
      store: storage.inquiries,
      urls: (kind, id, account) => urls.answersFor(kind, id, account),
    }),
);

export const INQUIRY_PROVIDERS: readonly Provider[] = [
  recorder,
  inquiries,
  part(BalanceService, { asked: InquiryService }, ({ asked }) => new BalanceService(asked)),
  part(
    TransactionStatusService,
    { asked: InquiryService, storage: MPESA_STORAGE, turns: QuestionTurns, words: QuestionWords },
    ({ asked, storage, turns, words }) =>
      new TransactionStatusService(asked, storage.queries, turns, (id) => words.wordFor(id)),
  ),
];
