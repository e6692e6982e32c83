import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DeliveryService } from '../deliveries/delivery.service.js';
import { instant } from '../http/instant.js';
import type { Affected } from '../routing/prefixes.js';
import type { Prefix } from '../routing/prefix.entity.js';
import { EndpointProfile } from './endpoint-profile.entity.js';

const TYPE = 'prefix.affected';

/** Tells clients that another's new prefix may take payments that came, or come, to them. Whose it is, is not told. */
@Injectable()
export class PrefixNews {
  constructor(private readonly deliveries: DeliveryService) {}

  /** In the transaction that makes the prefix: at the endpoints of those clients that are told all news in the words of `/v1`. */
  readonly tell = async (
    manager: EntityManager,
    made: Prefix,
    affected: readonly Affected[],
  ): Promise<void> => {
    const byClient = new Map(affected.map((one) => [one.clientId, one.prefix]));
    for (const [clientId, yours] of byClient) {
      const wanted = { clientId, purpose: 'news', format: 'v1' } as const;
      for (const { endpointId } of await manager.findBy(EndpointProfile, wanted)) {
        await this.deliveries.enqueue(message(made, { clientId, endpointId, yours }), manager);
      }
    }
  };
}

function message(
  { prefix, createdAt, effectiveAt }: Prefix,
  to: { clientId: string; endpointId: string; yours: string },
) {
  const { clientId, endpointId, yours } = to;
  const id = `prefix:${prefix}:${createdAt}:${endpointId}`;
  const data = { prefix, yours, effectiveAt: instant(effectiveAt) };
  const payload = { id, type: TYPE, timestamp: instant(createdAt), data };
  return { id, clientId, endpointId, stream: `prefix:${prefix}`, type: TYPE, payload };
}
