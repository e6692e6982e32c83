import { Logger, type Provider } from '@nestjs/common';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { BillManagerService } from '../operations/bill-manager.service.js';
import { BillReceipts } from '../operations/bill-receipts.js';
import { BongaService } from '../operations/bonga.service.js';
import { DataBundlesService } from '../operations/data-bundles.service.js';
import type { QuestionDeps } from '../operations/question-deps.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import type { Storage } from '../storage/storage.js';
import { asking } from './question.providers.js';
import { MPESA_CLOCK, MPESA_RANDOM, MPESA_RESOLVED_OPTIONS, MPESA_STORAGE } from './tokens.js';
import type { Clock } from '../values/clock.js';
import type { RandomSource } from '../values/random.js';

/** Ways of asking to be paid beside STK push and C2B, and the sale of data bundles. */
export const COLLECT_SERVICES = [BillManagerService, BongaService, DataBundlesService];

export function collectProviders(): Provider[] {
  return [
    asking(BillManagerService, createBillManager, [
      MPESA_STORAGE,
      CallbackUrls,
      MPESA_RESOLVED_OPTIONS,
      MPESA_CLOCK,
      MPESA_RANDOM,
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
  return new BillManagerService({
    ...deps,
    store,
    receipts: new BillReceipts({ store, queries: storage.queries, clock }),
    callbackUrlFor: (account) => urls.urlFor('bill-manager', account.shortcode, account),
    production: options.production,
    clock,
    random,
    onWarning: (message) => log.warn(message),
  });
}
