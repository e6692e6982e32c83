import type { DataSource } from 'typeorm';
import {
  Database,
  lockHolders,
  type ConnectionSettings,
  type MigrateMode,
  type StorageSettings,
} from 'typeorm-durable';
import type { AccessTokenStore } from '../daraja/token/access-token.store.js';
import type { QueryLimitStore } from '../daraja/exchange/query-limit.store.js';
import { MpesaOptionsError } from '../errors/mpesa-options.error.js';
import type { InboxStore } from '../inbox/inbox-store.js';
import type { InquiryStore } from '../inquiries/inquiry-store.js';
import type { C2bRegistrationStore } from '../operations/c2b/c2b-registration.store.js';
import type { OperatorStore } from '../operations/operators/operator.store.js';
import type { HandlerTransactions } from '../outbox/handler-transactions.js';
import type { PersonalDataStore } from '../operations/personal-data/personal-data.store.js';
import type { RestoreStore } from '../operations/restores/restore.store.js';
import type { OutboxStore } from '../outbox/outbox-store.js';
import type {
  PaymentQueries,
  PaymentStore,
  PromptLockStore,
  RetentionStore,
  Tx,
  UnitOfWork,
} from '../payments/payment-ports.js';
import type { GapFillStore } from '../reconciliation/gap-fill-store.js';
import type { StandingOrderStore } from '../payments/standing-orders/standing-order-ports.js';
import type { Clock } from '../values/clock.js';
import type { KeyedDigests } from '../values/keyed-digests.js';
import { mpesaStorageErrors } from './database/mpesa-storage-errors.js';
import { migrate, openDataSource } from './database/mpesa-schema.js';
import { mpesaEntities } from './entities/mpesa-entities.js';
import type { BillManagerStore } from '../operations/collect/bill-manager.store.js';
import { TypeOrmPersonalDataStore } from './retention/personal-data/typeorm-personal-data.store.js';
import { TypeOrmAccessTokenStore } from './typeorm-access-token.store.js';
import { TypeOrmBillManagerStore } from './typeorm-bill-manager.store.js';
import { TypeOrmC2bRegistrationStore } from './typeorm-c2b-registration.store.js';
import { TypeOrmGapFillStore } from './typeorm-gap-fill.store.js';
import { TypeOrmHandlerTransactions } from './outbox/typeorm-handler-transactions.js';
import { TypeOrmInboxStore } from './inbox/typeorm-inbox.store.js';
import { TypeOrmInquiryStore } from './typeorm-inquiry.store.js';
import { TypeOrmOperatorStore } from './typeorm-operator.store.js';
import { TypeOrmOutboxStore } from './outbox/typeorm-outbox.store.js';
import { TypeOrmPaymentQueries } from './payments/typeorm-payment.queries.js';
import { TypeOrmPaymentStore } from './payments/typeorm-payment.store.js';
import { TypeOrmPromptLockStore } from './payments/typeorm-prompt-lock.store.js';
import { TypeOrmQueryLimitStore } from './typeorm-query-limit.store.js';
import { TypeOrmRestoreStore } from './typeorm-restore.store.js';
import { TypeOrmRetentionStore } from './retention/typeorm-retention.store.js';
import { TypeOrmStandingOrderStore } from './payments/typeorm-standing-order.store.js';
import { TypeOrmUnitOfWork } from './database/typeorm-unit-of-work.js';

/** Everything the module keeps, behind the ports of the folders that need it. */
export interface Storage {
  readonly unitOfWork: UnitOfWork;
  readonly payments: PaymentStore;
  readonly queries: PaymentQueries;
  readonly promptLocks: PromptLockStore;
  readonly inbox: InboxStore;
  readonly outbox: OutboxStore;
  readonly tokens: AccessTokenStore;
  readonly limits: QueryLimitStore;
  readonly registrations: C2bRegistrationStore;
  readonly operators: OperatorStore;
  readonly gapFills: GapFillStore;
  readonly billManager: BillManagerStore;
  readonly standingOrders: StandingOrderStore;
  readonly inquiries: InquiryStore;
  readonly restores: RestoreStore;
  readonly retention: RetentionStore;
  readonly personalData: PersonalDataStore;
  /** True on a host's DataSource, whose transactions a call may join. */
  readonly shared: boolean;
  /** Whose transactions hold locks now, in words, as far as the database tells; oldest first. */
  lockHolders(): Promise<readonly string[]>;
  /** There too: transactions that a handler writes in. */
  readonly handlerTransactions: HandlerTransactions | null;
  /** @throws StorageUnavailableError when the database does not answer */
  ping(): Promise<void>;
  /** Closes what the module opened; a host's DataSource stays open. */
  close(): Promise<void>;
  /** Cuts off every connection that the module has in use: what it waits for fails now. @returns what was under way on them */
  abandon(): Promise<readonly string[]>;
}

export interface StorageOptions extends Partial<
  Pick<ConnectionSettings, 'connectionWaitMs' | 'onConnectionWait'>
> {
  readonly migrate: MigrateMode;
  readonly newId: () => string;
  readonly clock: Clock;
  /** What is left of names and numbers that are erased. */
  readonly digests: KeyedDigests;
}

/**
 * As long as a new connection may take to be made. Safaricom and most clients wait longer for an answer than this, so that
 * they get one; a lease of ours lasts three times as long.
 */
export const CONNECTION_WAIT_MS = 10_000;

/** What is waited for at the door may not stand behind the module's own work. */
const AT_THE_DOOR = ['store callbacks', 'ping'];

/** Opens a database of the module's own and brings its schema up to date. */
export async function openStorage(settings: StorageSettings, options: StorageOptions): Promise<Storage> {
  const dataSource = await openDataSource(settings);
  try {
    await migrate(dataSource, options.migrate);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return createStorage(dataSource, { ...options, shared: false });
}

/**
 * Uses the host's MySQL or MariaDB DataSource.
 *
 * @throws MpesaOptionsError when it cannot be used, with what to change
 */
export async function storageOn(dataSource: DataSource, options: StorageOptions): Promise<Storage> {
  refuseUnfit(dataSource);
  await migrate(dataSource, options.migrate);
  return createStorage(dataSource, { ...options, shared: true });
}

/** The stores over an open DataSource whose schema is up to date. */
export function createStorage(
  dataSource: DataSource,
  options: Omit<StorageOptions, 'migrate'> & { readonly shared: boolean },
): Storage {
  const { newId, clock, digests, shared, connectionWaitMs = CONNECTION_WAIT_MS } = options;
  const onConnectionWait = options.onConnectionWait ?? (() => undefined);
  const database = new Database<Tx>(dataSource, {
    clock,
    connectionWaitMs,
    onConnectionWait,
    urgent: AT_THE_DOOR,
    handlersManager: 'ctx.manager',
    errors: mpesaStorageErrors,
  });
  return {
    unitOfWork: new TypeOrmUnitOfWork(database),
    payments: new TypeOrmPaymentStore(database, newId),
    queries: new TypeOrmPaymentQueries(database),
    promptLocks: new TypeOrmPromptLockStore(database, clock),
    inbox: new TypeOrmInboxStore(database, newId),
    outbox: new TypeOrmOutboxStore(database, { newId, clock }),
    tokens: new TypeOrmAccessTokenStore(database),
    limits: new TypeOrmQueryLimitStore(database),
    registrations: new TypeOrmC2bRegistrationStore(database),
    operators: new TypeOrmOperatorStore(database),
    gapFills: new TypeOrmGapFillStore(database),
    standingOrders: new TypeOrmStandingOrderStore(database),
    billManager: new TypeOrmBillManagerStore(database),
    inquiries: new TypeOrmInquiryStore(database),
    restores: new TypeOrmRestoreStore(database),
    retention: new TypeOrmRetentionStore(database, { clock, digests }),
    personalData: new TypeOrmPersonalDataStore(database, digests),
    shared,
    lockHolders: () => lockHolders(database),
    handlerTransactions: shared ? new TypeOrmHandlerTransactions(database) : null,
    ping: () => database.read('ping', async (db) => void (await db.rows('SELECT 1 AS one'))),
    close: async () => (shared ? database.leave() : database.close()),
    abandon: () => database.abandon(),
  };
}

function refuseUnfit(dataSource: DataSource): void {
  const { type } = dataSource.options;
  const refuse = (rule: string, fix: string): MpesaOptionsError =>
    new MpesaOptionsError([{ option: 'dataSource', value: type, rule, fix }]);
  if (type !== 'mysql' && type !== 'mariadb') {
    throw refuse(
      type === 'better-sqlite3'
        ? 'a SQLite DataSource has one connection, on which your transactions and ours would become savepoints of each other and lose committed payments'
        : 'only MySQL and MariaDB can be shared',
      "leave dataSource out and give the module a database of its own: storage: { type: 'better-sqlite3', database: 'data/mpesa.sqlite' }",
    );
  }
  const missing = mpesaEntities.filter((entity) => !dataSource.hasMetadata(entity));
  if (missing.length === 0) return;
  throw refuse(
    `it does not know ${missing.map((entity) => entity.name).join(', ')}`,
    "set autoLoadEntities: true in TypeOrmModule.forRoot and import TypeOrmModule.forFeature(mpesaEntities), or list them: entities: [...mpesaEntities, …] (import { mpesaEntities } from 'nestjs-mpesa/typeorm')",
  );
}
