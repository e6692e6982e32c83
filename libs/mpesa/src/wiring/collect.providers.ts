import { Logger, type Provider } from '@nestjs/common';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { BillManagerEnrolment } from '../operations/collect/bill-manager-enrolment.js';
import { BillManagerLine } from '../operations/collect/bill-manager-line.js';
import { BillManagerService } from '../operations/collect/bill-manager.service.js';
import { BillReceipts } from '../operations/collect/bill-receipts.js';
import { BongaService } from '../operations/collect/bonga.service.js';
import { DataBundlesService } from '../operations/collect/data-bundles.service.js';
import { SealedBillers } from '../operations/collect/sealed-billers.js';
import { CallbackUrlSeal } from '../operations/callback-url-seal.js';
import { CommitNews } from '../operations/commit-news.js';
import { StandingOrderService } from '../operations/standing-orders/standing-order.service.js';
import { ConflictRetry } from '../payments/locks/conflict-retry.js';
import { LockWatch } from '../payments/locks/lock-watch.js';
import { StandingOrderRecorder } from '../payments/standing-orders/standing-order-recorder.js';
import { part } from './part.js';
import {
  MPESA_CLOCK,
  MPESA_NEW_ID,
  MPESA_POLICY,
  MPESA_QUESTION_DEPS,
  MPESA_RANDOM,
  MPESA_RESOLVED_OPTIONS,
  MPESA_STORAGE,
} from './tokens.js';
import { KeyedDigests } from '../values/keyed-digests.js';

/** Ways of asking to be paid beside STK push and C2B, and the sale of data bundles. */
export const COLLECT_SERVICES = [BillManagerService, StandingOrderService, BongaService, DataBundlesService];

const billManager = part(
  BillManagerService,
  {
    asking: MPESA_QUESTION_DEPS,
    options: MPESA_RESOLVED_OPTIONS,
    storage: MPESA_STORAGE,
    urls: CallbackUrls,
    clock: MPESA_CLOCK,
    random: MPESA_RANDOM,
  },
  ({ asking, options, storage, urls, clock, random }) => {
    const log = new Logger('MpesaBillManager');
    const { accounts } = asking;
    const store = storage.billManager;
    const line = new BillManagerLine({ ...asking, store, random });
    const enrolment = new BillManagerEnrolment({
      accounts,
      line,
      store: new SealedBillers(store, new CallbackUrlSeal(options.callbacks.secrets, random)),
      callbackUrlFor: (account) => urls.urlFor('bill-manager', account.shortcode, account),
      production: options.production,
      clock,
      onWarning: (message) => log.warn(message),
    });
    const receipts = new BillReceipts({ store, queries: storage.queries, clock });
    return new BillManagerService({ accounts, line, enrolment, receipts });
  },
);

const standingOrderRecorder = part(
  StandingOrderRecorder,
  {
    storage: MPESA_STORAGE,
    retry: ConflictRetry,
    watch: LockWatch,
    clock: MPESA_CLOCK,
    options: MPESA_RESOLVED_OPTIONS,
    news: CommitNews,
  },
  ({ storage, options, news, ...deps }) => {
    const log = new Logger('MpesaStandingOrders');
    return new StandingOrderRecorder({
      ...deps,
      unitOfWork: storage.unitOfWork,
      orders: storage.standingOrders,
      events: storage.outbox,
      policy: options.reconciliation,
      onCommit: (events) => {
        for (const { subjectId, payload } of events) log.log(`standing order ${subjectId}: ${payload.type}`);
        news.tell({ events, changes: [] });
      },
    });
  },
);

const standingOrders = part(
  StandingOrderService,
  {
    asking: MPESA_QUESTION_DEPS,
    storage: MPESA_STORAGE,
    recorder: StandingOrderRecorder,
    urls: CallbackUrls,
    policy: MPESA_POLICY,
    digests: KeyedDigests,
    clock: MPESA_CLOCK,
    random: MPESA_RANDOM,
    newId: MPESA_NEW_ID,
  },
  ({ asking, storage, urls, policy, ...deps }) => {
    const log = new Logger('MpesaStandingOrders');
    return new StandingOrderService({
      ...asking,
      ...deps,
      orders: storage.standingOrders,
      queries: storage.queries,
      callbackUrlFor: (id, account) => urls.urlFor('ratiba', id, account),
      sendLeaseMs: policy.sendLeaseMs,
      onUnstored: (message) => log.error(message),
    });
  },
);

export const COLLECT_PROVIDERS: readonly Provider[] = [
  billManager,
  standingOrderRecorder,
  standingOrders,
  part(BongaService, { deps: MPESA_QUESTION_DEPS }, ({ deps }) => new BongaService(deps)),
  part(DataBundlesService, { deps: MPESA_QUESTION_DEPS }, ({ deps }) => new DataBundlesService(deps)),
];
