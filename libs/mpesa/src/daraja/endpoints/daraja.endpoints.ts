import {
  type C2bRegisterAnswer,
  type C2bRegisterRequestBody,
  parseC2bRegisterAnswer,
  parseC2bRegisterError,
} from '../contracts/c2b-register.contract.js';
import {
  type C2bSimulateAnswer,
  type C2bSimulateRequestBody,
  parseC2bSimulateAnswer,
} from '../contracts/c2b-simulate.contract.js';
import { type OauthAnswer, parseOauthAnswer } from '../contracts/oauth.contract.js';
import {
  type StkPushAnswer,
  type StkPushRequestBody,
  parseStkPushAnswer,
} from '../contracts/stk-push.contract.js';
import {
  type StkQueryAnswer,
  type StkQueryRequestBody,
  parseStkQueryAnswer,
  parseStkQueryError,
} from '../contracts/stk-query.contract.js';
import { endpoint } from '../wire/endpoint.js';
import { BILL_MANAGER_ENDPOINTS } from './bill-manager.endpoints.js';
import { COLLECTION_ENDPOINTS } from './collection.endpoints.js';
import { ORGANISATION_ENDPOINTS } from './organisation.endpoints.js';
import { QUESTION_ENDPOINTS } from './question.endpoints.js';

const c2bRegister = {
  product: 'c2b-register',
  method: 'POST',
  auth: 'bearer',
  onUnanswered: 'retry',
  parse: parseC2bRegisterAnswer,
  parseError: parseC2bRegisterError,
} as const;

const c2bSimulate = {
  product: 'c2b-simulate',
  method: 'POST',
  auth: 'bearer',
  onUnanswered: 'reconcile',
  parse: parseC2bSimulateAnswer,
} as const;

/** Every Daraja API we speak, one row each. The app's product decides between v1 and v2, or v3. */
export const ENDPOINTS = {
  oauth: endpoint<undefined, OauthAnswer>({
    product: 'oauth',
    method: 'GET',
    path: '/oauth/v1/generate?grant_type=client_credentials',
    auth: 'basic',
    onUnanswered: 'retry',
    parse: parseOauthAnswer,
  }),
  stkPush: endpoint<StkPushRequestBody, StkPushAnswer>({
    product: 'stk-push',
    method: 'POST',
    path: '/mpesa/stkpush/v1/processrequest',
    auth: 'bearer',
    onUnanswered: 'reconcile',
    parse: parseStkPushAnswer,
  }),
  stkQuery: endpoint<StkQueryRequestBody, StkQueryAnswer>({
    product: 'stk-query',
    method: 'POST',
    path: '/mpesa/stkpushquery/v1/query',
    auth: 'bearer',
    onUnanswered: 'retry',
    parse: parseStkQueryAnswer,
    parseError: parseStkQueryError,
  }),
  c2bRegisterV1: endpoint<C2bRegisterRequestBody, C2bRegisterAnswer>({
    ...c2bRegister,
    path: '/mpesa/c2b/v1/registerurl',
  }),
  c2bRegisterV2: endpoint<C2bRegisterRequestBody, C2bRegisterAnswer>({
    ...c2bRegister,
    path: '/mpesa/c2b/v2/registerurl',
  }),
  c2bSimulateV1: endpoint<C2bSimulateRequestBody, C2bSimulateAnswer>({
    ...c2bSimulate,
    path: '/mpesa/c2b/v1/simulate',
  }),
  c2bSimulateV2: endpoint<C2bSimulateRequestBody, C2bSimulateAnswer>({
    ...c2bSimulate,
    path: '/mpesa/c2b/v2/simulate',
  }),
  ...ORGANISATION_ENDPOINTS,
  ...COLLECTION_ENDPOINTS,
  ...BILL_MANAGER_ENDPOINTS,
  ...QUESTION_ENDPOINTS,
} as const;
