import { Inject, Injectable } from '@nestjs/common';
import { InvalidRequestError, PaymentsService, type Payment } from 'nestjs-mpesa';
import { ClientsService } from '../clients/clients.service.js';
import type { PaymentNewsType } from '../endpoints/payment-news.js';
import { Refusal } from '../refusal.js';
import type { SuspendedPayment } from '../routing/suspended-payment.entity.js';
import { Suspense } from '../routing/suspense.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { NewsWriter } from './news-writer.js';

export interface Assignment {
  readonly clientId: string;
  /** Who decided, 1 to 80 characters. */
  readonly by: string;
}

/** Where the admin says whose the money in suspense is. */
@Injectable()
export class SuspenseDesk {
  constructor(
    private readonly suspense: Suspense,
    private readonly clients: ClientsService,
    private readonly payments: PaymentsService,
    private readonly writer: NewsWriter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Gives a payment in suspense to a client, who is told of it as of any other.
   *
   * @throws Refusal `not-in-suspense`, `client-not-found` @throws InvalidRequestError field `by`
   */
  async assign(paymentId: string, { clientId, by }: Assignment): Promise<SuspendedPayment> {
    if (by.trim() === '' || by.length > 80) {
      throw new InvalidRequestError('by', by, 'must name who decided, in 1 to 80 characters');
    }
    await this.clients.get(clientId);
    if ((await this.suspense.find(paymentId))?.state !== 'open') throw notInSuspense(paymentId);
    const payment = await this.payments.get(paymentId);
    const raw = { id: `assigned:${paymentId}`, type: newsOf(payment), at: payment.updatedAt };
    const owner = { paymentId, clientId, how: 'admin', prefix: null } as const;
    await this.writer.write(raw, owner, async (manager) => {
      const settlement = { state: 'assigned', clientId, by, at: this.clock.now() } as const;
      // Of two admins one decides.
      if (!(await this.suspense.settle(paymentId, settlement, manager))) throw notInSuspense(paymentId);
    });
    return (await this.suspense.find(paymentId)) ?? Promise.reject(notInSuspense(paymentId));
  }
}

function newsOf({ status }: Payment): PaymentNewsType {
  if (status === 'failed' || status === 'reversed' || status === 'review') return `payment.${status}`;
  return 'payment.succeeded';
}

function notInSuspense(paymentId: string): Refusal {
  return new Refusal('not-in-suspense', `payment ${paymentId} is not in suspense`, { paymentId });
}
