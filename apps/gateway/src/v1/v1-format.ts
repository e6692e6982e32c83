import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { C2bVerdict } from 'nestjs-mpesa';
import { MessageFormats } from '../endpoints/message-formats.js';
import type { PaymentNews } from '../endpoints/payment-news.js';
import { ValidationRelay, type Question } from '../endpoints/validation-relay.js';
import { fieldsOf } from '../http/fields-of.js';
import { instant, instantOrNull } from '../http/instant.js';
import { paymentView } from '../payments/payment-view.js';

/** How `/v1` writes to clients: in the shape of Standard Webhooks. */
@Injectable()
export class V1Format implements OnModuleInit {
  constructor(
    private readonly formats: MessageFormats,
    private readonly validations: ValidationRelay,
  ) {}

  onModuleInit(): void {
    this.formats.add('v1', v1Message);
    this.validations.add('v1', { ask: v1Question, verdict: v1Verdict });
  }
}

/** Around the payment as `/v1` shows it. */
export function v1Message({ id, type, at, prefix, payment, supersedes, supersededBy }: PaymentNews): object {
  return {
    id,
    type,
    timestamp: instant(at),
    data: { ...paymentView(payment), prefix, supersedes, supersededBy },
  };
}

/** Asks for `{ accept: true }` or `{ accept: false, reason }`. */
export function v1Question({ prefix, request }: Question, at: number): object {
  const { receipt, shortcode, till, reference, amountCents, payerName, phone } = request;
  return {
    type: 'payment.validation',
    timestamp: instant(at),
    data: {
      receipt,
      shortcode,
      till,
      reference,
      prefix,
      amountCents,
      currency: 'KES',
      payerName,
      phone,
      at: instantOrNull(request.at),
    },
  };
}

export function v1Verdict(body: unknown): C2bVerdict | null {
  const { accept, reason } = fieldsOf(body);
  if (accept === true) return { accept };
  if (accept !== false) return null;
  return { accept, code: 'C2B00016', reason: typeof reason === 'string' ? reason : 'not accepted' };
}
