import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MessageFormats } from '../../endpoints/message-formats.js';
import type { PaymentNews } from '../../endpoints/payment-news.js';
import { marksOf } from './vitumob-order.js';

/** Names the words of this dialect. */
export const VITUMOB_FORMAT = 'vitumob';

/** How this dialect tells of outcomes: only of payments that were asked for in it. */
@Injectable()
export class VitumobFormat implements OnModuleInit {
  constructor(private readonly formats: MessageFormats) {}

  onModuleInit(): void {
    this.formats.add(VITUMOB_FORMAT, vitumobOutcome);
  }
}

/** Result code and text are Daraja's own; the code is text, since some have letters. */
export function vitumobOutcome({ type, payment }: PaymentNews): object | null {
  const marks = marksOf(payment);
  if (marks === null || type === 'payment.superseded') return null;
  return {
    order_id: marks.orderId,
    payment_id: payment.checkoutRequestId,
    status: statusOf({ type, payment }),
    amount: payment.amountCents / 100,
    phone_no: payment.phone,
    receipt: payment.receipt,
    ResultCode: payment.resultCode,
    ResultDesc: payment.resultText,
  };
}

function statusOf({ type, payment }: Pick<PaymentNews, 'type' | 'payment'>): string {
  if (type === 'payment.succeeded') return 'completed';
  if (type === 'payment.failed') return payment.failure === 'cancelled' ? 'cancelled' : 'failed';
  return type === 'payment.reversed' ? 'reversed' : 'review';
}
