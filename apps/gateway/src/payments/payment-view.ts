import type { JsonObject, Payment } from 'nestjs-mpesa';
import { instant, instantOrNull } from '../http/instant.js';

/** Where, in a payment's metadata, the gateway notes whose it is, beside what the client gave. */
export interface GatewayMetadata {
  readonly clientId: string;
  readonly given: JsonObject | null;
}

/** The metadata of a payment that a client asks for. The library stores it before anything is sent. */
export function metadataFor(clientId: string, given: JsonObject | undefined): JsonObject {
  return { clientId, given: given ?? null };
}

/** Null for money that nobody asked for through the gateway. */
export function gatewayMetadata(metadata: JsonObject | null): GatewayMetadata | null {
  const { clientId, given } = metadata ?? {};
  if (typeof clientId !== 'string') return null;
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  return { clientId, given: isObject ? given : null };
}

/** A payment as its client sees it. */
export interface PaymentView {
  readonly id: string;
  readonly kind: Payment['kind'];
  readonly direction: Payment['direction'];
  readonly status: Payment['status'];
  readonly amountCents: number;
  readonly currency: 'KES';
  readonly shortcode: string;
  readonly till: string | null;
  readonly phone: string | null;
  readonly payerName: string | null;
  readonly reference: string | null;
  readonly description: string | null;
  readonly metadata: JsonObject | null;
  readonly receipt: string | null;
  readonly failure: {
    readonly word: string;
    readonly code: string | null;
    readonly text: string | null;
  } | null;
  readonly reviewReason: string | null;
  readonly awaiting: Payment['awaiting'];
  readonly reversedCents: number;
  readonly checkoutRequestId: string | null;
  /** Which payment a reversal gives back. */
  readonly originalPaymentId: string | null;
  readonly createdAt: string;
  readonly settledAt: string | null;
  readonly completedAt: string | null;
}

export function paymentView(payment: Payment): PaymentView {
  const { failure, resultCode: code, resultText: text } = payment;
  return {
    id: payment.id,
    kind: payment.kind,
    direction: payment.direction,
    status: payment.status,
    amountCents: payment.amountCents,
    currency: payment.currency,
    shortcode: payment.shortcode,
    till: payment.till,
    phone: payment.phone,
    payerName: payment.partyName,
    reference: payment.reference,
    description: payment.description,
    metadata: gatewayMetadata(payment.metadata)?.given ?? null,
    receipt: payment.receipt,
    failure: failure === null ? null : { word: failure, code, text },
    reviewReason: payment.reviewReason,
    awaiting: payment.awaiting,
    reversedCents: payment.reversedCents,
    checkoutRequestId: payment.checkoutRequestId,
    originalPaymentId: payment.originalPaymentId,
    createdAt: instant(payment.createdAt),
    settledAt: instantOrNull(payment.settledAt),
    completedAt: instantOrNull(payment.completedAt),
  };
}
