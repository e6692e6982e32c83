import { ConflictRetry } from '../../payments/locks/conflict-retry.js';
import { LockWatch } from '../../payments/locks/lock-watch.js';
import type { Payment } from '../../payments/payment.js';
import type { PaymentPolicy } from '../../payments/payment-policy.js';
import {
  PaymentRecorder,
  type Commit,
  type PaymentRecorderDeps,
} from '../../payments/recording/payment-recorder.js';
import { ManualClock } from '../manual-clock.js';
import { inMemoryStorage, type InMemoryStorage } from './in-memory-storage.js';
import { NOON, samplePolicy } from './sample-payments.js';

export interface RecorderFixture {
  readonly storage: InMemoryStorage;
  readonly clock: ManualClock;
  readonly recorder: PaymentRecorder;
  readonly commits: Commit[];
  readonly warnings: string[];
  readonly newId: () => string;
  /** The stored payment, or undefined. */
  payment(id: string): Payment | undefined;
  /** Stores payments without any event. */
  seed(...payments: Payment[]): Promise<void>;
  /** `paymentId name` of every stored event, in order. */
  events(): string[];
}

/** A recorder over stores in memory, at noon. */
export function recorderFixture(
  over: Partial<PaymentRecorderDeps> & { readonly policy?: PaymentPolicy } = {},
  storage?: InMemoryStorage,
): RecorderFixture {
  let ids = 0;
  const newId = (): string => `id-${String(++ids).padStart(4, '0')}`;
  const stores = storage ?? inMemoryStorage(newId);
  const clock = new ManualClock(NOON);
  const commits: Commit[] = [];
  const warnings: string[] = [];
  const recorder = new PaymentRecorder({
    unitOfWork: stores.unitOfWork,
    payments: stores.payments,
    promptLocks: stores.promptLocks,
    events: stores.outbox,
    clock,
    newId,
    policy: samplePolicy,
    retry: new ConflictRetry(async () => undefined, { bytes: (size) => Buffer.alloc(size) }),
    watch: new LockWatch({
      clock,
      holders: async () => [],
      onWaiting: (message) => void warnings.push(message),
    }),
    onCommit: (commit) => void commits.push(commit),
    onWarning: (warning) => void warnings.push(warning),
    ...over,
  });
  return {
    storage: stores,
    clock,
    recorder,
    commits,
    warnings,
    newId,
    payment: (id) => stores.unitOfWork.tables.payments.get(id),
    seed: (...payments) => stores.unitOfWork.run((tx) => stores.payments.insert(tx, payments)),
    events: () =>
      [...stores.unitOfWork.tables.events.values()].map(
        ({ subjectId, payload }) => `${subjectId} ${payload.type}`,
      ),
  };
}

/** A store with some of its methods replaced. */
export function withMethods<Store extends object>(store: Store, methods: Partial<Store>): Store {
  return new Proxy(store, {
    get: (target, name) => {
      if (name in methods) return Reflect.get(methods, name) as unknown;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
