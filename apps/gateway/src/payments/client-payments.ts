import { Injectable } from '@nestjs/common';
import {
  DarajaOutcomeUnknownError,
  InvalidRequestError,
  MpesaError,
  PaymentNotFoundError,
  PaymentsService,
  StkPushService,
  type JsonObject,
  type Page,
  type Payment,
} from 'nestjs-mpesa';
import { createHash } from 'node:crypto';
import type { Caller } from '../auth/caller.js';
import { Refusal } from '../refusal.js';
import { PaymentOwners } from './payment-owners.js';
import { gatewayMetadata, metadataFor } from './payment-view.js';

export interface CollectRequest {
  readonly phone: string;
  /** Whole shillings. */
  readonly amount: number;
  readonly reference?: string;
  readonly description?: string;
  readonly metadata?: JsonObject;
}

export interface PageOf {
  /** 1 to 100, default 25. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What clients do with payments. Each sees their own; another's is not there. */
@Injectable()
export class ClientPayments {
  constructor(
    private readonly payments: PaymentsService,
    private readonly stkPush: StkPushService,
    private readonly owners: PaymentOwners,
  ) {}

  /**
   * Asks a phone to pay. Without an answer from Daraja the payment is returned as `unknown`: the prompt may be on the phone.
   *
   * @param key names this attempt for ever, among the client's own
   * @throws what `StkPushService.request` throws
   */
  collect({ clientId, account }: Caller, request: CollectRequest, key: string): Promise<Payment> {
    const { metadata, ...asked } = request;
    return this.#asked(clientId, () =>
      this.stkPush.request({
        ...asked,
        account,
        metadata: metadataFor(clientId, metadata),
        idempotencyKey: libraryKey(clientId, key),
      }),
    );
  }

  /** @throws Refusal `payment-not-found`, also for another's */
  async get(clientId: string, id: string): Promise<Payment> {
    const payment = UUID.test(id) ? await this.#find(id) : null;
    const owner = payment === null ? null : await this.#ownerOf(payment);
    if (payment === null || owner !== clientId)
      throw new Refusal('payment-not-found', `there is no payment ${id}`);
    return payment;
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

  /** Makes a request, and notes whose payment came of it, whatever else did. */
  async #asked(clientId: string, request: () => Promise<Payment>): Promise<Payment> {
    try {
      const payment = await request();
      await this.#note(clientId, payment.id);
      return payment;
    } catch (error) {
      const id = paymentIdIn(error);
      if (id === null) throw error;
      await this.#note(clientId, id);
      if (error instanceof DarajaOutcomeUnknownError) return this.payments.get(id);
      throw error;
    }
  }

  #note(clientId: string, paymentId: string): Promise<void> {
    return this.owners.claim({ paymentId, clientId, how: 'request', prefix: null });
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

/** The library keeps keys of one account apart by nothing but their text, and of any length clients may use. */
export function libraryKey(clientId: string, key: string): string {
  return `${clientId}:${createHash('sha256').update(key).digest('base64url')}`;
}

function paymentIdIn(error: unknown): string | null {
  const { paymentId } = error instanceof MpesaError ? (error as MpesaError & { paymentId?: unknown }) : {};
  return typeof paymentId === 'string' ? paymentId : null;
}
