import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DeliveryService } from '../deliveries/delivery.service.js';
import { instant } from '../http/instant.js';
import { noteTelling, wasClaimed } from '../routing/prefix-changes.js';
import type { Affected } from '../routing/prefixes.js';
import type { Prefix } from '../routing/prefix.entity.js';
import { EndpointProfile } from './endpoint-profile.entity.js';

const TYPE = 'prefix.affected';

/** Tells clients that another's new prefix may take payments that came, or come, to them. Whose it is, is not told. */
@Injectable()
export class PrefixNews {
  readonly #log = new Logger('Prefixes');

  constructor(private readonly deliveries: DeliveryService) {}

  /**
   * In the transaction that makes the prefix: at the endpoints of those clients that are told all news in the words of `/v1`. The other
   * APIs have no words for it, so of a client who has no such endpoint the admin is told, who alone can reach it.
   */
  readonly tell = async (
    manager: EntityManager,
    made: Prefix,
    affected: readonly Affected[],
  ): Promise<void> => {
    const byClient = new Map(affected.map((one) => [one.clientId, one.prefix]));
    const by = (await wasClaimed(manager, made)) ? 'client' : 'admin';
    for (const [clientId, yours] of byClient) {
      const endpoints = await hearing(manager, clientId);
      for (const { endpointId } of endpoints) {
        await this.deliveries.enqueue(message(made, { clientId, endpointId, yours }), manager);
      }
      const what = endpoints.length > 0 ? 'told' : 'untold';
      await noteTelling(manager, { prefix: made.prefix, clientId }, { what, by, at: made.createdAt });
      if (what === 'untold') this.#log.warn(untold(made, { clientId, yours }));
    }
  };
}

/** A disabled endpoint may never hear of it. */
function hearing(manager: EntityManager, clientId: string): Promise<EndpointProfile[]> {
  return manager
    .createQueryBuilder(EndpointProfile, 'profile')
    .innerJoin(
      'gateway_endpoint',
      'endpoint',
      "endpoint.id = profile.endpointId AND endpoint.status = 'active'",
    )
    .where({ clientId, purpose: 'news', format: 'v1' })
    .getMany();
}

function untold({ prefix, effectiveAt }: Prefix, to: { clientId: string; yours: string }): string {
  const what = `client ${to.clientId} could not be told that payments to ${prefix} go to another client from ${instant(effectiveAt)}`;
  return `${what}: it has, or had, ${to.yours}, and no endpoint that hears news in the words of /v1. Tell it, or take ${prefix} back (GET /admin/prefix-changes lists it as untold)`;
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
