import type { CallbackKind } from '../../libs/mpesa/src/inbox/callback-kinds.js';
import type { EndpointName } from './wire-calls.js';

type Names = readonly [string, ...string[]];

const ORGANISATION: Names = ['organisation-acknowledgement'];
const B2C: Names = ['organisation-acknowledgement', 'b2c-acknowledgement'];
const REGISTERED: Names = ['c2b-registered', 'c2b-registered-bare'];
const INVOICED: Names = ['bill-manager-invoiced'];
const CANCELLED: Names = ['bill-manager-cancelled'];
const CHANGED: Names = ['bill-manager-changed'];
const POINTS: Names = ['bonga-calculated'];

/** What each row of the endpoint table is answered when it is accepted. A row without a fixture does not compile. */
export const ANSWERS: Readonly<Record<EndpointName, Names>> = {
  oauth: ['oauth-answer'],
  stkPush: ['stk-push-acknowledgement'],
  stkQuery: ['stk-query-paid', 'stk-query-cancelled', 'stk-query-pending'],
  c2bRegisterV1: REGISTERED,
  c2bRegisterV2: REGISTERED,
  c2bSimulateV1: ['c2b-simulated'],
  c2bSimulateV2: ['c2b-simulated'],
  b2cV1: B2C,
  b2cV3: B2C,
  pochi: B2C,
  pochiByB2c: B2C,
  b2b: ORGANISATION,
  tax: ORGANISATION,
  reversal: ORGANISATION,
  transactionStatus: ORGANISATION,
  accountBalance: ORGANISATION,
  b2bExpress: ['b2b-express-acknowledgement'],
  dynamicQr: ['dynamic-qr-answer'],
  ratiba: ['ratiba-acknowledgement'],
  bongaCalculate: POINTS,
  bongaCalculator: POINTS,
  bongaRedeem: ['bonga-redeemed'],
  bundleOffers: ['bundle-offers'],
  bundlePurchase: ['bundle-purchased'],
  bundleStatus: ['bundle-status'],
  billManagerOptIn: ['bill-manager-opted-in'],
  billManagerChangeOptIn: CHANGED,
  billManagerInvoice: INVOICED,
  billManagerInvoices: INVOICED,
  billManagerReceipt: CHANGED,
  billManagerChangeInvoice: INVOICED,
  billManagerChangeInvoices: INVOICED,
  billManagerCancelInvoice: CANCELLED,
  billManagerCancelInvoices: CANCELLED,
  pullRegister: ['pull-registered', 'pull-already-registered'],
  pullQuery: ['pull-page', 'pull-empty'],
  imsi: ['imsi-answer'],
  // No page prints the answer of the second version.
  imsiV2: ['imsi-answer'],
  simSwap: ['sim-swap-answer'],
  ageOnNetwork: ['age-on-network-answer'],
  idValidation: ['id-validation-mismatch'],
  organisationInfo: ['organisation-info-answer'],
  b2cHakikisha: ['b2c-hakikisha-answer'],
};

const TIMEOUTS: Names = ['queue-timeout', 'queue-timeout-bare'];

/** What Safaricom calls back with, by the kind of URL it is sent to. */
export const CALLBACKS: Readonly<Record<Exclude<CallbackKind, 'c2b-validation'>, Names>> = {
  stk: [
    'stk-callback-paid',
    'stk-callback-paid-variations',
    'stk-callback-cancelled',
    'stk-callback-no-such-party',
  ],
  'c2b-confirmation': ['c2b-confirmation-v2', 'c2b-confirmation-v1-production', 'c2b-confirmation-till'],
  'bill-manager': ['bill-manager-push'],
  ratiba: ['ratiba-callback-created', 'ratiba-callback-failed'],
  'b2c-result': ['b2c-result-paid', 'b2c-result-failed'],
  'b2c-timeout': TIMEOUTS,
  'b2b-result': ['b2b-result-paid', 'b2b-result-paid-2017', 'b2b-result-failed'],
  'b2b-timeout': TIMEOUTS,
  'b2b-express': ['b2b-express-callback-paid', 'b2b-express-callback-cancelled'],
  'reversal-result': ['reversal-result-done', 'reversal-result-unknown-original'],
  'reversal-timeout': TIMEOUTS,
  'check-result': ['transaction-status-result', 'transaction-status-result-portal'],
  'check-timeout': TIMEOUTS,
  'status-result': ['transaction-status-result', 'transaction-status-result-portal'],
  'status-timeout': TIMEOUTS,
  'balance-result': ['account-balance-result'],
  'balance-timeout': TIMEOUTS,
};
