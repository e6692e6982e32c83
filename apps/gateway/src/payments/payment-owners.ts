import { Injectable } from '@nestjs/common';
import { LessThan, type EntityManager } from 'typeorm';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { PaymentOwner } from './payment-owner.entity.js';

/** Whose each payment is. */
@Injectable()
export class PaymentOwners {
  constructor(private readonly database: GatewayDatabase) {}

  find(paymentId: string): Promise<PaymentOwner | null> {
    return this.database.run((manager) => manager.findOneBy(PaymentOwner, { paymentId }));
  }

  /** Gives a payment its client, unless it has one. */
  async claim(owner: PaymentOwner, within?: EntityManager): Promise<void> {
    const write = (manager: EntityManager): Promise<unknown> =>
      manager.createQueryBuilder().insert().into(PaymentOwner).values(owner).orIgnore().execute();
    await (within === undefined ? this.database.run(write) : write(within));
  }

  /** Ids of a client's payments, newest first, older than `before`. */
  async idsOf(
    clientId: string,
    { before, limit }: { before: string | null; limit: number },
  ): Promise<string[]> {
    const rows = await this.database.run((manager) =>
      manager.find(PaymentOwner, {
        where: before === null ? { clientId } : { clientId, paymentId: LessThan(before) },
        order: { paymentId: 'DESC' },
        take: limit,
      }),
    );
    return rows.map(({ paymentId }) => paymentId);
  }
}
