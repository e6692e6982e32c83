import { notThere, shown, type Product } from '../product.js';

const NO_QUEUE = notThere('1.4', 'there is no queue-timeout URL in the request; an unanswered prompt ends as 1037');
const LOST = 'test/e2e/payments/lost-and-late.spec.ts';
const FAULTS = 'test/e2e/payments/faults.spec.ts';
const BY_HAND = 'test/e2e/c2b/confirmation.spec.ts';
const REGISTRATION = 'test/e2e/c2b/registration.spec.ts';
const AT_ONCE = 'it is answered in the HTTP response, so no news of it can be lost';

/** The token, and what customers pay. */
export const CUSTOMER_PRODUCTS: readonly Product[] = [
  {
    number: 1,
    title: 'OAuth',
    family: 'synchronous',
    fact: '1.3',
    endpoints: ['oauth'],
    services: notThere('1.3', 'every service fetches it by itself, by key and secret, without a body'),
    success: [
      shown(
        'test/e2e/races/token.spec.ts',
        'is replaced once, by whichever of two instances is first, and every push goes out once',
      ),
    ],
    failure: [shown(FAULTS, 'is not sent at all when there is no token because of %s')],
    timeout: notThere('1.3', AT_ONCE),
    reconciliation: notThere('1.3', AT_ONCE),
  },
  {
    number: 2,
    title: 'STK push',
    family: 'stk',
    fact: '1.4',
    endpoints: ['stkPush'],
    services: [{ name: 'StkPushService', methods: ['request'] }],
    success: [
      shown('test/e2e/payments/outcomes.spec.ts', 'is paid when the customer enters the PIN'),
      shown(
        'test/e2e/payments/paybill-and-till.spec.ts',
        'is paid by push: the store number asks, the till number is paid',
      ),
    ],
    failure: [
      shown(
        'test/e2e/payments/outcomes.spec.ts',
        'fails as cancelled when the customer declines',
        'fails as unreachable when nobody touches the phone',
        'fails as insufficient-funds when the balance is too low',
      ),
      shown(FAULTS, 'with $fault throws $error and fails as $why, never sent twice'),
    ],
    timeout: NO_QUEUE,
    reconciliation: [
      shown(
        LOST,
        'settles a push whose acknowledgement was lost by its callback, and never sends it again',
        'asks about a push whose callback never came, and settles it by the answer',
        'gives a paid push of which nothing ever came to a person, who finds the money',
      ),
    ],
  },
  {
    number: 3,
    title: 'STK query',
    family: 'synchronous',
    fact: '1.4',
    endpoints: ['stkQuery'],
    services: [{ name: 'StkPushService', methods: ['query'] }],
    success: [
      shown(LOST, 'asks about a push whose callback never came, and settles it by the answer'),
      shown('test/e2e/payments/reconciliation.spec.ts', 'asks at once when somebody wants to know'),
    ],
    failure: [
      shown(
        'test/e2e/payments/reconciliation.spec.ts',
        'stays away as long as a 429 says, and asks no other push of the app meanwhile',
      ),
    ],
    timeout: notThere('1.4', AT_ONCE),
    reconciliation: [
      shown(
        'test/e2e/payments/reconciliation.spec.ts',
        'asks again, less and less often, while the answer is the pending form %s',
        'gives a push that is still pending after an hour to a person, and takes a success after that',
      ),
    ],
  },
  {
    number: 4,
    title: 'C2B register URL',
    family: 'synchronous',
    fact: '1.5',
    endpoints: ['c2bRegisterV1', 'c2bRegisterV2'],
    services: [{ name: 'C2bService', methods: ['registerUrls', 'registration'] }],
    success: [shown(REGISTRATION, 'are registered with %s, and Safaricom has exactly them')],
    failure: [shown(REGISTRATION, 'of the other C2B product are refused with all that Safaricom said')],
    timeout: notThere('1.5', AT_ONCE),
    reconciliation: [
      shown(
        REGISTRATION,
        'that production has already count as done, with a warning, and keep working under a new secret',
      ),
    ],
  },
  {
    number: 5,
    title: 'C2B payments, and C2B simulate',
    family: 'c2b',
    fact: '1.5',
    endpoints: ['c2bSimulateV1', 'c2bSimulateV2'],
    services: [{ name: 'C2bService', methods: ['simulate'] }],
    success: [
      shown(BY_HAND, 'and the confirmation becomes a payment with all that M-Pesa tells'),
      shown(REGISTRATION, 'to the pay bill is confirmed like a real one', 'to a till carries no account'),
    ],
    failure: [
      shown(
        'test/e2e/c2b/validation.spec.ts',
        'and is told no with C2B00012, so that no money moves and no payment is made',
      ),
      shown('test/e2e/door/stray-callbacks.spec.ts', 'for a foreign shortcode is kept as rejected and makes no payment'),
    ],
    timeout: notThere('1.5', 'the customer begins it: no request waits in a queue'),
    reconciliation: [
      shown('test/e2e/gap-fill/gap-fill.spec.ts', 'books a payment whose confirmation never arrived, once'),
      shown('test/e2e/gap-fill/statement.spec.ts', 'books what is missing, and the second time nothing'),
    ],
  },
];
