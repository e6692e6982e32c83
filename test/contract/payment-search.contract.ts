import assert from 'node:assert/strict';
import { InvalidRequestError } from '../../libs/mpesa/src/errors/invalid-request.error.js';
import type { PaymentFilter, PushCandidateQuery } from '../../libs/mpesa/src/payments/payment-ports.js';
import type { Payment } from '../../libs/mpesa/src/payments/payment.js';
import { same } from './same.js';
import type { ContractCase } from './contract-case.js';
import { fullPayment, idsOf, insertPayments, samplePayment } from './samples.js';

/** What may and may not be meant by a C2B confirmation: `[what differs, differences, whether it is found]`. */
const CANDIDATES: ReadonlyArray<readonly [string, Partial<Payment>, boolean]> = [
  ['nothing', {}, true],
  ['created', { status: 'created' }, true],
  ['unknown', { status: 'unknown' }, true],
  ['succeeded by query, no receipt yet', { status: 'succeeded' }, true],
  ['review after the horizon', { status: 'review', reviewReason: 'horizon' }, true],
  ['sent at the first moment', { sendingAt: 1_000 }, true],
  ['sent at the last moment', { sendingAt: 2_000 }, true],
  ['the shortcode is the till', { shortcode: '600001', till: '174379' }, true],
  ['review for another reason', { status: 'review', reviewReason: 'amount' }, false],
  ['failed', { status: 'failed' }, false],
  ['reversed', { status: 'reversed' }, false],
  ['has a receipt', { status: 'succeeded', receipt: 'TKL9' }, false],
  ['sent too early', { sendingAt: 999 }, false],
  ['sent too late', { sendingAt: 2_001 }, false],
  ['never sent', { sendingAt: null }, false],
  ['another amount', { amountCents: 150_100 }, false],
  ['another reference', { reference: 'ORDER-18' }, false],
  ['the reference in other letters', { reference: 'order-17' }, false],
  ['another shortcode', { shortcode: '600001' }, false],
  ['not a push', { kind: 'c2b' }, false],
];

/** What may and may not be the money of a push: `[what differs, differences, whether it is found]`. */
const MONEY: ReadonlyArray<readonly [string, Partial<Payment>, boolean]> = [
  ['nothing', {}, true],
  ['booked alone', { status: 'succeeded' }, true],
  ['of the other amount', { amountCents: 7 }, true],
  ['paid at the first moment', { completedAt: 1_000 }, true],
  ['paid at the last moment', { completedAt: 2_000 }, true],
  ['of a third amount', { amountCents: 8 }, false],
  ['paid too early', { completedAt: 999 }, false],
  ['paid too late', { completedAt: 2_001 }, false],
  ['without a time, stored at the first moment', { completedAt: null, createdAt: 1_000 }, true],
  ['without a time, stored at the last moment', { completedAt: null, createdAt: 3_000 }, true],
  ['without a time, stored too early', { completedAt: null, createdAt: 999 }, false],
  ['without a time, stored too late', { completedAt: null, createdAt: 3_001 }, false],
  ['without a receipt', { receipt: null }, false],
  ['in another state', { status: 'pending' }, false],
  ['another payment already', { supersededBy: 'another' }, false],
  ['given back in part', { reversedCents: 1 }, false],
  ['a push', { kind: 'stk-push' }, false],
];

/** What a question on somebody's behalf steps back for: `[what differs, differences, whether it is due]`. */
const DUE: ReadonlyArray<readonly [string, Partial<Payment>, boolean]> = [
  ['nothing', {}, true],
  ['of unknown outcome', { status: 'unknown' }, true],
  ['due long ago', { nextCheckAt: 1 }, true],
  ['due at the last moment', { nextCheckAt: 2_000 }, true],
  ['due later', { nextCheckAt: 2_001 }, false],
  ['never due', { nextCheckAt: null }, false],
  ['unsent', { status: 'created' }, false],
  ['settled', { status: 'failed' }, false],
  ['settled, with a claim to confirm', { status: 'failed', awaiting: 'confirmation' }, true],
  ['of another account', { account: 'other' }, false],
  ['asked about by another product', { kind: 'b2c', direction: 'out' }, false],
];

const QUERY: PushCandidateQuery = {
  shortcodes: ['174379', '5123456'],
  amountCents: 150_000,
  reference: 'ORDER-17',
  sentFrom: 1_000,
  sentTo: 2_000,
};

/** What lists and searches of payments promise. */
export function paymentSearchContract(): ContractCase[] {
  return [
    ...DUE.map(([what, differs, isDue]): ContractCase => ({
      name: `knows whether another payment is due: ${what}`,
      async run(subject) {
        const mine = samplePayment(subject, { status: 'pending', nextCheckAt: 1 });
        const other = { status: 'pending', nextCheckAt: 1_500, ...differs } as const;
        const { queries } = subject.storage;
        const about = { product: 'stk-query', account: mine.account, paymentId: mine.id } as const;
        await insertPayments(subject, [mine]);
        same(await queries.isAnotherDue(about, 2_000), false);
        same(await queries.isAnotherDue({ ...about, paymentId: null }, 2_000), true);
        await insertPayments(subject, [samplePayment(subject, other)]);
        same(await queries.isAnotherDue(about, 2_000), isDue);
        const elsewhere = { ...about, product: 'transaction-status' } as const;
        same(await queries.isAnotherDue(elsewhere, 2_000), differs.kind === 'b2c');
      },
    })),
    {
      name: 'offers exactly the pushes a confirmation may mean',
      run: async (subject) => {
        const payments = CANDIDATES.map(([, over]) =>
          samplePayment(subject, { status: 'pending', sendingAt: 1_500, ...over }),
        );
        await insertPayments(subject, payments);
        const [found] = await subject.storage.payments.pushCandidates([QUERY]);
        const names = CANDIDATES.filter((_, index) => found?.includes(payments[index]?.id ?? '')).map(
          ([name]) => name,
        );
        same(
          names,
          CANDIDATES.filter(([, , meant]) => meant).map(([name]) => name),
        );
      },
    },
    {
      name: 'answers push queries one by one, and ignores the reference of tills',
      run: async (subject) => {
        const paybill = samplePayment(subject, { status: 'pending', sendingAt: 1_500 });
        const till = samplePayment(subject, {
          status: 'pending',
          sendingAt: 1_500,
          till: '5123456',
          reference: 'X',
        });
        await insertPayments(subject, [paybill, till]);
        const answers = await subject.storage.payments.pushCandidates([
          QUERY,
          { ...QUERY, amountCents: 1 },
          { ...QUERY, reference: null, shortcodes: ['5123456'] },
        ]);
        same(answers, [[paybill.id], [], [till.id]]);
        same(await subject.storage.payments.pushCandidates([]), []);
      },
    },
    {
      name: 'offers exactly the money by hand that may belong to a push',
      run: async (subject) => {
        const payments = MONEY.map(([, over], index) =>
          samplePayment(subject, {
            kind: 'c2b',
            status: 'review',
            receipt: `TKM${index}`,
            completedAt: 1_500,
            ...over,
          }),
        );
        await insertPayments(subject, payments);
        const { unitOfWork, payments: store } = subject.storage;
        const query = { amountsCents: [150_000, 7], from: 1_000, to: 2_000, toldTo: 3_000 };
        const found = await unitOfWork.run((tx) =>
          store.moneyNear(tx, { ...query, statuses: ['review', 'succeeded'] }),
        );
        same(
          MONEY.filter((_, index) => found.some(({ id }) => id === payments[index]?.id)).map(
            ([name]) => name,
          ),
          MONEY.filter(([, , meant]) => meant).map(([name]) => name),
        );
        const none = { ...query, amountsCents: [], statuses: ['review'] as const };
        same(await unitOfWork.run((tx) => store.moneyNear(tx, none)), []);
      },
    },
    {
      name: 'finds pushes also within a transaction, which sees what it wrote itself',
      run: async (subject) => {
        const push = samplePayment(subject, { status: 'pending', sendingAt: 1_500 });
        const { unitOfWork, payments: store } = subject.storage;
        const found = await unitOfWork.run(async (tx) => {
          await store.insert(tx, [push]);
          return store.pushCandidates([QUERY], tx);
        });
        same(found, [[push.id]]);
      },
    },
    {
      name: 'finds payments of one direction by their receipts',
      run: async (subject) => {
        const [one, two, out] = [
          samplePayment(subject, { status: 'succeeded', receipt: 'UKL1' }),
          samplePayment(subject, { status: 'succeeded', receipt: 'UKL2' }),
          samplePayment(subject, { status: 'succeeded', receipt: 'UKL1', kind: 'b2c', direction: 'out' }),
        ];
        await insertPayments(subject, [one, two, out, samplePayment(subject)]);
        const { queries } = subject.storage;
        same(
          idsOf(await queries.withReceipts('in', ['UKL1', 'UKL2', 'UKL3'])).sort(),
          idsOf([one, two]).sort(),
        );
        same(await queries.withReceipts('out', ['UKL1', 'ukl2']), [out]);
        same(await queries.withReceipts('in', []), []);
      },
    },
    {
      name: 'pages through everything once, newest first, also where times are equal',
      run: async (subject) => {
        const payments = Array.from({ length: 23 }, (_, index) =>
          samplePayment(subject, { createdAt: 1_000 + Math.floor(index / 5) }),
        );
        await insertPayments(subject, payments);
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page: Awaited<ReturnType<typeof subject.storage.queries.find>> =
            await subject.storage.queries.find({}, { limit: 5, cursor });
          seen.push(...idsOf(page.items));
          cursor = page.nextCursor;
        } while (cursor !== null);
        same(seen, idsOf(payments).reverse());
      },
    },
    {
      name: 'has no next page when the last one is full',
      run: async (subject) => {
        await insertPayments(subject, [samplePayment(subject), samplePayment(subject)]);
        assert.equal((await subject.storage.queries.find({}, { limit: 2, cursor: null })).nextCursor, null);
      },
    },
    {
      name: 'filters by every field of the filter',
      run: async (subject) => {
        const wanted = fullPayment(subject, {
          createdAt: 5_000,
          account: 'shop',
          kind: 'b2c',
          shortcode: '600002',
        });
        const other = fullPayment(subject, {
          createdAt: 9_000,
          status: 'failed',
          reference: 'OTHER',
          phone: '254110000000',
        });
        await insertPayments(subject, [wanted, other]);
        const filters: PaymentFilter[] = [
          { account: 'shop' },
          { status: 'review' },
          { status: ['review', 'reversed'] },
          { kind: 'b2c' },
          { shortcode: '600002' },
          { reference: wanted.reference ?? '' },
          { receipt: wanted.receipt ?? '' },
          { checkoutRequestId: wanted.checkoutRequestId ?? '' },
          { idempotencyKey: wanted.idempotencyKey ?? '' },
          { phone: wanted.phone ?? '' },
          { createdFrom: 5_000, createdTo: 9_000 },
        ];
        for (const filter of filters) {
          const { items } = await subject.storage.queries.find(filter, { limit: 10, cursor: null });
          same(items, [wanted], JSON.stringify(filter));
        }
        const none = await subject.storage.queries.find({ status: [] }, { limit: 10, cursor: null });
        same(none.items, []);
      },
    },
    {
      name: 'refuses a cursor that is not its own, and reads SQL in a filter as text',
      run: async (subject) => {
        const { queries } = subject.storage;
        await insertPayments(subject, [samplePayment(subject)]);
        await assert.rejects(
          async () => queries.find({}, { limit: 5, cursor: 'nonsense' }),
          InvalidRequestError,
        );
        const { items } = await queries.find({ reference: "' OR '1'='1" }, { limit: 5, cursor: null });
        same(items, []);
      },
    },
    {
      name: 'gets one payment, or null',
      run: async (subject) => {
        const payment = fullPayment(subject);
        await insertPayments(subject, [payment]);
        same(await subject.storage.queries.get(payment.id), payment);
        assert.equal(await subject.storage.queries.get(subject.newId()), null);
      },
    },
  ];
}
