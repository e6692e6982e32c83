import { OWED, notThere, shown, type Product } from '../product.js';

const B2C = 'test/e2e/money-out/b2c.spec.ts';
const STATUS = 'test/e2e/inquiries/transaction-status.spec.ts';
const BALANCE = 'test/e2e/inquiries/balance.spec.ts';

/** What an operator of an organisation asks for, answered at the ResultURL. */
export const ORGANISATION_PRODUCTS: readonly Product[] = [
  {
    number: 6,
    title: 'B2C',
    family: 'result',
    fact: '1.6',
    endpoints: ['b2cV1', 'b2cV3'],
    services: [{ name: 'B2cService', methods: ['pay'] }],
    success: [
      shown(B2C, 'reaches the customer, and its result tells receipt, name, registration and balances'),
    ],
    failure: [
      shown(
        B2C,
        'fails for want of money in the Utility account, and moves none',
        'that its operator was refused for stops that operator: the next one is not even stored',
      ),
    ],
    timeout: [
      shown(B2C, 'that M-Pesa gave up waiting with is unknown, and paid when its result comes after all'),
    ],
    reconciliation: [
      shown(B2C, 'whose result was lost is asked about by the operator that sent it, and settled'),
    ],
  },
  {
    number: 7,
    title: 'B2B and top-up',
    family: 'result',
    fact: '1.7',
    endpoints: ['b2b'],
    services: [{ name: 'B2bService', methods: ['pay', 'payBill', 'buyGoods', 'topUp'] }],
    success: OWED,
    failure: OWED,
    timeout: OWED,
    reconciliation: OWED,
  },
  {
    number: 8,
    title: 'Tax remittance',
    family: 'result',
    fact: '1.8',
    endpoints: ['tax'],
    services: [{ name: 'TaxService', methods: ['remit'] }],
    success: OWED,
    failure: OWED,
    timeout: OWED,
    reconciliation: OWED,
  },
  {
    number: 9,
    title: 'B2B Express',
    family: 'callback',
    fact: '1.9',
    endpoints: ['b2bExpress'],
    services: [{ name: 'B2bExpressService', methods: ['request'] }],
    success: OWED,
    failure: OWED,
    timeout: notThere('1.9', 'there is no queue-timeout URL in the request; a prompt nobody answers is called back'),
    reconciliation: OWED,
  },
  {
    number: 10,
    title: 'Reversal',
    family: 'result',
    fact: '1.10',
    endpoints: ['reversal'],
    services: [{ name: 'ReversalService', methods: ['request'] }],
    success: OWED,
    failure: OWED,
    timeout: OWED,
    reconciliation: OWED,
  },
  {
    number: 11,
    title: 'Transaction status',
    family: 'result',
    fact: '1.11',
    endpoints: ['transactionStatus'],
    services: [{ name: 'TransactionStatusService', methods: ['query'] }],
    success: [shown(STATUS, 'tells of a payment by its receipt, with the payee in clear')],
    failure: [shown(STATUS, 'is refused for a receipt that nobody knows')],
    timeout: [
      shown(
        STATUS,
        'that M-Pesa gave up waiting with fails the call, and what it asked about is settled by the late answer',
      ),
    ],
    reconciliation: [shown(STATUS, 'settles the payment it was asked about, where its result was lost')],
  },
  {
    number: 12,
    title: 'Account balance',
    family: 'result',
    fact: '1.12',
    endpoints: ['accountBalance'],
    services: [{ name: 'BalanceService', methods: ['get'] }],
    success: [
      shown(BALANCE, 'tells every account of the shortcode in cents, to the call and to the handler, once'),
    ],
    failure: [shown(BALANCE, 'is refused with its reason when the operator lacks the role')],
    timeout: [
      shown(
        BALANCE,
        'that M-Pesa gave up waiting with fails the call; the late answer is told by the event',
      ),
    ],
    reconciliation: [
      shown(BALANCE, 'whose answer was lost fails the call at its deadline, and tells nobody anything'),
    ],
  },
  {
    number: 25,
    title: 'Business to Pochi',
    family: 'result',
    fact: '1.19',
    endpoints: ['pochi', 'pochiByB2c'],
    services: [{ name: 'PochiService', methods: ['pay'] }],
    success: OWED,
    failure: OWED,
    timeout: OWED,
    reconciliation: OWED,
  },
];
