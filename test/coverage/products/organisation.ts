import { notThere, shown, shownFor, type Aspects, type Product } from '../product.js';

const B2C = 'test/e2e/money-out/b2c.spec.ts';
const EVERY = 'test/e2e/money-out/every-product.spec.ts';
const B2B = 'test/e2e/money-out/b2b.spec.ts';
const EXPRESS = 'test/e2e/money-out/b2b-express.spec.ts';
const REVERSAL = 'test/e2e/money-out/reversals.spec.ts';
const STATUS = 'test/e2e/inquiries/transaction-status.spec.ts';
const BALANCE = 'test/e2e/inquiries/balance.spec.ts';

/** What is shown of every payment that an operator sends out, kind by kind. */
function sentOut(kind: string): Aspects {
  return {
    success: [shownFor(kind, EVERY, 'is paid by the ledger, with receipt, name and balances')],
    failure: [
      shownFor(
        kind,
        EVERY,
        'fails for want of money, and moves none',
        'fails when its operator lacks the role',
        'that is refused at once fails at once, and may be asked for again under another key',
      ),
    ],
    timeout: [
      shownFor(
        kind,
        EVERY,
        'that M-Pesa gave up waiting with is unknown, and paid when its result comes after all',
        'that expired in the queue fails once Daraja says so, and moves no money',
      ),
    ],
    reconciliation: [
      shownFor(
        kind,
        EVERY,
        'whose result was lost is asked about, and settled',
        'whose acknowledgement and result were lost is asked about by our name, or lands in review',
      ),
    ],
  };
}

/** What an operator of an organisation asks for, answered at the ResultURL. */
export const ORGANISATION_PRODUCTS: readonly Product[] = [
  {
    number: 6,
    title: 'B2C',
    family: 'result',
    fact: '1.6',
    endpoints: ['b2cV1', 'b2cV3'],
    services: [{ name: 'B2cService', methods: ['pay'] }],
    ...sentOut('b2c'),
    success: [
      shown(B2C, 'reaches the customer, and its result tells receipt, name, registration and balances'),
    ],
  },
  {
    number: 7,
    title: 'B2B and top-up',
    family: 'result',
    fact: '1.7',
    endpoints: ['b2b'],
    services: [{ name: 'B2bService', methods: ['pay', 'payBill', 'buyGoods', 'topUp'] }],
    ...sentOut('b2b'),
    success: [
      shownFor('b2b', EVERY, 'is paid by the ledger, with receipt, name and balances'),
      shownFor('top-up', EVERY, 'is paid by the ledger, with receipt, name and balances'),
      shown(B2B, 'by %s to %s leaves %s and reaches %s'),
    ],
  },
  {
    number: 8,
    title: 'Tax remittance',
    family: 'result',
    fact: '1.8',
    endpoints: ['tax'],
    services: [{ name: 'TaxService', methods: ['remit'] }],
    ...sentOut('tax'),
  },
  {
    number: 9,
    title: 'B2B Express',
    family: 'callback',
    fact: '1.9',
    endpoints: ['b2bExpress'],
    services: [{ name: 'B2bExpressService', methods: ['request'] }],
    success: [shown(EXPRESS, 'pays us, and the callback tells the receipt')],
    failure: [
      shown(
        EXPRESS,
        'that cancels has failed',
        'that nobody knows has failed',
        'is not asked at all when Daraja refuses the request',
      ),
    ],
    timeout: notThere(
      '1.9',
      'there is no queue-timeout URL in the request; a prompt nobody answers is called back',
    ),
    reconciliation: [
      shown(
        EXPRESS,
        'whose acknowledgement was lost is unknown, asked no second time, and settled by its callback',
        'that never answers stays pending for a day and then lands in review',
      ),
    ],
  },
  {
    number: 10,
    title: 'Reversal',
    family: 'result',
    fact: '1.10',
    endpoints: ['reversal'],
    services: [{ name: 'ReversalService', methods: ['request'] }],
    success: [
      shown(
        REVERSAL,
        'gives all of a payment back, and the host is told once',
        'gives part of a payment back to the cent, again and again until nothing is left',
        'waits for hours until the organisation has authorised it',
      ),
    ],
    failure: [
      shown(
        REVERSAL,
        'is declined where the payer would hold too much, and may be asked for again',
        'of what was reversed on the portal fails with R000001',
        'of what M-Pesa does not know fails with R000002',
      ),
    ],
    timeout: [
      shown(
        REVERSAL,
        'that M-Pesa gave up waiting with is unknown, reserves its amount, and is done when its result comes',
      ),
    ],
    reconciliation: [
      shown(
        REVERSAL,
        'whose result was lost is asked about by its operator, and settled',
        'whose acknowledgement was lost is never sent again, and its result is believed once M-Pesa confirms it',
      ),
    ],
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
    ...sentOut('pochi'),
  },
];
