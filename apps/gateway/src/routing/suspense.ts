import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { SuspendedPayment, type SuspenseState } from './suspended-payment.entity.js';

export type NewlySuspended = Pick<
  SuspendedPayment,
  'paymentId' | 'reason' | 'shortcode' | 'amountCents' | 'receipt' | 'since'
>;

export interface Settlement {
  readonly state: Exclude<SuspenseState, 'open'>;
  readonly clientId: string | null;
  readonly by: string;
  /** Epoch ms. */
  readonly at: number;
}

/** Money that came and is nobody's: kept here until somebody says whose it is, never dropped and never guessed. */
@Injectable()
export class Suspense {
  constructor(private readonly database: GatewayDatabase) {}

  /** The same payment again changes nothing. */
  async keep(payment: NewlySuspended): Promise<void> {
    const row: SuspendedPayment = {
      ...payment,
      state: 'open',
      clientId: null,
      settledBy: null,
      settledAt: null,
    };
    await this.database.run((manager) =>
      manager.createQueryBuilder().insert().into(SuspendedPayment).values(row).orIgnore().execute(),
    );
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

  /** @returns false when it is not, or not any more, in suspense */
  async settle(
    paymentId: string,
    { state, clientId, by, at }: Settlement,
    manager: EntityManager,
  ): Promise<boolean> {
    const settled = { state, clientId, settledBy: by, settledAt: at };
    const { affected } = await manager.update(SuspendedPayment, { paymentId, state: 'open' }, settled);
    return affected === 1;
  }

  /** It turned out to be money that a client had asked for, and is told of as such. */
  async supersede(paymentId: string, at: number): Promise<void> {
    const settlement = { state: 'superseded', clientId: null, by: 'gateway', at } as const;
    await this.database.run((manager) => this.settle(paymentId, settlement, manager));
  }
}
