import { Logger, type Provider } from '@nestjs/common';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { DarajaClient } from '../daraja/daraja-client.js';
import { HostPlugins } from './host-plugins.js';
import { InboxProcessor } from '../inbox/inbox-processor.js';
import { SealedRegistrations } from '../operations/c2b/sealed-registrations.js';
import { CallbackUrlSeal } from '../operations/callback-url-seal.js';
import { C2bService } from '../operations/c2b/c2b.service.js';
import { EventsService } from '../operations/events.service.js';
import { InboxService } from '../operations/inbox.service.js';
import { OperatorsService } from '../operations/operators/operators.service.js';
import { PaymentInitiator } from '../operations/payment-initiator.js';
import { QueryLimiter } from '../daraja/query-limiter.js';
import { PaymentsService } from '../operations/payments.service.js';
import { QuestionTurns } from '../operations/question-turns.js';
import { PersonalDataService } from '../operations/personal-data/personal-data.service.js';
import { RestoreGuard } from '../operations/restores/restore-guard.js';
import { RestoreService } from '../operations/restores/restore.service.js';
import { SettlementWaiters } from '../operations/settlement-waiters.js';
import { MissingPaymentsService } from '../operations/statements/missing-payments.service.js';
import { StatementService } from '../operations/statements/statement.service.js';
import { StkPushSender } from '../operations/stk-push/stk-push.sender.js';
import { StkPushService } from '../operations/stk-push/stk-push.service.js';
import { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import type { PaymentKind } from '../payments/payment.js';
import type { PaymentSender } from '../operations/payment-sender.js';
import { PaymentRecorder } from '../payments/payment-recorder.js';
import type { PaymentInquiry } from '../reconciliation/payment-inquiry.js';
import { PushInquiry } from '../reconciliation/push-inquiry.js';
import { COLLECT_SERVICES } from './collect.providers.js';
import { INQUIRY_SERVICES, inquiryProviders } from './inquiry.providers.js';
import { MONEY_OUT_SERVICES, moneyOutProviders } from './money-out.providers.js';
import { QUESTION_SERVICES } from './question.providers.js';
import type { Storage } from '../storage/storage.js';
import {
  MPESA_CLOCK,
  MPESA_INQUIRIES,
  MPESA_NEW_ID,
  MPESA_ORGANISATION_SENDERS,
  MPESA_POLICY,
  MPESA_RANDOM,
  MPESA_RESOLVED_OPTIONS,
  MPESA_STORAGE,
} from './tokens.js';
import type { Clock } from '../values/clock.js';
import { KeyedDigests } from '../values/keyed-digests.js';
import type { RandomSource } from '../values/random.js';

type NewId = () => string;

/** The services a host injects. */
export const PUBLIC_SERVICES = [
  StkPushService,
  C2bService,
  PaymentsService,
  InboxService,
  EventsService,
  StatementService,
  MissingPaymentsService,
  OperatorsService,
  RestoreService,
  PersonalDataService,
  ...MONEY_OUT_SERVICES,
  ...INQUIRY_SERVICES,
  ...QUESTION_SERVICES,
  ...COLLECT_SERVICES,
];

export function operationProviders(): Provider[] {
  return [
    { provide: HostPlugins, useFactory: () => new HostPlugins() },
    {
      provide: StkPushSender,
      useFactory: createSender,
      inject: [DarajaClient, AccountDirectory, CallbackUrls, MPESA_CLOCK, MPESA_RESOLVED_OPTIONS],
    },
    {
      provide: PaymentInitiator,
      useFactory: createInitiator,
      inject: [
        PaymentRecorder,
        MPESA_STORAGE,
        StkPushSender,
        MPESA_ORGANISATION_SENDERS,
        AccountDirectory,
        MPESA_POLICY,
        KeyedDigests,
        MPESA_CLOCK,
        MPESA_NEW_ID,
      ],
    },
    {
      provide: StkPushService,
      useFactory: createStkPush,
      inject: [
        PaymentInitiator,
        PushInquiry,
        QuestionTurns,
        PaymentRecorder,
        MPESA_STORAGE,
        AccountDirectory,
        MPESA_RESOLVED_OPTIONS,
        MPESA_POLICY,
        MPESA_CLOCK,
        MPESA_RANDOM,
        MPESA_NEW_ID,
      ],
    },
    {
      provide: C2bService,
      useFactory: createC2b,
      inject: [
        DarajaClient,
        AccountDirectory,
        MPESA_STORAGE,
        CallbackUrls,
        MPESA_CLOCK,
        MPESA_RESOLVED_OPTIONS,
        MPESA_RANDOM,
      ],
    },
    ...moneyOutProviders(),
    ...inquiryProviders(),
    ...desks(),
  ];
}

/** Services that look things up and set things right. */
function desks(): Provider[] {
  return [
    {
      provide: PaymentsService,
      useFactory: (
        storage: Storage,
        turns: QuestionTurns,
        ...[recorder, policy, waiters, inquiries, clock]: [
          PaymentRecorder,
          PaymentPolicy,
          SettlementWaiters,
          ReadonlyMap<PaymentKind, PaymentInquiry>,
          Clock,
        ]
      ) => {
        const { queries } = storage;
        return new PaymentsService({ queries, recorder, policy, waiters, inquiries, turns, clock });
      },
      inject: [
        MPESA_STORAGE,
        QuestionTurns,
        PaymentRecorder,
        MPESA_POLICY,
        SettlementWaiters,
        MPESA_INQUIRIES,
        MPESA_CLOCK,
      ],
    },
    {
      provide: QuestionTurns,
      useFactory: (storage: Storage, limiter: QueryLimiter, clock: Clock) =>
        new QuestionTurns({ queries: storage.queries, limit: limiter.limit, clock }),
      inject: [MPESA_STORAGE, QueryLimiter, MPESA_CLOCK],
    },
    {
      provide: InboxService,
      useFactory: (storage: Storage, processor: InboxProcessor, clock: Clock) =>
        new InboxService({ store: storage.inbox, wake: () => processor.wake(), clock }),
      inject: [MPESA_STORAGE, InboxProcessor, MPESA_CLOCK],
    },
    {
      provide: RestoreService,
      useFactory: (storage: Storage, clock: Clock) => new RestoreService({ store: storage.restores, clock }),
      inject: [MPESA_STORAGE, MPESA_CLOCK],
    },
    {
      provide: PersonalDataService,
      useFactory: (storage: Storage, digests: KeyedDigests, clock: Clock, newId: NewId) =>
        new PersonalDataService({ store: storage.personalData, digests, clock, newId }),
      inject: [MPESA_STORAGE, KeyedDigests, MPESA_CLOCK, MPESA_NEW_ID],
    },
    {
      provide: EventsService,
      useFactory: (storage: Storage, relay: OutboxRelay, clock: Clock) =>
        new EventsService({ store: storage.outbox, wake: () => relay.wake(), clock }),
      inject: [MPESA_STORAGE, OutboxRelay, MPESA_CLOCK],
    },
  ];
}

function createSender(
  client: DarajaClient,
  accounts: AccountDirectory,
  urls: CallbackUrls,
  clock: Clock,
  { baseUrl }: ResolvedOptions,
): StkPushSender {
  return new StkPushSender({
    client,
    accounts,
    baseUrl,
    clock,
    callbackUrl: (id, account) => urls.urlFor('stk', id, account),
  });
}

function createInitiator(
  ...[recorder, storage, push, others, accounts, policy, digests, clock, newOwner]: [
    PaymentRecorder,
    Storage,
    StkPushSender,
    ReadonlyMap<PaymentKind, PaymentSender>,
    AccountDirectory,
    PaymentPolicy,
    KeyedDigests,
    Clock,
    NewId,
  ]
): PaymentInitiator {
  const log = new Logger('MpesaPayments');
  return new PaymentInitiator({
    recorder,
    payments: storage.payments,
    queries: storage.queries,
    unitOfWork: storage.unitOfWork,
    senders: new Map([['stk-push', push], ...others]),
    guard: new RestoreGuard({ store: storage.restores, accounts, queries: storage.queries }),
    policy,
    digests,
    clock,
    newOwner,
    onUnstored: (message) => log.error(message),
  });
}

function createStkPush(
  ...[initiator, inquiry, turns, recorder, storage, accounts, options, policy, clock, random, newId]: [
    PaymentInitiator,
    PushInquiry,
    QuestionTurns,
    PaymentRecorder,
    Storage,
    AccountDirectory,
    ResolvedOptions,
    PaymentPolicy,
    Clock,
    RandomSource,
    NewId,
  ]
): StkPushService {
  const { queries } = storage;
  const { baseUrl } = options;
  return new StkPushService({
    initiator,
    inquiry,
    turns,
    recorder,
    queries,
    accounts,
    baseUrl,
    policy,
    clock,
    random,
    newId,
  });
}

function createC2b(
  ...[client, accounts, storage, urls, clock, options, random]: [
    DarajaClient,
    AccountDirectory,
    Storage,
    CallbackUrls,
    Clock,
    ResolvedOptions,
    RandomSource,
  ]
): C2bService {
  const log = new Logger('MpesaC2b');
  const seal = new CallbackUrlSeal(options.callbacks.secrets, random);
  return new C2bService({
    client,
    accounts,
    registrations: new SealedRegistrations(storage.registrations, seal),
    inbox: storage.inbox,
    urlsFor: (account) => ({
      confirmationUrl: urls.urlFor('c2b-confirmation', account.shortcode, account),
      validationUrl: urls.urlFor('c2b-validation', account.shortcode, account),
    }),
    baseUrl: options.baseUrl,
    production: options.production,
    clock,
    onWarning: (message) => log.warn(message),
  });
}
