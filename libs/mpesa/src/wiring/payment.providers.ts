import { Logger, type Provider } from '@nestjs/common';
import { HostPlugins } from './host-plugins.js';
import { CommitNews } from '../operations/commit-news.js';
import { Operators } from '../operations/operators/operators.js';
import { SettlementWaiters } from '../operations/settlement-waiters.js';
import { resolveConfirm } from '../options/confirm-option.js';
import { BestEffortEvents } from '../outbox/best-effort-events.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { ConflictRetry } from '../payments/locks/conflict-retry.js';
import { LockWatch } from '../payments/locks/lock-watch.js';
import { paymentPolicy } from '../payments/payment-policy.js';
import { PaymentRecorder } from '../payments/recording/payment-recorder.js';
import { errorLog, foreignErrorLog } from './error-log.js';
import { part } from './part.js';
import {
  MPESA_CLOCK,
  MPESA_DELAY,
  MPESA_NEW_ID,
  MPESA_POLICY,
  MPESA_RANDOM,
  MPESA_RESOLVED_OPTIONS,
  MPESA_STORAGE,
} from './tokens.js';
import { foreignError } from '../values/foreign-error.js';
import { hasInitiatorFor } from '../operations/operators/initiator-credentials.js';
import { KeyedDigests, plainDigest } from '../values/keyed-digests.js';

const policy = part(
  MPESA_POLICY,
  { options: MPESA_RESOLVED_OPTIONS, plugins: HostPlugins, digests: KeyedDigests },
  ({ options: { accounts, reconciliation, prompts, http }, plugins, digests }) =>
    paymentPolicy({
      firstCheckMs: reconciliation.firstCheckMs,
      stkHorizonMs: reconciliation.stkHorizonMs,
      horizonMs: reconciliation.horizonMs,
      requestMs: http.timeoutMs,
      prompts,
      // A transaction cannot wait for the host's source, so one word of it holds for all its accounts.
      confirming: (name) => {
        const account = accounts.get(name);
        if (account === undefined) return resolveConfirm(plugins.accountSource?.confirm);
        return { ...account.confirm, canAsk: hasInitiatorFor(account, 'status') };
      },
      erasedCheckouts: (id) => digests.formsOf('checkout-request', plainDigest(id)),
      erasedReferences: (reference) => digests.formsOf('reference', plainDigest(reference)),
    }),
);

const lockWatch = part(LockWatch, { storage: MPESA_STORAGE, clock: MPESA_CLOCK }, ({ storage, clock }) => {
  const log = new Logger('MpesaStorage');
  return new LockWatch({
    clock,
    holders: () => storage.lockHolders(),
    onWaiting: (message) => log.warn(message),
  });
});

const recorder = part(
  PaymentRecorder,
  {
    storage: MPESA_STORAGE,
    clock: MPESA_CLOCK,
    newId: MPESA_NEW_ID,
    policy: MPESA_POLICY,
    retry: ConflictRetry,
    watch: LockWatch,
    news: CommitNews,
  },
  ({ storage, news, ...deps }) =>
    new PaymentRecorder({
      ...deps,
      unitOfWork: storage.unitOfWork,
      payments: storage.payments,
      promptLocks: storage.promptLocks,
      events: storage.outbox,
      onCommit: (commit) => news.tell(commit),
      onWarning: (message) => news.warn(message),
    }),
);

const relay = part(
  OutboxRelay,
  {
    storage: MPESA_STORAGE,
    clock: MPESA_CLOCK,
    newOwner: MPESA_NEW_ID,
    options: MPESA_RESOLVED_OPTIONS,
  },
  ({ storage, clock, newOwner, options: { events } }) => {
    const log = new Logger('MpesaEvents');
    return new OutboxRelay({
      store: storage.outbox,
      transactions: storage.handlerTransactions,
      clock,
      newOwner,
      maxAttempts: events.maxAttempts,
      backoffMs: events.backoffMs,
      onDead: ({ eventId, handler }, error) =>
        log.error(
          `event ${eventId} is a dead letter of ${handler} (what it said is kept with it): ${foreignError(error)}`,
        ),
      onError: errorLog('MpesaEvents'),
    });
  },
);

const news = part(
  CommitNews,
  {
    relay: OutboxRelay,
    waiters: SettlementWaiters,
    bestEffort: BestEffortEvents,
    operators: Operators,
    options: MPESA_RESOLVED_OPTIONS,
  },
  ({ options, ...deps }) => new CommitNews({ ...deps, relays: options.jobs.outbox.enabled }),
);

/** What becomes of a payment, and who is told. */
export const PAYMENT_PROVIDERS: readonly Provider[] = [
  policy,
  part(
    BestEffortEvents,
    { newId: MPESA_NEW_ID },
    ({ newId }) => new BestEffortEvents(foreignErrorLog('MpesaEvents'), newId),
  ),
  part(
    ConflictRetry,
    { delay: MPESA_DELAY, random: MPESA_RANDOM },
    ({ delay, random }) => new ConflictRetry(delay, random),
  ),
  lockWatch,
  part(SettlementWaiters, {}, () => new SettlementWaiters()),
  recorder,
  news,
  relay,
];
