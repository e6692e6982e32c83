import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MessageFormats } from '../../endpoints/message-formats.js';
import type { PaymentNews } from '../../endpoints/payment-news.js';
import { brijPayment } from './brij-payment.js';

/** The format under which an endpoint gets messages as Brij's page prints them. */
export const BRIJ_FORMAT = 'brij';

/** How this dialect writes to clients: the payment and nothing around it, once it is there. It has no words for anything else. */
@Injectable()
export class BrijFormat implements OnModuleInit {
  constructor(private readonly formats: MessageFormats) {}

  onModuleInit(): void {
    this.formats.add(BRIJ_FORMAT, brijMessage);
  }
}

export function brijMessage({ type, payment, prefix }: PaymentNews): object | null {
  return type === 'payment.succeeded' ? brijPayment(payment, prefix) : null;
}
