import { notThere, shown, type Product } from '../product.js';

const QR = 'test/e2e/questions/dynamic-qr.spec.ts';
const BILLS = 'test/e2e/collect/bill-manager.spec.ts';
const ORDERS = 'test/e2e/collect/standing-orders.spec.ts';
const EXTRAS = 'test/e2e/collect/points-and-bundles.spec.ts';
const PULL = 'test/e2e/questions/pull.spec.ts';
const AT_ONCE = 'it is answered in the HTTP response, and the request names no queue-timeout URL';

/** Asking to be paid, and hearing of payments. */
export const COLLECTION_PRODUCTS: readonly Product[] = [
  {
    number: 13,
    title: 'Dynamic QR',
    family: 'synchronous',
    fact: '1.13',
    endpoints: ['dynamicQr'],
    services: [{ name: 'DynamicQrService', methods: ['generate'] }],
    success: [
      shown(QR, 'is a picture of the size that was asked for, as bytes and as a data URL'),
    ],
    failure: [shown(QR, 'that Safaricom will not draw is an error in its words')],
    timeout: notThere('1.13', AT_ONCE),
    reconciliation: notThere('1.13', 'a picture moves no money; what is paid by it arrives as C2B'),
  },
  {
    number: 14,
    title: 'Bill Manager',
    family: 'synchronous',
    fact: '1.14',
    endpoints: [
      'billManagerOptIn',
      'billManagerChangeOptIn',
      'billManagerInvoice',
      'billManagerInvoices',
      'billManagerReceipt',
      'billManagerChangeInvoice',
      'billManagerChangeInvoices',
      'billManagerCancelInvoice',
      'billManagerCancelInvoices',
    ],
    services: [
      {
        name: 'BillManagerService',
        methods: [
          'optIn',
          'update',
          'invoice',
          'invoices',
          'changeInvoice',
          'changeInvoices',
          'cancel',
          'cancelMany',
          'acknowledge',
        ],
      },
    ],
    success: [
      shown(
        BILLS,
        'takes bills, pushes their payments, and is told that they are booked',
        'takes lists, changes and cancellations, and sends no bill twice',
      ),
    ],
    failure: [
      shown(BILLS, 'is closed to who has not opted in, and speaks at the doubled prefix of a go-live mail'),
    ],
    timeout: notThere('1.14', AT_ONCE),
    reconciliation: [
      shown(
        BILLS,
        'tells again of a payment whose push was lost, and no more once it was heard',
        'is told once of a payment, and never again of one whose answer was lost',
      ),
    ],
  },
  {
    number: 15,
    title: 'Ratiba standing orders',
    family: 'callback',
    fact: '1.15',
    endpoints: ['ratiba'],
    services: [{ name: 'StandingOrderService', methods: ['create', 'executions'] }],
    success: [
      shown(
        ORDERS,
        'is asked for, agreed to, and executed as payments that are known as its own',
        '%s makes a standing order',
      ),
    ],
    failure: [
      shown(
        ORDERS,
        'that the customer answers by %s has failed, and its name is free again',
        'that Daraja refuses has failed with its code',
      ),
    ],
    timeout: notThere('1.15', 'the request has a CallBackURL and no queue-timeout URL'),
    reconciliation: [
      shown(
        ORDERS,
        'whose acknowledgement was lost is not asked for again, and its callback settles it',
        'that nobody tells of goes to review, and a person decides; late news overrules',
      ),
    ],
  },
  {
    number: 16,
    title: 'Pull transactions',
    family: 'synchronous',
    fact: '1.16',
    endpoints: ['pullRegister', 'pullQuery'],
    services: [{ name: 'PullService', methods: ['register', 'query'] }],
    success: [
      shown(
        PULL,
        'tells the payment whose confirmation was lost, and books nothing itself',
        'tells all of what fills more than one page, each payment once',
      ),
    ],
    failure: [shown(PULL, 'is registered once, and is not there before')],
    timeout: notThere('1.16', AT_ONCE),
    reconciliation: [
      shown(PULL, 'asks again under a new token and after a broken connection'),
      shown(
        'test/e2e/gap-fill/gap-fill.spec.ts',
        'skips no window while Pull fails, and asks only what is new after a success',
      ),
    ],
  },
  {
    number: 26,
    title: 'Lipa na Bonga',
    family: 'synchronous',
    fact: '1.20',
    endpoints: ['bongaCalculate', 'bongaCalculator', 'bongaRedeem'],
    services: [{ name: 'BongaService', methods: ['worth', 'redeem'] }],
    success: [shown(EXTRAS, 'pays a bill with points, which arrives as a payment nobody pushed')],
    failure: [shown(EXTRAS, 'points that Safaricom refuses to take pay nothing')],
    timeout: notThere('1.20', AT_ONCE),
    reconciliation: [
      shown(
        EXTRAS,
        'is not asked for a second time when nothing came back, and the payment is booked all the same',
      ),
    ],
  },
  {
    number: 27,
    title: 'Mobile data bundles',
    family: 'synchronous',
    fact: '1.20',
    endpoints: ['bundleOffers', 'bundlePurchase', 'bundleStatus'],
    services: [{ name: 'DataBundlesService', methods: ['offers', 'purchase', 'status'] }],
    success: [
      shown(
        EXTRAS,
        'is on offer, is bought once with the customer’s M-Pesa, and its purchase can be asked about',
      ),
    ],
    failure: [shown(EXTRAS, 'that Safaricom refuses to sell is not paid')],
    timeout: notThere('1.20', AT_ONCE),
    reconciliation: [
      shown(EXTRAS, 'whose purchase was not answered is not bought again, and is found by its id'),
    ],
  },
];
