import { Logger, type Provider } from '@nestjs/common';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { QueryLimiter } from '../daraja/exchange/query-limiter.js';
import { InboxProcessor } from '../inbox/inbox-processor.js';
import { SealedRegistrations } from '../operations/c2b/sealed-registrations.js';
import { CallbackUrlSeal } from '../operations/callback-url-seal.js';
import { C2bService } from '../operations/c2b/c2b.service.js';
import { EventsService } from '../operations/events.service.js';
import { InboxService } from '../operations/inbox.service.js';
import { PaymentInitiator } from '../operations/payment-initiator.js';
import { PaymentsService } from '../operations/payments.service.js';
import { QuestionTurns } from '../operations/question-turns.js';
import { PersonalDataService } from '../operations/personal-data/personal-data.service.js';
import { RestoreGuard } from '../operations/restores/restore-guard.js';
import { RestoreService } from '../operations/restores/restore.service.js';
import { SettlementWaiters } from '../operations/settlement-waiters.js';
import { StkPushSender } from '../operations/stk-push/stk-push.sender.js';
import { StkPushService } from '../operations/stk-push/stk-push.service.js';
import { AccountDirectory } from '../options/account-directory.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { PaymentRecorder } from '../payments/recording/payment-recorder.js';
import { PushInquiry } from '../reconciliation/push-inquiry.js';
import { part } from './part.js';
import {
  MPESA_CLOCK,
  MPESA_INQUIRIES,
  MPESA_NEW_ID,
  MPESA_POLICY,
  MPESA_QUESTION_DEPS,
  MPESA_RANDOM,
  MPESA_RESOLVED_OPTIONS,
  MPESA_SENDERS,
  MPESA_STORAGE,
} from './tokens.js';
import { KeyedDigests } from '../values/keyed-digests.js';

const pushSender = part(
  StkPushSender,
  { asking: MPESA_QUESTION_DEPS, urls: CallbackUrls, clock: MPESA_CLOCK },
  ({ asking, urls, clock }) => {
    const callbackUrl = urls.urlFor.bind(urls, 'stk');
    return new StkPushSender({ ...asking, clock, callbackUrl });
  },
);

const initiator = part(
  PaymentInitiator,
  {
    recorder: PaymentRecorder,
    storage: MPESA_STORAGE,
    senders: MPESA_SENDERS,
    accounts: AccountDirectory,
    policy: MPESA_POLICY,
    digests: KeyedDigests,
    clock: MPESA_CLOCK,
    newOwner: MPESA_NEW_ID,
  },
  ({ storage: { payments, queries, unitOfWork, restores }, accounts, ...deps }) => {
    const log = new Logger('MpesaPayments');
    return new PaymentInitiator({
      ...deps,
      payments,
      queries,
      unitOfWork,
      guard: new RestoreGuard({ store: restores, accounts, queries }),
      onUnstored: (message) => log.error(message),
    });
  },
);

const stkPush = part(
  StkPushService,
  {
    initiator: PaymentInitiator,
    inquiry: PushInquiry,
    turns: QuestionTurns,
    recorder: PaymentRecorder,
    storage: MPESA_STORAGE,
    accounts: AccountDirectory,
    options: MPESA_RESOLVED_OPTIONS,
    policy: MPESA_POLICY,
    clock: MPESA_CLOCK,
    random: MPESA_RANDOM,
    newId: MPESA_NEW_ID,
  },
  ({ storage: { queries }, options: { baseUrl }, ...deps }) =>
    new StkPushService({ ...deps, queries, baseUrl }),
);

const c2b = part(
  C2bService,
  {
    asking: MPESA_QUESTION_DEPS,
    storage: MPESA_STORAGE,
    urls: CallbackUrls,
    clock: MPESA_CLOCK,
    options: MPESA_RESOLVED_OPTIONS,
    random: MPESA_RANDOM,
  },
  ({ asking, storage, urls, clock, options, random }) => {
    const log = new Logger('MpesaC2b');
    const seal = new CallbackUrlSeal(options.callbacks.secrets, random);
    return new C2bService({
      ...asking,
      registrations: new SealedRegistrations(storage.registrations, seal),
      inbox: storage.inbox,
      urlsFor: (account) => ({
        confirmationUrl: urls.urlFor('c2b-confirmation', account.shortcode, account),
        validationUrl: urls.urlFor('c2b-validation', account.shortcode, account),
      }),
      production: options.production,
      clock,
      onWarning: (message) => log.warn(message),
    });
  },
);

const payments = part(
  PaymentsService,
  {
    storage: MPESA_STORAGE,
    turns: QuestionTurns,
    recorder: PaymentRecorder,
    policy: MPESA_POLICY,
    waiters: SettlementWaiters,
    inquiries: MPESA_INQUIRIES,
    clock: MPESA_CLOCK,
  },
  ({ storage: { queries }, ...deps }) => new PaymentsService({ ...deps, queries }),
);

export const OPERATION_PROVIDERS: readonly Provider[] = [
  pushSender,
  initiator,
  stkPush,
  c2b,
  payments,
  part(
    QuestionTurns,
    { storage: MPESA_STORAGE, limiter: QueryLimiter, clock: MPESA_CLOCK },
    ({ storage: { queries }, limiter: { limit }, clock }) => new QuestionTurns({ queries, limit, clock }),
  ),
  part(
    InboxService,
    { storage: MPESA_STORAGE, processor: InboxProcessor, clock: MPESA_CLOCK },
    ({ storage: { inbox: store }, processor, clock }) =>
      new InboxService({ store, wake: () => processor.wake(), clock }),
  ),
  part(
    RestoreService,
    { storage: MPESA_STORAGE, clock: MPESA_CLOCK },
    ({ storage: { restores: store }, clock }) => new RestoreService({ store, clock }),
  ),
  part(
    PersonalDataService,
    { storage: MPESA_STORAGE, digests: KeyedDigests, clock: MPESA_CLOCK, newId: MPESA_NEW_ID },
    ({ storage: { personalData: store }, ...deps }) => new PersonalDataService({ ...deps, store }),
  ),
  part(
    EventsService,
    { storage: MPESA_STORAGE, relay: OutboxRelay, clock: MPESA_CLOCK },
    ({ storage: { outbox: store }, relay, clock }) =>
      new EventsService({ store, wake: () => relay.wake(), clock }),
  ),
];
