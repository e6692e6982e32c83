import { InvalidRequestError, type JsonObject, type Payment } from 'nestjs-mpesa';
import { fieldsOf } from '../../http/fields-of.js';
import { gatewayMetadata } from '../../payments/payment-view.js';

/** An order whose customer is to be asked to pay. */
export interface VitumobOrder {
  readonly id: string;
  readonly phone: string;
  /** Shillings as they were asked for, such as `48744.15`. */
  readonly amount: string;
  /** Whole shillings to ask the phone for. */
  readonly shillings: number;
}

/** @throws InvalidRequestError field `order.order_id`, `order.user_phone_number` or `order.amount` */
export function readOrder(body: unknown, { roundUp }: { roundUp: boolean }): VitumobOrder {
  const { order_id, user_phone_number, amount } = orderIn(body);
  const [id, phone, asked] = [order_id, user_phone_number, amount].map(textOf);
  if (id === undefined || !/^[\x21-\x7e]{1,64}$/.test(id)) {
    throw new InvalidRequestError('order.order_id', order_id, 'must be 1 to 64 characters without blanks');
  }
  if (phone === undefined) {
    throw new InvalidRequestError('order.user_phone_number', user_phone_number, 'must be a phone number');
  }
  if (asked === undefined || !/^\d{1,9}(\.\d{1,2})?$/.test(asked)) {
    throw new InvalidRequestError('order.amount', amount, 'must be shillings, such as 12341 or "12341"');
  }
  return { id, phone, amount: asked, shillings: wholeShillings(asked, roundUp) };
}

/** What the client calls the order, as it came. */
export function orderIn(body: unknown): Readonly<Record<string, unknown>> {
  return fieldsOf(fieldsOf(body)['order']);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

function wholeShillings(amount: string, roundUp: boolean): number {
  const [whole, cents = '0'] = amount.split('.');
  if (Number(cents) === 0) return Number(whole);
  if (roundUp) return Number(whole) + 1;
  throw new InvalidRequestError('order.amount', amount, 'must be whole shillings: M-Pesa asks for no cents');
}

/** What is kept with the payment, so that its outcome can be told in the order's own terms. */
export interface OrderMarks {
  readonly orderId: string;
  readonly amount: string;
}

export function marksFor({ id, amount }: VitumobOrder): JsonObject {
  return { vitumob: { order_id: id, amount } };
}

/** Null for payments that were not asked for in this dialect. */
export function marksOf({ metadata }: Payment): OrderMarks | null {
  const { order_id: orderId, amount } = fieldsOf(gatewayMetadata(metadata)?.given?.['vitumob']);
  return typeof orderId === 'string' && typeof amount === 'string' ? { orderId, amount } : null;
}
