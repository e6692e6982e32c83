import type { Money } from './money.entity.js';
import type { OrderRow } from './order.entity.js';

/** `open` until money for it has arrived. How its payment stands is the library's to know, and is not kept twice. */
export type OrderStatus = 'open' | 'paid';

/** An order, and what pays it now. */
export interface Order extends OrderRow {
  readonly status: OrderStatus;
  readonly paymentId: string | null;
  readonly receipt: string | null;
  /** Epoch ms. */
  readonly paidAt: number | null;
}

const UNPAID = { status: 'open', paymentId: null, receipt: null, paidAt: null } as const;

/** Never kept: an order is paid as long as money stands for it. */
export function paidBy(row: OrderRow, payer: Money | null): Order {
  if (payer === null) return { ...row, ...UNPAID };
  const { paymentId, receipt, at } = payer;
  return { ...row, status: 'paid', paymentId, receipt, paidAt: at };
}
