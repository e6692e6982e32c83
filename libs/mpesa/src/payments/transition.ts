import type { Payment } from './payment.js';
import { eventFor, type SuccessContext } from './announce.js';
import type { NewPaymentEvent } from './payment-events.js';
import { isOpen, mayBecome, type PaymentStatus } from './payment-status.js';

/** What a fact does to a payment. An ignored fact is data as well: late, repeated and contradictory news is normal. */
export type Applied =
  { readonly payment: Payment; readonly events: readonly NewPaymentEvent[] } | { readonly ignored: string };

export function ignored(reason: string): Applied {
  return { ignored: reason };
}

/** A change that is no news to anybody: no event. */
export function change(payment: Payment, at: number, values: Partial<Payment>): Applied {
  const next = { ...payment, ...values, updatedAt: at, version: payment.version + 1 };
  return { payment: awaiting(next), events: [] };
}

/** The same, where any of the values is not known yet; else the news is ignored, for this reason. */
export function changeIfNews(payment: Payment, at: number, values: Partial<Payment>, known: string): Applied {
  const isNews = (Object.keys(values) as (keyof Payment)[]).some((key) => values[key] !== payment[key]);
  return isNews ? change(payment, at, values) : ignored(known);
}

/** Whatever holds a claim waits for its confirmation, and says so. Names that a failure told wait for nothing. */
export function awaiting(payment: Payment): Payment {
  return { ...payment, awaiting: payment.claim === null || isAtRest(payment) ? null : 'confirmation' };
}

/** True for a failure that nobody asks about. */
export function isAtRest({ status, nextCheckAt }: Payment): boolean {
  return status === 'failed' && nextCheckAt === null;
}

/** Moves the payment along the transition table and writes the event that tells of it. */
export function become(
  payment: Payment,
  status: PaymentStatus,
  at: number,
  values: Partial<Payment>,
  context?: SuccessContext,
): Applied {
  if (!mayBecome(payment.status, status)) return ignored(`${payment.status}-cannot-become-${status}`);
  const settled = !isOpen(status);
  const next: Payment = awaiting({
    ...payment,
    ...(settled ? { settledAt: at, nextCheckAt: null, claim: null } : {}),
    ...(status === 'review' ? {} : { reviewReason: null }),
    ...values,
    status,
    updatedAt: at,
    version: payment.version + 1,
  });
  // Nobody acts on "we do not know": the news will be the event that ends it.
  return { payment: next, events: status === 'unknown' ? [] : [eventFor(next, context)] };
}
