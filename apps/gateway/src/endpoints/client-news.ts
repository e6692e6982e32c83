import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DeliveryService } from '../deliveries/delivery.service.js';
import type { EnqueueRequest } from '../deliveries/delivery.js';
import { EndpointProfiles, type ProfiledEndpoint } from './endpoint-profiles.js';
import { MessageFormats } from './message-formats.js';
import type { PaymentNews } from './payment-news.js';

/** Writes to clients about their payments: one message to each endpoint that wants to hear of it, in its own words. */
@Injectable()
export class ClientNews {
  constructor(
    private readonly profiles: EndpointProfiles,
    private readonly formats: MessageFormats,
    private readonly deliveries: DeliveryService,
  ) {}

  /** The messages, to be {@link post}ed in the transaction that makes them true. */
  async messagesFor(news: PaymentNews): Promise<EnqueueRequest[]> {
    const endpoints = await this.profiles.of(news.clientId);
    return endpoints
      .filter((endpoint) => wants(endpoint, news))
      .flatMap((endpoint) => this.#message(endpoint, news));
  }

  async post(messages: readonly EnqueueRequest[], manager: EntityManager): Promise<void> {
    for (const message of messages) await this.deliveries.enqueue(message, manager);
  }

  /** Sends what was posted, once it is committed. */
  wake(): void {
    this.deliveries.wake();
  }

  #message({ endpointId, format }: ProfiledEndpoint, news: PaymentNews): EnqueueRequest[] {
    const payload = this.formats.write(format, news);
    if (payload === null) return [];
    const { id, clientId, type, payment } = news;
    return [{ id: `${id}:${endpointId}`, clientId, endpointId, stream: payment.id, type, payload }];
  }
}

function wants({ purpose, prefix }: ProfiledEndpoint, news: PaymentNews): boolean {
  if (purpose === 'validation') return false;
  if (purpose === 'confirmation' && news.payment.kind !== 'c2b') return false;
  return prefix === null || prefix === news.prefix;
}
