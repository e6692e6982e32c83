import { Logger, type Provider } from '@nestjs/common';
import { QuestionWords } from '../callbacks/question-words.js';
import { CallbackInbox } from '../inbox/callback-inbox.js';
import { HostPlugins } from './host-plugins.js';
import { InquiryRecorder } from '../inquiries/inquiry-recorder.js';
import { InboxProcessor } from '../inbox/inbox-processor.js';
import { hasInitiatorFor } from '../operations/operators/initiator-credentials.js';
import { Operators } from '../operations/operators/operators.js';
import { SettlementWaiters } from '../operations/settlement-waiters.js';
import { AccountDirectory } from '../options/account-directory.js';
import { resolveConfirm } from '../options/confirm-option.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { ConflictRetry } from '../payments/conflict-retry.js';
import { LockWatch } from '../payments/lock-watch.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import { PaymentRecorder } from '../payments/payment-recorder.js';
import { StandingOrderRecorder } from '../payments/standing-order-recorder.js';
import type { Storage } from '../storage/storage.js';
import { CommitNews } from './commit-news.js';
import { errorLog, foreignErrorLog } from './error-log.js';
import { reconciliationProviders } from './reconciliation.providers.js';
import {
  MPESA_CLOCK,
  MPESA_DELAY,
  MPESA_NEW_ID,
  MPESA_POLICY,
  MPESA_RANDOM,
  MPESA_RESOLVED_OPTIONS,
  MPESA_STORAGE,
} from './tokens.js';
import type { Clock } from '../values/clock.js';
import type { Delay } from '../values/delay.js';
import { foreignError } from '../values/foreign-error.js';
import { KeyedDigests, plainDigest } from '../values/keyed-digests.js';
import type { RandomSource } from '../values/random.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** No question is on its way for longer, with its token and its answer. */
const QUESTION_TRAVEL_MS = 2 * MINUTE_MS;

type NewId = () => string;

/** The payment's life: recorder, inbox, outbox, reconciliation. */
export function paymentProviders(): Provider[] {
  return [
    {
      provide: MPESA_POLICY,
      useFactory: policyFrom,
      inject: [MPESA_RESOLVED_OPTIONS, HostPlugins, KeyedDigests],
    },
    {
      provide: BestEffortEvents,
      useFactory: (newId: () => string) => new BestEffortEvents(foreignErrorLog('MpesaEvents'), newId),
      inject: [MPESA_NEW_ID],
    },
    {
      provide: ConflictRetry,
      useFactory: (delay: Delay, random: RandomSource) => new ConflictRetry(delay, random),
      inject: [MPESA_DELAY, MPESA_RANDOM],
    },
    {
      provide: LockWatch,
      useFactory: (storage: Storage, clock: Clock) => {
        const log = new Logger('MpesaStorage');
        return new LockWatch({
          clock,
          holders: () => storage.lockHolders(),
          onWaiting: (message) => log.warn(message),
        });
      },
      inject: [MPESA_STORAGE, MPESA_CLOCK],
    },
    { provide: SettlementWaiters, useFactory: () => new SettlementWaiters() },
    {
      provide: PaymentRecorder,
      useFactory: createRecorder,
      inject: [MPESA_STORAGE, MPESA_CLOCK, MPESA_NEW_ID, MPESA_POLICY, ConflictRetry, LockWatch, CommitNews],
    },
    {
      provide: CommitNews,
      useFactory: (
        relay: OutboxRelay,
        waiters: SettlementWaiters,
        bestEffort: BestEffortEvents,
        operators: Operators,
        options: ResolvedOptions,
      ) => new CommitNews({ relay, waiters, bestEffort, operators, relays: options.jobs.outbox.enabled }),
      inject: [OutboxRelay, SettlementWaiters, BestEffortEvents, Operators, MPESA_RESOLVED_OPTIONS],
    },
    {
      provide: OutboxRelay,
      useFactory: createRelay,
      inject: [MPESA_STORAGE, MPESA_CLOCK, MPESA_NEW_ID, MPESA_RESOLVED_OPTIONS],
    },
    ...inboxProviders(),
    ...reconciliationProviders(),
  ];
}

function inboxProviders(): Provider[] {
  return [
    {
      provide: InboxProcessor,
      useFactory: createProcessor,
      inject: [
        MPESA_STORAGE,
        PaymentRecorder,
        StandingOrderRecorder,
        InquiryRecorder,
        AccountDirectory,
        MPESA_CLOCK,
        MPESA_NEW_ID,
        BestEffortEvents,
        Operators,
        QuestionWords,
      ],
    },
    {
      provide: CallbackInbox,
      useFactory: createInbox,
      inject: [MPESA_STORAGE, InboxProcessor, MPESA_RESOLVED_OPTIONS],
    },
  ];
}

function policyFrom(options: ResolvedOptions, plugins: HostPlugins, digests: KeyedDigests): PaymentPolicy {
  const { reconciliation, prompts, http } = options;
  return {
    firstCheckMs: reconciliation.firstCheckMs,
    promptMs: 3 * MINUTE_MS,
    // Longer than a request with its token and one replay can take.
    sendLeaseMs: Math.max(MINUTE_MS, 4 * http.timeoutMs),
    waitForCallbacksMs: 3 * MINUTE_MS,
    clockSkewMs: MINUTE_MS,
    // A transaction cannot wait for the host's source, so one word of it holds for all its accounts.
    confirming: (account) =>
      options.accounts.get(account)?.confirm ?? resolveConfirm(plugins.accountSource?.confirm),
    horizonMs: (kind) => (kind === 'stk-push' ? reconciliation.stkHorizonMs : reconciliation.horizonMs),
    erasedCheckouts: (id) => digests.formsOf('checkout-request', plainDigest(id)),
    erasedReferences: (reference) => digests.formsOf('reference', plainDigest(reference)),
    phoneLine: { maxUnfinished: prompts.maxUnfinished, restMs: DAY_MS, onUnfinished: prompts.onUnfinished },
  };
}

function createRecorder(
  ...[storage, clock, newId, policy, retry, watch, news]: [
    Storage,
    Clock,
    NewId,
    PaymentPolicy,
    ConflictRetry,
    LockWatch,
    CommitNews,
  ]
): PaymentRecorder {
  return new PaymentRecorder({
    unitOfWork: storage.unitOfWork,
    payments: storage.payments,
    phoneLines: storage.phoneLines,
    events: storage.outbox,
    clock,
    newId,
    policy,
    retry,
    watch,
    onCommit: (commit) => news.tell(commit),
    onWarning: (message) => news.warn(message),
  });
}

function createRelay(storage: Storage, clock: Clock, newId: NewId, options: ResolvedOptions): OutboxRelay {
  const log = new Logger('MpesaEvents');
  return new OutboxRelay({
    store: storage.outbox,
    transactions: storage.handlerTransactions,
    clock,
    newOwner: newId,
    maxAttempts: options.events.maxAttempts,
    backoffMs: options.events.backoffMs,
    onDead: ({ eventId, handler }, error) =>
      log.error(
        `event ${eventId} is a dead letter of ${handler} (what it said is kept with it): ${foreignError(error)}`,
      ),
    onError: errorLog('MpesaEvents'),
  });
}

function createProcessor(
  ...[
    storage,
    recorder,
    standingOrders,
    inquiries,
    accounts,
    clock,
    newOwner,
    bestEffort,
    operators,
    words,
  ]: [
    Storage,
    PaymentRecorder,
    StandingOrderRecorder,
    InquiryRecorder,
    AccountDirectory,
    Clock,
    NewId,
    BestEffortEvents,
    Operators,
    QuestionWords,
  ]
): InboxProcessor {
  const log = new Logger('MpesaInbox');
  return new InboxProcessor({
    store: storage.inbox,
    recorder,
    standingOrders,
    inquiries,
    lookups: {
      receiverOf: async (shortcode, told) => {
        const found = await accounts.receiver(shortcode, told);
        return typeof found === 'string' ? found : { ...found, canAsk: hasInitiatorFor(found, 'status') };
      },
      isOurQuestion: (paymentId, word) => words.isOurs(paymentId, word),
    },
    clock,
    newOwner,
    onUnmatched: ({ id, kind }) => {
      log.warn(
        `callback ${id} (${kind}) is for no payment we know. Its URL was made for one, so the books may have lost it, as after a restore from a backup: see docs/operations.md`,
      );
      bestEffort.emit({ type: 'callback.unmatched', callbackId: id, kind, reason: 'no such payment' });
    },
    onRejected: ({ id, kind }, reason) =>
      log.warn(`callback ${id} (${kind}) is kept but not used: ${reason}`),
    onRefusedQuestion: async ({ paymentId, at, ...result }) => {
      const payment = await storage.queries.get(paymentId);
      // Its URL stands in logs from its first answer on: who answers when nobody asks is somebody else.
      const isAskedAbout = payment !== null && payment.checks > 0 && payment.nextCheckAt !== null;
      if (!isAskedAbout || payment.initiator === null) return;
      const { account, initiator } = payment;
      // When it was asked is not kept: what was asked before an unlocking must not stop the operator again.
      await operators.sawResult({ ...result, account, initiator, sentAt: at - QUESTION_TRAVEL_MS });
    },
    onError: errorLog('MpesaInbox'),
  });
}

function createInbox(storage: Storage, processor: InboxProcessor, options: ResolvedOptions): CallbackInbox {
  // A process without the inbox job leaves the work to those that have it.
  return new CallbackInbox(storage.inbox, () => {
    if (options.jobs.inbox.enabled) processor.wake();
  });
}
