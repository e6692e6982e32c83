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
import { StandingOrderService } from '../operations/standing-orders/standing-order.service.js';
import type { QuestionDeps } from '../operations/questions/question-deps.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { ConflictRetry } from '../payments/conflict-retry.js';
import { LockWatch } from '../payments/lock-watch.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import { StandingOrderRecorder } from '../payments/standing-order-recorder.js';
import type { Storage } from '../storage/storage.js';
import { asking } from './question.providers.js';
import { CommitNews } from './commit-news.js';
import {
  MPESA_CLOCK,
  MPESA_NEW_ID,
  MPESA_POLICY,
  MPESA_RANDOM,
  MPESA_RESOLVED_OPTIONS,
  MPESA_STORAGE,
} from './tokens.js';
import type { Clock } from '../values/clock.js';
import { KeyedDigests } from '../values/keyed-digests.js';
import type { RandomSource } from '../values/random.js';

/** Ways of asking to be paid beside STK push and C2B, and the sale of data bundles. */
export const COLLECT_SERVICES = [BillManagerService, StandingOrderService, BongaService, DataBundlesService];

export function collectProviders(): Provider[] {
  return [
    asking(BillManagerService, createBillManager, [
      MPESA_STORAGE,
      CallbackUrls,
      MPESA_RESOLVED_OPTIONS,
      MPESA_CLOCK,
      MPESA_RANDOM,
    ]),
    {
      provide: StandingOrderRecorder,
      useFactory: createOrderRecorder,
      inject: [MPESA_STORAGE, ConflictRetry, LockWatch, MPESA_CLOCK, MPESA_RESOLVED_OPTIONS, CommitNews],
    },
    asking(StandingOrderService, createStandingOrders, [
      MPESA_STORAGE,
      StandingOrderRecorder,
      CallbackUrls,
      MPESA_POLICY,
      KeyedDigests,
      MPESA_CLOCK,
      MPESA_RANDOM,
      MPESA_NEW_ID,
    ]),
    asking(BongaService, (deps) => new BongaService(deps)),
    asking(DataBundlesService, (deps) => new DataBundlesService(deps)),
  ];
}

function createBillManager(
  deps: QuestionDeps,
  ...[storage, urls, options, clock, random]: [Storage, CallbackUrls, ResolvedOptions, Clock, RandomSource]
): BillManagerService {
  const log = new Logger('MpesaBillManager');
  const store = storage.billManager;
  const { accounts } = deps;
  const line = new BillManagerLine({ ...deps, store, random });
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
}

function createOrderRecorder(
  storage: Storage,
  ...[retry, watch, clock, { reconciliation }, news]: [
    ConflictRetry,
    LockWatch,
    Clock,
    ResolvedOptions,
    CommitNews,
  ]
): StandingOrderRecorder {
  const log = new Logger('MpesaStandingOrders');
  return new StandingOrderRecorder({
    unitOfWork: storage.unitOfWork,
    orders: storage.standingOrders,
    events: storage.outbox,
    retry,
    watch,
    clock,
    policy: { horizonMs: reconciliation.horizonMs },
    onCommit: (events) => {
      for (const { subjectId, payload } of events) log.log(`standing order ${subjectId}: ${payload.type}`);
      news.tell({ events, changes: [] });
    },
  });
}

function createStandingOrders(
  deps: QuestionDeps,
  ...[storage, recorder, urls, policy, digests, clock, random, newId]: [
    Storage,
    StandingOrderRecorder,
    CallbackUrls,
    PaymentPolicy,
    KeyedDigests,
    Clock,
    RandomSource,
    () => string,
  ]
): StandingOrderService {
  const log = new Logger('MpesaStandingOrders');
  return new StandingOrderService({
    ...deps,
    onUnstored: (message) => log.error(message),
    recorder,
    orders: storage.standingOrders,
    queries: storage.queries,
    callbackUrlFor: (id, account) => urls.urlFor('ratiba', id, account),
    sendLeaseMs: policy.sendLeaseMs,
    digests,
    clock,
    random,
    newId,
  });
}
