import type { Payment } from '../../libs/mpesa/src/payments/payment.js';
import type { PaymentStatus } from '../../libs/mpesa/src/payments/payment-status.js';
import type { ContractCase, Subject } from './contract-case.js';
import { insertPayments, samplePayment } from './samples.js';
import { same } from './same.js';

function reversalOf(subject: Subject, originalPaymentId: string, over: Partial<Payment>): Payment {
  return samplePayment(subject, { kind: 'reversal', direction: 'out', originalPaymentId, ...over });
}

function openCents({ storage }: Subject, id: string): Promise<number> {
  return storage.unitOfWork.run((tx) => storage.payments.openReversalCents(tx, id));
}

const OPEN: readonly PaymentStatus[] = ['created', 'pending', 'unknown', 'review'];
const OVER: readonly PaymentStatus[] = ['succeeded', 'failed', 'reversed'];

/** What a PaymentStore promises of the reversals of a payment. */
export function reversalStoreContract(): ContractCase[] {
  return [
    {
      name: 'counts nothing for a payment that nobody reverses',
      run: async (subject) => {
        const paid = samplePayment(subject);
        await insertPayments(subject, [paid, reversalOf(subject, subject.newId(), { amountCents: 5 })]);
        same(await openCents(subject, paid.id), 0);
        same(await openCents(subject, subject.newId()), 0);
      },
    },
    {
      name: 'adds up, to the cent, what may still be given back, and nothing that is over',
      run: async (subject) => {
        const paid = samplePayment(subject);
        const open = OPEN.map((status, n) => reversalOf(subject, paid.id, { status, amountCents: 10 ** n }));
        const over = OVER.map((status) => reversalOf(subject, paid.id, { status, amountCents: 50_000 }));
        await insertPayments(subject, [paid, ...open, ...over]);
        same(await openCents(subject, paid.id), 1_111);
      },
    },
    {
      name: 'adds up more than a 32-bit integer holds',
      run: async (subject) => {
        const paid = samplePayment(subject);
        const two = [1, 2].map(() => reversalOf(subject, paid.id, { amountCents: 4_000_000_000_000 }));
        await insertPayments(subject, [paid, ...two]);
        same(await openCents(subject, paid.id), 8_000_000_000_000);
      },
    },
    {
      name: 'sees what its own transaction has stored',
      run: async (subject) => {
        const { unitOfWork, payments } = subject.storage;
        const paid = samplePayment(subject);
        await insertPayments(subject, [paid]);
        const seen = await unitOfWork.run(async (tx) => {
          await payments.insert(tx, [reversalOf(subject, paid.id, { amountCents: 7 })]);
          return payments.openReversalCents(tx, paid.id);
        });
        same(seen, 7);
      },
    },
  ];
}
