import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { SuspendedPayment, type SuspenseState } from './suspended-payment.entity.js';

export type NewlySuspended = Pick<
  SuspendedPayment,
  'paymentId' | 'reason' | 'shortcode' | 'amountCents' | 'receipt' | 'since'
>;

export interface Settlement {
  readonly clientId: string;
  readonly by: string;
  /** Epoch ms. */
  readonly at: number;
}

/** Money that came and is nobody's: kept here until somebody says whose it is, never dropped and never guessed. */
@Injectable()
export class Suspense {
  constructor(private readonly database: GatewayDatabase) {}

  /** The same payment again is only counted, so that nobody gives it away who has not seen how it stands by then. */
  async keep(payment: NewlySuspended): Promise<void> {
    const { paymentId } = payment;
    const unsettled = { state: 'open', clientId: null, settledBy: null, settledAt: null, news: 1 } as const;
    const row: SuspendedPayment = { ...payment, ...unsettled };
    await this.database.run(async (manager) => {
      const { affected } = await manager.increment(SuspendedPayment, { paymentId, state: 'open' }, 'news', 1);
      if (affected === 1) return;
      await manager.createQueryBuilder().insert().into(SuspendedPayment).values(row).orIgnore().execute();
    });
  }

  find(paymentId: string): Promise<SuspendedPayment | null> {
    return this.database.run((manager) => manager.findOneBy(SuspendedPayment, { paymentId }));
  }

  /** Oldest first: what has waited longest. */
  list(state: SuspenseState): Promise<SuspendedPayment[]> {
    return this.database.run((manager) =>
      manager.find(SuspendedPayment, { where: { state }, order: { paymentId: 'ASC' }, take: 200 }),
    );
  }

  /** @returns false when it has been told of, or settled, since this was read */
  async assign(
    { paymentId, news }: Pick<SuspendedPayment, 'paymentId' | 'news'>,
    { clientId, by, at }: Settlement,
    manager: EntityManager,
  ): Promise<boolean> {
    const settled = { state: 'assigned', clientId, settledBy: by, settledAt: at } as const;
    const { affected } = await manager.update(SuspendedPayment, { paymentId, state: 'open', news }, settled);
    return affected === 1;
  }

  /** It turned out to be money that a client had asked for, and is told of as such. */
  async supersede(paymentId: string, at: number): Promise<void> {
    const settled = { state: 'superseded', settledBy: 'gateway', settledAt: at } as const;
    await this.database.run((manager) =>
      manager.update(SuspendedPayment, { paymentId, state: 'open' }, settled),
    );
  }
}
