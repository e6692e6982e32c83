import type { Provider } from '@nestjs/common';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { QuestionWords } from '../callbacks/question-words.js';
import { LimitedClient } from '../daraja/limited-client.js';
import { InquiryRecorder } from '../inquiries/inquiry-recorder.js';
import { InitiatorCredentials } from '../operations/operators/initiator-credentials.js';
import { BalanceService } from '../operations/inquiries/balance.service.js';
import { InquiryDesk } from '../operations/inquiries/inquiry-desk.js';
import { TransactionStatusService } from '../operations/inquiries/transaction-status.service.js';
import { Operators } from '../operations/operators/operators.js';
import { QuestionTurns } from '../operations/question-turns.js';
import { SettlementWaiters } from '../operations/settlement-waiters.js';
import { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { ConflictRetry } from '../payments/conflict-retry.js';
import type { Storage } from '../storage/storage.js';
import type { Clock } from '../values/clock.js';
import { CommitNews } from './commit-news.js';
import { MPESA_CLOCK, MPESA_NEW_ID, MPESA_RESOLVED_OPTIONS, MPESA_STORAGE } from './tokens.js';

/** Questions that M-Pesa answers later. */
export const INQUIRY_SERVICES = [TransactionStatusService, BalanceService];

export function inquiryProviders(): Provider[] {
  return [
    {
      provide: InquiryRecorder,
      useFactory: (storage: Storage, retry: ConflictRetry, news: CommitNews) =>
        new InquiryRecorder({
          unitOfWork: storage.unitOfWork,
          store: storage.inquiries,
          events: storage.outbox,
          retry,
          onSettled: (inquiry, event) => news.tellAnswer(inquiry, event),
        }),
      inject: [MPESA_STORAGE, ConflictRetry, CommitNews],
    },
    {
      provide: InquiryDesk,
      useFactory: createDesk,
      inject: [
        LimitedClient,
        AccountDirectory,
        InitiatorCredentials,
        Operators,
        MPESA_STORAGE,
        InquiryRecorder,
        SettlementWaiters,
        CallbackUrls,
        MPESA_RESOLVED_OPTIONS,
        MPESA_CLOCK,
        MPESA_NEW_ID,
      ],
    },
    {
      provide: BalanceService,
      useFactory: (desk: InquiryDesk) => new BalanceService(desk),
      inject: [InquiryDesk],
    },
    {
      provide: TransactionStatusService,
      useFactory: (desk: InquiryDesk, { queries }: Storage, turns: QuestionTurns, words: QuestionWords) =>
        new TransactionStatusService(desk, queries, turns, (id) => words.wordFor(id)),
      inject: [InquiryDesk, MPESA_STORAGE, QuestionTurns, QuestionWords],
    },
  ];
}

function createDesk(
  ...[client, accounts, credentials, operators, storage, recorder, waiters, urls, options, clock, newId]: [
    LimitedClient,
    AccountDirectory,
    InitiatorCredentials,
    Operators,
    Storage,
    InquiryRecorder,
    SettlementWaiters,
    CallbackUrls,
    ResolvedOptions,
    Clock,
    () => string,
  ]
): InquiryDesk {
  return new InquiryDesk({
    client,
    accounts,
    credentials,
    operators,
    store: storage.inquiries,
    recorder,
    waiters,
    urls: (kind, id, account) => ({
      resultUrl: urls.urlFor(`${kind}-result`, id, account),
      timeoutUrl: urls.urlFor(`${kind}-timeout`, id, account),
    }),
    baseUrl: options.baseUrl,
    clock,
    newId,
  });
}
