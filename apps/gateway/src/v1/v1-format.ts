import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MessageFormats } from '../endpoints/message-formats.js';
import type { PaymentNews } from '../endpoints/payment-news.js';
import { instant } from '../http/instant.js';
import { paymentView } from '../payments/payment-view.js';

/** How `/v1` writes news: in the shape of Standard Webhooks, around the payment as `/v1` shows it. */
@Injectable()
export class V1Format implements OnModuleInit {
  constructor(private readonly formats: MessageFormats) {}

  onModuleInit(): void {
    this.formats.add('v1', v1Message);
  }
}

export function v1Message({ id, type, at, prefix, payment, supersedes, supersededBy }: PaymentNews): object {
  return {
    id,
    type,
    timestamp: instant(at),
    data: { ...paymentView(payment), prefix, supersedes, supersededBy },
  };
}
