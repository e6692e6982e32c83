import { orderIdOf, orderNumber } from './order-number.js';
import type { OrderRow } from './order.entity.js';

/**
 * Names one attempt at a prompt for an order: `SHOP-1001:1`. A name space of its own: the checkout's keys, which visitors choose,
 * begin otherwise. It outlives the erasure of who paid.
 */
export function orderKey({ id, attempt }: Pick<OrderRow, 'id' | 'attempt'>): string {
  return `${orderNumber(id)}:${attempt}`;
}

/** The id of the order that a payment was asked for; null when it was for none. */
export function orderIdOfKey(key: string | null): number | null {
  const [number = '', attempt] = key?.split(':') ?? [];
  const id = attempt === undefined ? null : orderIdOf(number);
  return id !== null && orderNumber(id) === number ? id : null;
}
