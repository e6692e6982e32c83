import { Controller, Get, Param, Sse, UseGuards, type MessageEvent } from '@nestjs/common';
import { PaymentsService, SettlementTimeoutError, type Payment } from 'nestjs-mpesa';
import { from, map, type Observable } from 'rxjs';
import { KnownPaymentGuard } from './known-payment.guard.js';
import { paymentView, type PaymentView } from './payment-view.js';

/** Short enough that a browser which has gone is not waited for much longer. */
const WAIT_MS = 20_000;

@Controller('api/payments')
export class PaymentsController {
  constructor(private readonly payments: PaymentsService) {}

  @Get(':id')
  async read(@Param('id') id: string): Promise<PaymentView> {
    return paymentView(await this.payments.get(id));
  }

  /** The payment now, and once more when it is settled; then the stream ends. */
  @Sse(':id/events')
  @UseGuards(KnownPaymentGuard)
  async watch(@Param('id') id: string): Promise<Observable<MessageEvent>> {
    const now = await this.payments.get(id);
    return from(this.untilSettled(now)).pipe(map((payment) => ({ data: paymentView(payment) })));
  }

  private async *untilSettled(now: Payment): AsyncGenerator<Payment> {
    yield now;
    for (;;) {
      const settled = await this.payments.settled(now.id, { timeoutMs: WAIT_MS }).catch(stillOpen);
      if (settled === null) continue;
      if (settled.version !== now.version) yield settled;
      return;
    }
  }
}

function stillOpen(error: unknown): null {
  if (error instanceof SettlementTimeoutError) return null;
  throw error;
}
