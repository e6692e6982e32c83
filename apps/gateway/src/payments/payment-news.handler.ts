import { Injectable, Logger } from '@nestjs/common';
import { OnMpesa, type HandlerContext, type MpesaEventMap } from 'nestjs-mpesa';
import type { PaymentNewsType } from '../endpoints/payment-news.js';
import { PaymentRouter } from '../routing/payment-router.js';
import type { SuspenseReason } from '../routing/suspended-payment.entity.js';
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
  readonly #logger = new Logger('Suspense');

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
    const found = await this.#ownerOf(event);
    const owner = typeof found === 'string' ? await this.#suspend(event, found) : found;
    if (owner !== null) await this.writer.write({ ...event, id, at: event.occurredAt }, owner);
    this.feed.changed(event.paymentId);
  }

  async #ownerOf(event: PaymentEvent): Promise<PaymentOwner | SuspenseReason> {
    const { paymentId } = event;
    const asker = gatewayMetadata(event.metadata)?.clientId;
    if (asker !== undefined) return { paymentId, clientId: asker, how: 'request', prefix: null };
    const known = await this.owners.find(paymentId);
    // What was once left to the admin stays so, whoever registers a prefix in the meantime.
    if (known !== null) return known;
    const suspended = await this.suspense.find(paymentId);
    if (suspended !== null) return suspended.reason;
    if (event.kind !== 'c2b') return 'not-asked-here';
    const route = await this.router.routeOf(event);
    if (route === 'client-revoked') {
      this.#logger.warn(
        `payment ${paymentId} came for a client that was revoked; the admin says whose it is`,
      );
    }
    return typeof route === 'string' ? route : { paymentId, ...route };
  }

  /** @returns to whom the admin has given it meanwhile: from then on the news is for that client */
  async #suspend(event: PaymentEvent, reason: SuspenseReason): Promise<PaymentOwner | null> {
    const { paymentId, occurredAt } = event;
    if (event.type === 'payment.superseded') await this.suspense.supersede(paymentId, occurredAt);
    else await this.#keep(event, reason);
    // Not before: the write waits for an admin who is giving it away, and one who begins after it sees this news.
    return this.owners.find(paymentId);
  }

  #keep(event: Exclude<PaymentEvent, { type: 'payment.superseded' }>, reason: SuspenseReason): Promise<void> {
    return this.suspense.keep({
      paymentId: event.paymentId,
      reason,
      shortcode: event.till ?? event.shortcode,
      amountCents: event.amountCents,
      receipt: event.type === 'payment.succeeded' ? event.receipt : null,
      since: event.occurredAt,
    });
  }
}
