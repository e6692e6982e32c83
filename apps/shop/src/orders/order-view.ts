import type { Payment } from 'nestjs-mpesa';
import { PRODUCTS } from '../catalogue/products.js';
import { paymentView, type PaymentView } from '../payments/payment-view.js';
import { orderNumber } from './order-number.js';
import type { Order, OrderStatus } from './order.js';

/** An order as the page shows it. Times in epoch ms. */
export interface OrderView {
  /** For people, and the account number of who pays by hand. */
  readonly number: string;
  /** What opens the order. Only who has it is shown the order. */
  readonly link: string | null;
  readonly product: { readonly id: string; readonly name: string };
  readonly quantity: number;
  /** Whole shillings. */
  readonly total: number;
  readonly currency: 'KES';
  readonly status: OrderStatus;
  /** The latest prompt for it. */
  readonly payment: PaymentView | null;
  readonly receipt: string | null;
  readonly paidAt: number | null;
}

export function orderView(order: Order, payment: Payment | null): OrderView {
  const product = PRODUCTS.find(({ id }) => id === order.productId);
  return {
    number: orderNumber(order.id),
    link: order.link,
    product: { id: order.productId, name: product?.name ?? order.productId },
    quantity: order.quantity,
    total: order.totalCents / 100,
    currency: 'KES',
    status: order.status,
    payment: payment === null ? null : paymentView(payment),
    receipt: order.receipt,
    paidAt: order.paidAt,
  };
}
