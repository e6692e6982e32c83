import {
  type B2bExpressAnswer,
  type B2bExpressRequestBody,
  parseB2bExpressAnswer,
} from '../contracts/b2b-express.contract.js';
import {
  type BongaCalculateAnswer,
  type BongaCalculateRequestBody,
  type BongaRedeemRequestBody,
  parseBongaCalculateAnswer,
} from '../contracts/bonga.contract.js';
import {
  type BundleOffersAnswer,
  type BundleOffersRequest,
  type BundlePurchaseRequestBody,
  type BundleStatusAnswer,
  type BundleStatusRequest,
  parseBundleOffersAnswer,
  parseBundleStatusAnswer,
} from '../contracts/data-bundles.contract.js';
import {
  type DynamicQrAnswer,
  type DynamicQrRequestBody,
  parseDynamicQrAnswer,
} from '../contracts/dynamic-qr.contract.js';
import { type HeaderAnswer, readHeader } from '../contracts/header-answer.js';
import {
  type RatibaAnswer,
  type RatibaRequestBody,
  parseRatibaAnswer,
} from '../contracts/ratiba.contract.js';
import { endpoint } from '../wire/endpoint.js';

const post = { method: 'POST', auth: 'bearer' } as const;
const get = { ...post, method: 'GET', onUnanswered: 'retry' } as const;
const bongaCalculate = {
  ...post,
  product: 'bonga',
  onUnanswered: 'retry',
  parse: parseBongaCalculateAnswer,
} as const;

/** Ways of asking to be paid beside STK push and C2B, and the sale of data bundles. */
export const COLLECTION_ENDPOINTS = {
  b2bExpress: endpoint<B2bExpressRequestBody, B2bExpressAnswer>({
    ...post,
    product: 'b2b-express',
    path: '/v1/ussdpush/get-msisdn',
    onUnanswered: 'reconcile',
    parse: parseB2bExpressAnswer,
  }),
  dynamicQr: endpoint<DynamicQrRequestBody, DynamicQrAnswer>({
    ...post,
    product: 'dynamic-qr',
    path: '/mpesa/qrcode/v1/generate',
    onUnanswered: 'retry',
    parse: parseDynamicQrAnswer,
  }),
  ratiba: endpoint<RatibaRequestBody, RatibaAnswer>({
    ...post,
    product: 'ratiba',
    path: '/standingorder/v1/createStandingOrderExternal',
    onUnanswered: 'reconcile',
    parse: parseRatibaAnswer,
  }),
  bongaCalculate: endpoint<BongaCalculateRequestBody, BongaCalculateAnswer>({
    ...bongaCalculate,
    path: '/v1/lipa/na/bonga/calculate-points',
  }),
  /** The path of the Postman collection. */
  bongaCalculator: endpoint<BongaCalculateRequestBody, BongaCalculateAnswer>({
    ...bongaCalculate,
    path: '/v1/lipa/na/bonga/calculator-points',
  }),
  bongaRedeem: endpoint<BongaRedeemRequestBody, HeaderAnswer>({
    ...post,
    product: 'bonga',
    path: '/v1/lipa/na/bonga/redeem-paybill',
    onUnanswered: 'reconcile',
    parse: readHeader,
  }),
  bundleOffers: endpoint<BundleOffersRequest, BundleOffersAnswer>({
    ...get,
    product: 'data-bundles',
    path: '/v1/dynamic-offers/fetch',
    query: ({ msisdn }) => ({ msisdn }),
    parse: parseBundleOffersAnswer,
  }),
  bundlePurchase: endpoint<BundlePurchaseRequestBody, HeaderAnswer>({
    ...post,
    product: 'data-bundles',
    path: '/v1/dynamic-offers/facebook-bundle/purchase',
    onUnanswered: 'reconcile',
    headers: { 'x-source-system': 'fb' },
    parse: readHeader,
  }),
  bundleStatus: endpoint<BundleStatusRequest, BundleStatusAnswer>({
    ...get,
    product: 'data-bundles',
    path: '/v2/bundles/get/status',
    query: ({ id }) => ({ id, serviceAccountId: '0' }),
    parse: parseBundleStatusAnswer,
  }),
} as const;
