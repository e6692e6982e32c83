import { Inject, Injectable } from '@nestjs/common';
import { InvalidRequestError, PaymentsService, type Payment } from 'nestjs-mpesa';
import { ClientsService } from '../clients/clients.service.js';
import type { PaymentNewsType } from '../endpoints/payment-news.js';
import { Refusal } from '../errors/refusal.js';
import type { SuspendedPayment, SuspenseState } from '../routing/suspended-payment.entity.js';
import { Suspense } from '../routing/suspense.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { NewsWriter } from './news-writer.js';

export interface Assignment {
  readonly clientId: string;
  /** Who decided, 1 to 80 characters. */
  readonly by: string;
}

/** With the account number as it was typed, which may be anything and is kept by the payment alone. */
export type ShownSuspended = Omit<SuspendedPayment, 'news'> & Pick<Payment, 'reference'>;

/** There is news of the payment since it was looked at, or somebody else has settled it. */
class SeenTooEarly extends Error {}

/** Where the admin says whose the money in suspense is. */
@Injectable()
export class SuspenseService {
  constructor(
    private readonly suspense: Suspense,
    private readonly clients: ClientsService,
    private readonly payments: PaymentsService,
    private readonly writer: NewsWriter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Oldest first: what has waited longest. */
  async list(state: SuspenseState): Promise<ShownSuspended[]> {
    const rows = await this.suspense.list(state);
    return Promise.all(rows.map((row) => this.#shown(row)));
  }

  /**
   * Gives a payment in suspense to a client, who is told of it as of any other.
   *
   * @throws Refusal `not-in-suspense`, `client-not-found` @throws InvalidRequestError field `by`
   */
  async assign(paymentId: string, { clientId, by }: Assignment): Promise<ShownSuspended> {
    if (by.trim() === '' || by.length > 80) {
      throw new InvalidRequestError('by', by, 'must name who decided, in 1 to 80 characters');
    }
    await this.clients.get(clientId);
    await this.#give(paymentId, { clientId, by });
    const settled = await this.suspense.find(paymentId);
    if (settled === null) throw notInSuspense(paymentId);
    return this.#shown(settled);
  }

  async #give(paymentId: string, { clientId, by }: Assignment): Promise<void> {
    const suspended = await this.suspense.find(paymentId);
    // Of two admins one decides.
    if (suspended?.state !== 'open') throw notInSuspense(paymentId);
    // Read here and not in the transaction: on SQLite others would wait for it, and it for them.
    const payment = await this.payments.get(paymentId);
    // Another payment counts it already, of which this one's news is still on its way.
    if (payment.supersededBy !== null) throw notInSuspense(paymentId);
    const raw = { id: `assigned:${paymentId}`, type: newsOf(payment), at: payment.updatedAt, payment };
    const owner = { paymentId, clientId, how: 'admin', prefix: null } as const;
    try {
      await this.writer.write(raw, owner, async (manager) => {
        const settlement = { clientId, by, at: this.clock.now() };
        // What was told of it since went into suspense with it, and is told to nobody else.
        if (!(await this.suspense.assign(suspended, settlement, manager))) throw new SeenTooEarly();
      });
    } catch (error) {
      if (!(error instanceof SeenTooEarly)) throw error;
      await this.#give(paymentId, { clientId, by });
    }
  }

  async #shown({ news: _news, ...row }: SuspendedPayment): Promise<ShownSuspended> {
    return { ...row, reference: (await this.payments.get(row.paymentId)).reference };
  }
}

function newsOf({ status }: Payment): PaymentNewsType {
  if (status === 'failed' || status === 'reversed' || status === 'review') return `payment.${status}`;
  return 'payment.succeeded';
}

function notInSuspense(paymentId: string): Refusal {
  return new Refusal('not-in-suspense', `payment ${paymentId} is not in suspense`, { paymentId });
}
