import type { AccountBalanceRequestBody } from '../contracts/account-balance.contract.js';
import { type Acknowledgement, parseAcknowledgement } from '../contracts/acknowledgement.js';
import type { B2bRequestBody, TaxRequestBody } from '../contracts/b2b.contract.js';
import type { B2cV1RequestBody, B2cV3RequestBody, PochiRequestBody } from '../contracts/b2c.contract.js';
import type { ReversalRequestBody } from '../contracts/reversal.contract.js';
import type { TransactionStatusRequestBody } from '../contracts/transaction-status.contract.js';
import { endpoint } from '../wire/endpoint.js';

const acknowledged = { method: 'POST', auth: 'bearer', parse: parseAcknowledgement } as const;
const money = { ...acknowledged, onUnanswered: 'reconcile' } as const;
const question = { ...acknowledged, onUnanswered: 'retry' } as const;

const b2c = { ...money, product: 'b2c' } as const;
const pochi = { ...money, product: 'pochi' } as const;
const b2b = { ...money } as const;

/** What an organisation's operator asks for: acknowledged at once, answered later at the ResultURL. */
export const ORGANISATION_ENDPOINTS = {
  b2cV1: endpoint<B2cV1RequestBody, Acknowledgement>({ ...b2c, path: '/mpesa/b2c/v1/paymentrequest' }),
  b2cV3: endpoint<B2cV3RequestBody, Acknowledgement>({ ...b2c, path: '/mpesa/b2c/v3/paymentrequest' }),
  pochi: endpoint<PochiRequestBody, Acknowledgement>({ ...pochi, path: '/mpesa/b2pochi/v1/paymentrequest' }),
  /** Where the Postman collection sends Pochi payments, against the portal's page. */
  pochiByB2c: endpoint<PochiRequestBody, Acknowledgement>({ ...pochi, path: '/mpesa/b2c/v1/paymentrequest' }),
  b2b: endpoint<B2bRequestBody, Acknowledgement>({
    ...b2b,
    product: 'b2b',
    path: '/mpesa/b2b/v1/paymentrequest',
  }),
  tax: endpoint<TaxRequestBody, Acknowledgement>({ ...b2b, product: 'tax', path: '/mpesa/b2b/v1/remittax' }),
  reversal: endpoint<ReversalRequestBody, Acknowledgement>({
    ...money,
    product: 'reversal',
    path: '/mpesa/reversal/v1/request',
  }),
  transactionStatus: endpoint<TransactionStatusRequestBody, Acknowledgement>({
    ...question,
    product: 'transaction-status',
    path: '/mpesa/transactionstatus/v1/query',
  }),
  accountBalance: endpoint<AccountBalanceRequestBody, Acknowledgement>({
    ...question,
    product: 'account-balance',
    path: '/mpesa/accountbalance/v1/query',
  }),
} as const;
