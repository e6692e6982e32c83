import { Injectable } from '@nestjs/common';
import {
  InvalidRequestError,
  PaymentNotFoundError,
  PaymentsService,
  type Page,
  type Payment,
} from 'nestjs-mpesa';
import { Refusal } from '../errors/refusal.js';
import { libraryKey } from './library-key.js';
import { PaymentOwners } from './payment-owners.js';
import { gatewayMetadata } from './payment-view.js';

export interface PageOf {
  /** 1 to 100, default 25. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What clients see of payments: their own. Another's is not there. */
@Injectable()
export class ClientPayments {
  constructor(
    private readonly payments: PaymentsService,
    private readonly owners: PaymentOwners,
  ) {}

  /** @throws Refusal `payment-not-found`, also for another's */
  async get(clientId: string, id: string): Promise<Payment> {
    const payment = UUID.test(id) ? await this.#find(id) : null;
    const owner = payment === null ? null : await this.#ownerOf(payment);
    if (payment !== null && owner === clientId) return payment;
    throw new Refusal('payment-not-found', `there is no payment ${id}`);
  }

  /** True when there is such a payment, and it is this client's. */
  async owns(clientId: string, id: string): Promise<boolean> {
    const payment = UUID.test(id) ? await this.#find(id) : null;
    return payment !== null && (await this.#ownerOf(payment)) === clientId;
  }

  /** What this client has asked for under a key of its own; null when it has not yet. */
  async byKey(clientId: string, key: string): Promise<Payment | null> {
    const idempotencyKey = libraryKey(clientId, key);
    const { items } = await this.payments.find({ idempotencyKey }, { limit: 1 });
    return items[0] ?? null;
  }

  /** Newest first. @throws InvalidRequestError field `limit` or `cursor` */
  async list(clientId: string, { limit = 25, cursor }: PageOf): Promise<Page<Payment>> {
    if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
      throw new InvalidRequestError('limit', limit, 'must be a whole number from 1 to 100');
    }
    if (cursor !== undefined && !UUID.test(cursor)) {
      throw new InvalidRequestError('cursor', cursor, 'must be the nextCursor of the page before');
    }
    const ids = await this.owners.idsOf(clientId, { before: cursor ?? null, limit: limit + 1 });
    const shown = ids.slice(0, limit);
    const items = await Promise.all(shown.map((id) => this.payments.get(id)));
    return { items, nextCursor: ids.length > limit ? (shown.at(-1) ?? null) : null };
  }

  /**
   * Asks M-Pesa now how a payment stands, in the client's own share of the questions that M-Pesa takes.
   *
   * @throws Refusal `payment-not-found` @throws what `PaymentsService.recheck` throws
   */
  async recheck(clientId: string, id: string): Promise<Payment> {
    await this.get(clientId, id);
    return this.payments.recheck(id, { askedBy: clientId });
  }

  async #find(id: string): Promise<Payment | null> {
    try {
      return await this.payments.get(id);
    } catch (error) {
      if (error instanceof PaymentNotFoundError) return null;
      throw error;
    }
  }

  /** The payment itself says who asked for it, from before it was sent; the table says the rest. */
  async #ownerOf({ id, metadata }: Payment): Promise<string | null> {
    return gatewayMetadata(metadata)?.clientId ?? (await this.owners.find(id))?.clientId ?? null;
  }
}
