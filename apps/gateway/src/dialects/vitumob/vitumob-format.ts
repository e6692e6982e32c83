import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Payment } from 'nestjs-mpesa';
import { MessageFormats } from '../../endpoints/message-formats.js';
import type { PaymentNews, PaymentNewsType } from '../../endpoints/payment-news.js';
import { marksOf } from './vitumob-order.js';

/** The format under which an endpoint gets messages as Vitumob's page prints them. */
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
    status: statusOf(type, payment),
    amount: payment.amountCents / 100,
    phone_no: payment.phone,
    receipt: payment.receipt,
    ResultCode: payment.resultCode,
    ResultDesc: payment.resultText,
  };
}

type Told = Exclude<PaymentNewsType, 'payment.superseded'>;

function statusOf(type: Told, payment: Payment): string {
  switch (type) {
    case 'payment.succeeded':
      return 'completed';
    case 'payment.failed':
      return payment.failure === 'cancelled' ? 'cancelled' : 'failed';
    case 'payment.reversed':
      return 'reversed';
    case 'payment.review':
      return 'review';
  }
}
