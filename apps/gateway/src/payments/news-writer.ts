import { Injectable } from '@nestjs/common';
import { PaymentsService, type Payment } from 'nestjs-mpesa';
import type { EntityManager } from 'typeorm';
import { ClientNews } from '../endpoints/client-news.js';
import type { PaymentNewsType } from '../endpoints/payment-news.js';
import { GatewayDatabase } from '../storage/gateway-database.js';
import type { PaymentOwner } from './payment-owner.entity.js';
import { PaymentOwners } from './payment-owners.js';

/** What happened, before it is known what its client may see of it. */
export interface RawNews {
  /** Names it for ever: told twice, it is stored once. */
  readonly id: string;
  readonly type: PaymentNewsType;
  /** Epoch ms. */
  readonly at: number;
  /** How it stands; without it, how it stands now. */
  readonly payment?: Payment;
  readonly supersedes?: string | null;
  readonly supersededBy?: string | null;
}

/** Settles whose a payment is and stores the messages to them, in one transaction. */
@Injectable()
export class NewsWriter {
  constructor(
    private readonly database: GatewayDatabase,
    private readonly payments: PaymentsService,
    private readonly owners: PaymentOwners,
    private readonly news: ClientNews,
  ) {}

  /** @param before what else must hold; the transaction begins with it, and is undone when it throws */
  async write(
    { id, type, at, payment, ...related }: RawNews,
    owner: PaymentOwner,
    before?: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    const { clientId, prefix, paymentId } = owner;
    const messages = await this.news.messagesFor({
      id,
      type,
      at,
      clientId,
      prefix,
      payment: payment ?? (await this.payments.get(paymentId)),
      supersedes: await this.#ifOwn(clientId, related.supersedes),
      supersededBy: await this.#ifOwn(clientId, related.supersededBy),
    });
    await this.database.change(async (manager) => {
      await before?.(manager);
      await this.owners.claim(owner, manager);
      await this.news.post(messages, manager);
    });
    this.news.wake();
  }

  /** A payment of somebody else is not named, even where it is the same money. */
  async #ifOwn(clientId: string, paymentId: string | null | undefined): Promise<string | null> {
    const owner = paymentId == null ? null : await this.owners.find(paymentId);
    return owner?.clientId === clientId ? owner.paymentId : null;
  }
}
