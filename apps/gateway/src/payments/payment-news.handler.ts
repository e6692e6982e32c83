import { Injectable } from '@nestjs/common';
import { OnMpesa, type HandlerContext, type MpesaEventMap } from 'nestjs-mpesa';
import type { PaymentNewsType } from '../endpoints/payment-news.js';
import { PaymentRouter } from '../routing/payment-router.js';
import { Suspense } from '../routing/suspense.js';
import { NewsWriter } from './news-writer.js';
import { PaymentFeed } from './payment-feed.js';
import type { PaymentOwner } from './payment-owner.entity.js';
import { PaymentOwners } from './payment-owners.js';
import { gatewayMetadata } from './payment-view.js';

type PaymentEvent = MpesaEventMap[PaymentNewsType];

const TOLD = Object.keys({
  'payment.succeeded': true,
  'payment.failed': true,
  'payment.review': true,
  'payment.reversed': true,
  'payment.superseded': true,
} satisfies Record<PaymentNewsType, true>) as PaymentNewsType[];

/**
 * Takes the library's durable events, finds whose payment it is, and has them told. Called until it returns, also after a
 * crash; each step does nothing more when it is repeated.
 */
@Injectable()
export class PaymentNewsHandler {
  constructor(
    private readonly owners: PaymentOwners,
    private readonly router: PaymentRouter,
    private readonly suspense: Suspense,
    private readonly writer: NewsWriter,
    private readonly feed: PaymentFeed,
  ) {}

  /** One handler for all of them: the library keeps the order of a payment's events within one. */
  @OnMpesa(TOLD, { id: 'gateway.tell-client' })
  async tell(event: PaymentEvent, { eventId: id }: HandlerContext): Promise<void> {
    const owner = await this.#ownerOf(event);
    if (owner === null) await this.#suspend(event);
    else await this.writer.write({ ...event, id, at: event.occurredAt }, owner);
    this.feed.changed(event.paymentId);
  }

  async #ownerOf(event: PaymentEvent): Promise<PaymentOwner | null> {
    const { paymentId } = event;
    const asker = gatewayMetadata(event.metadata)?.clientId;
    if (asker !== undefined) return { paymentId, clientId: asker, how: 'request', prefix: null };
    const known = await this.owners.find(paymentId);
    // What was once left to the admin stays so, whoever registers a prefix in the meantime.
    if (known !== null || (await this.suspense.find(paymentId)) !== null) return known;
    const route = event.kind === 'c2b' ? await this.router.routeOf(event) : null;
    return route === null ? null : { paymentId, ...route };
  }

  async #suspend(event: PaymentEvent): Promise<void> {
    const { paymentId, occurredAt } = event;
    if (event.type === 'payment.superseded') return this.suspense.supersede(paymentId, occurredAt);
    await this.suspense.keep({
      paymentId,
      reason: event.kind === 'c2b' ? 'no-client' : 'not-asked-here',
      shortcode: event.till ?? event.shortcode,
      amountCents: event.amountCents,
      receipt: event.type === 'payment.succeeded' ? event.receipt : null,
      since: occurredAt,
    });
  }
}
