import assert from 'node:assert/strict';
import type { Payment } from '../../libs/mpesa/src/payments/payment.js';
import { StorageConflict } from '../../libs/mpesa/src/payments/storage-conflict.js';
import { same } from './same.js';
import type { ContractCase } from './contract-case.js';
import { fullPayment, idsOf, insertPayments, loadPayments, samplePayment } from './samples.js';

const UNIQUE = [
  'id',
  'idempotencyKey',
  'receipt',
  'checkoutRequestId',
  'merchantRequestId',
  'conversationId',
  'originatorConversationId',
] as const satisfies ReadonlyArray<keyof Payment>;

const isDuplicate = (error: unknown): boolean =>
  error instanceof StorageConflict && error.kind === 'duplicate';

const byId = (a: Payment, b: Payment): number => (a.id < b.id ? -1 : 1);

/** What every PaymentStore and its unit of work promise, apart from claims. */
export function paymentStoreContract(): ContractCase[] {
  return [
    {
      name: 'gives back every field as it was stored',
      run: async (subject) => {
        const stored = [fullPayment(subject), samplePayment(subject)];
        await insertPayments(subject, stored);
        same((await loadPayments(subject, idsOf(stored))).sort(byId), stored.sort(byId));
      },
    },
    {
      name: 'loads what is there, and nothing for no ids',
      run: async (subject) => {
        const payment = samplePayment(subject);
        await insertPayments(subject, [payment]);
        same(idsOf(await loadPayments(subject, [payment.id, subject.newId()])), [payment.id]);
        same(await loadPayments(subject, []), []);
      },
    },
    ...UNIQUE.map((field) => ({
      name: `refuses a taken ${field} as a duplicate, with all of its batch`,
      run: async (subject: Parameters<ContractCase['run']>[0]) => {
        const first = fullPayment(subject);
        const second = fullPayment(subject, { [field]: first[field] });
        const neighbour = fullPayment(subject);
        await insertPayments(subject, [first]);
        await assert.rejects(insertPayments(subject, [neighbour, second]), isDuplicate);
        same(await loadPayments(subject, [first.id, neighbour.id]), [first]);
      },
    })),
    {
      name: 'lets another account use the same idempotency key, and the other direction the same receipt',
      run: async (subject) => {
        const first = samplePayment(subject, { idempotencyKey: 'k', receipt: 'TKL1' });
        const second = samplePayment(subject, {
          account: 'payouts',
          direction: 'out',
          kind: 'b2c',
          idempotencyKey: 'k',
          receipt: 'TKL1',
        });
        await insertPayments(subject, [first, second]);
        assert.equal((await loadPayments(subject, [first.id, second.id])).length, 2);
        assert.equal((await subject.storage.payments.findByIdempotencyKey('payouts', 'k'))?.id, second.id);
      },
    },
    {
      name: 'saves everything that may change, each row by its id',
      run: async (subject) => {
        const { storage } = subject;
        const before = Array.from({ length: 50 }, () => samplePayment(subject));
        await insertPayments(subject, before);
        const after = before.map((payment, index) =>
          fullPayment(subject, {
            id: payment.id,
            createdAt: payment.createdAt,
            amountCents: 1_000 + index,
            resultText: `text ${index}`,
            metadata: { index },
            version: index + 2,
          }),
        );
        await storage.unitOfWork.run((tx) => storage.payments.save(tx, after));
        same((await loadPayments(subject, idsOf(after))).sort(byId), after.sort(byId));
      },
    },
    {
      name: 'saves nulls over values',
      run: async (subject) => {
        const { storage } = subject;
        const [one, two] = [fullPayment(subject), fullPayment(subject)];
        await insertPayments(subject, [one, two]);
        const emptied: Payment = { ...one, receipt: null, claim: null, nextCheckAt: null, metadata: null };
        await storage.unitOfWork.run((tx) => storage.payments.save(tx, [emptied, two]));
        same((await loadPayments(subject, [one.id, two.id])).sort(byId), [emptied, two].sort(byId));
      },
    },
    {
      name: 'refuses to save a receipt that another payment has, and leaves both as they were',
      run: async (subject) => {
        const { storage } = subject;
        const [owner, thief] = [fullPayment(subject), fullPayment(subject, { receipt: null })];
        await insertPayments(subject, [owner, thief]);
        const stolen = { ...thief, receipt: owner.receipt, partyName: 'thief', version: 11 };
        await assert.rejects(
          storage.unitOfWork.run((tx) => storage.payments.save(tx, [stolen])),
          isDuplicate,
        );
        same((await loadPayments(subject, [owner.id, thief.id])).sort(byId), [owner, thief].sort(byId));
      },
    },
    {
      name: 'lets the next payment have a receipt that another gives up in the same transaction',
      run: async (subject) => {
        const { storage } = subject;
        const [owner, heir] = [fullPayment(subject), fullPayment(subject, { receipt: null })];
        await insertPayments(subject, [owner, heir]);
        await storage.unitOfWork.run(async (tx) => {
          await storage.payments.save(tx, [{ ...owner, receipt: null }]);
          await storage.payments.save(tx, [{ ...heir, receipt: owner.receipt }]);
        });
        const owners = await storage.payments.idsByReceipts('in', [owner.receipt ?? '']);
        same(owners, [heir.id]);
      },
    },
    {
      name: 'keeps nothing of a transaction that throws',
      run: async (subject) => {
        const { storage } = subject;
        const [kept, lost] = [samplePayment(subject), samplePayment(subject)];
        await insertPayments(subject, [kept]);
        const failing = storage.unitOfWork.run(async (tx) => {
          await storage.payments.insert(tx, [lost]);
          await storage.payments.save(tx, [{ ...kept, status: 'failed' }]);
          throw new Error('changed my mind');
        });
        await assert.rejects(failing, /changed my mind/);
        same(await loadPayments(subject, [kept.id, lost.id]), [kept]);
      },
    },
    {
      name: 'never shows a reader what is rolled back',
      run: async (subject) => {
        const { storage } = subject;
        const payment = samplePayment(subject);
        let stored = (): void => undefined;
        const inside = new Promise<void>((resolve) => (stored = resolve));
        const failing = storage.unitOfWork.run(async (tx) => {
          await storage.payments.insert(tx, [payment]);
          stored();
          for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
          throw new Error('rolled back');
        });
        await inside;
        const seen = [storage.queries.get(payment.id), subject.other.queries.get(payment.id)];
        await assert.rejects(failing, /rolled back/);
        same(await Promise.all(seen), [null, null]);
      },
    },
    {
      name: 'keeps what commits beside a transaction that rolls back',
      run: async (subject) => {
        const { storage } = subject;
        const [committed, lost] = [samplePayment(subject), samplePayment(subject)];
        let started = (): void => undefined;
        const begun = new Promise<void>((resolve) => (started = resolve));
        const failing = storage.unitOfWork.run(async (tx) => {
          await storage.payments.insert(tx, [lost]);
          started();
          for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
          throw new Error('rolled back');
        });
        await begun;
        const beside = storage.unitOfWork.run((tx) => storage.payments.insert(tx, [committed]));
        await assert.rejects(failing, /rolled back/);
        await beside;
        same(idsOf(await loadPayments(subject, [committed.id, lost.id])), [committed.id]);
      },
    },
    {
      name: 'loses no change when many lock, read and save the same payments',
      run: async (subject) => {
        const payments = [1, 2, 3].map(() => samplePayment(subject, { reversedCents: 0 }));
        await insertPayments(subject, payments);
        const ids = idsOf(payments);
        const add = (storage: typeof subject.storage, order: readonly string[]): Promise<void> =>
          storage.unitOfWork.run(async (tx) => {
            await storage.payments.lock(tx, order);
            const loaded = await storage.payments.load(tx, order);
            const added = loaded.map((payment) => ({ ...payment, reversedCents: payment.reversedCents + 1 }));
            await storage.payments.save(tx, added);
          });
        await Promise.all(
          Array.from({ length: 20 }, (_, turn) =>
            add(turn % 2 ? subject.storage : subject.other, turn % 3 ? ids : [...ids].reverse()),
          ),
        );
        const sums = (await loadPayments(subject, ids)).map((payment) => payment.reversedCents);
        same(sums, [20, 20, 20]);
      },
    },
    {
      name: 'finds payments by receipt in one direction',
      run: async (subject) => {
        const { storage } = subject;
        const [one, two] = [fullPayment(subject), fullPayment(subject)];
        const out = fullPayment(subject, { direction: 'out', kind: 'b2c', receipt: one.receipt });
        await insertPayments(subject, [one, two, out]);
        const receipts = [one.receipt ?? '', two.receipt ?? '', 'NONE'];
        same(await storage.payments.idsByReceipts('in', receipts), idsOf([one, two]).sort());
        same(await storage.payments.idsByReceipts('in', []), []);
        const loaded = await storage.unitOfWork.run((tx) =>
          storage.payments.loadByReceipts(tx, 'out', receipts),
        );
        same(loaded, [out]);
      },
    },
    {
      name: 'finds a payment by its idempotency key, letter for letter',
      run: async (subject) => {
        const { storage } = subject;
        const payment = samplePayment(subject, { idempotencyKey: 'Order-1' });
        await insertPayments(subject, [payment]);
        same(await storage.payments.findByIdempotencyKey('default', 'Order-1'), payment);
        assert.equal(await storage.payments.findByIdempotencyKey('default', 'order-1'), null);
        assert.equal(await storage.payments.findByIdempotencyKey('other', 'Order-1'), null);
      },
    },
    {
      name: 'finds who else has a payment’s key or the name it goes by at Daraja',
      run: async (subject) => {
        const { storage } = subject;
        const [keyed, named, own] = [
          samplePayment(subject, { idempotencyKey: 'k' }),
          samplePayment(subject, { originatorConversationId: 'WAGE-1' }),
          samplePayment(subject, { account: 'payouts', idempotencyKey: 'k' }),
        ];
        await insertPayments(subject, [keyed, named, own]);
        const namesakes = async (names: Partial<Payment>): Promise<string[]> => {
          const payment = samplePayment(subject, names);
          const found = await storage.unitOfWork.run((tx) => storage.payments.namesakes(tx, payment));
          return found.map(({ id }) => id).sort();
        };
        same(await namesakes({ idempotencyKey: 'k' }), [keyed.id]);
        same(await namesakes({ originatorConversationId: 'WAGE-1' }), [named.id]);
        same(
          await namesakes({ idempotencyKey: 'k', originatorConversationId: 'WAGE-1' }),
          [keyed.id, named.id].sort(),
        );
        same(await namesakes({ id: own.id, account: 'payouts', idempotencyKey: 'k' }), []);
        same(await namesakes({}), []);
      },
    },
  ];
}
