import { expect } from '@jest/globals';
import type { CallbackOp, LedgerEntry, RequestOp } from 'daraja-simulator';
import type { CallOptions, Payment, PaymentKind } from 'nestjs-mpesa';
import { JANE, journal } from '../../support/story.js';
import { OFFICE, type Office } from './office.js';

/** Another pay bill of the simulator's world, and the till in it. */
export const LANDLORD = '600979';
export const TILL = '300584';
export const STORE = '300583';

/** What a call may change; every product takes these. */
export interface Over {
  readonly amount?: number;
  readonly idempotencyKey?: string;
  readonly remarks?: string;
}

/** A way to pay money out, and where the simulator's ledger shows it. */
export interface Product {
  readonly kind: PaymentKind;
  readonly op: Extract<RequestOp, 'b2c' | 'pochi' | 'b2b' | 'tax'>;
  readonly result: CallbackOp;
  /** Whether Daraja takes a name of ours, so that an unanswered request can be asked about. */
  readonly named: boolean;
  readonly debit: string;
  readonly credit: string;
  pay(office: Office, over?: Over, options?: CallOptions): Promise<Payment>;
  /** Leaves the paying account with one shilling. */
  empty(office: Office): unknown;
}

export const SHILLINGS = 1_500;

const utility = {
  debit: `shortcode:${OFFICE}`,
  empty: ({ sim }: Office) => sim.setShortcode(OFFICE, { balanceCents: 100 }),
};
const working = {
  debit: `shortcode:${OFFICE}:working`,
  empty: ({ sim }: Office) => sim.setShortcode(OFFICE, { workingCents: 100 }),
};
const b2b = { ...working, op: 'b2b', result: 'b2b-result', named: false } as const;

const customers: Product[] = [
  {
    ...utility,
    kind: 'b2c',
    op: 'b2c',
    result: 'b2c-result',
    named: true,
    credit: `phone:${JANE}`,
    pay: ({ b2c }, over, options) =>
      b2c.pay({ phone: JANE, amount: SHILLINGS, command: 'SalaryPayment', ...over }, options),
  },
  {
    ...utility,
    kind: 'pochi',
    op: 'pochi',
    result: 'pochi-result',
    named: true,
    credit: `phone:${JANE}:pochi`,
    pay: ({ pochi }, over, options) => pochi.pay({ phone: JANE, amount: SHILLINGS, ...over }, options),
  },
];

const organisations: Product[] = [
  {
    ...b2b,
    kind: 'b2b',
    credit: `shortcode:${LANDLORD}`,
    pay: (office, over, options) =>
      office.b2b.payBill({ to: LANDLORD, amount: SHILLINGS, reference: 'HOUSE-4', ...over }, options),
  },
  {
    ...b2b,
    kind: 'top-up',
    credit: `shortcode:${LANDLORD}`,
    pay: (office, over, options) => office.b2b.topUp({ to: LANDLORD, amount: SHILLINGS, ...over }, options),
  },
  {
    ...b2b,
    kind: 'tax',
    op: 'tax',
    result: 'tax-result',
    credit: 'shortcode:572572',
    pay: ({ tax }, over, options) => tax.remit({ amount: SHILLINGS, prn: 'PRN1234XN', ...over }, options),
  },
];

/** Every product that an operator signs and that moves money out. */
export const PRODUCTS: readonly Product[] = [...customers, ...organisations];

/** What Safaricom's ledger says of what was paid out. */
export function paidOut({ sim }: Pick<Office, 'sim'>): LedgerEntry[] {
  const { entries, totals } = sim.ledger();
  expect(totals.net).toBe(0);
  return entries.filter(({ receipt }) => receipt !== null);
}

/** The one request that ever left for Daraja. */
export function expectSentOnce(office: Pick<Office, 'sim'>, { op }: Pick<Product, 'op'>): void {
  expect(journal(office.sim, op)).toHaveLength(1);
}
