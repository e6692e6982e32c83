import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EndpointProfile } from '../../endpoints/endpoint-profile.entity.js';
import { PrefixNews } from '../../endpoints/prefix-news.js';
import { giveUp, wasClaimed } from '../../routing/prefix-changes.js';
import { formerOwners } from '../../routing/prefix-look.js';
import { Prefix } from '../../routing/prefix.entity.js';
import { lockPrefixes, Prefixes } from '../../routing/prefixes.js';
import { CLOCK, type Clock } from '../../setup/clock.js';
import { GATEWAY_SETTINGS } from '../../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../../setup/gateway-settings.js';
import { GatewayDatabase } from '../../storage/gateway-database.js';
import { BRIJ_FORMAT } from './brij-format.js';

/** Another call for the same prefix was faster. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

/** One URL for a prefix, however many ask at once: who gives a prefix a URL and who frees it take turns. */
@Injectable()
export class PrefixClaims {
  constructor(
    private readonly database: GatewayDatabase,
    private readonly prefixes: Prefixes,
    private readonly news: PrefixNews,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  /**
   * Gives the client the prefix, and takes a new one back should `work` fail.
   *
   * @throws Refusal `prefix-taken`, `prefix-overlaps`, `prefix-reserved`, `too-many-prefixes`, and what `work` throws
   */
  async holding<T>(clientId: string, prefix: string, work: () => Promise<T>): Promise<T> {
    const own = await this.prefixes.of(clientId);
    await this.prefixes.register({ clientId, prefix, rules: this.settings.prefixes });
    try {
      return await work();
    } catch (error) {
      if (!own.some((known) => known.prefix === prefix)) await this.free(clientId, prefix);
      throw error;
    }
  }

  /**
   * Begins a transaction that gives a URL to a client's prefix. Who had it before is told then, and not while the URL has yet to
   * answer: a claim that comes to nothing concerns nobody.
   *
   * @throws OvertakenError when it has one, or is the client's no more
   */
  async take(manager: EntityManager, clientId: string, prefix: string): Promise<void> {
    await lockPrefixes(manager);
    const own = await manager.findOneBy(Prefix, { clientId, prefix });
    if (
      own === null ||
      (await manager.existsBy(EndpointProfile, { clientId, prefix, format: BRIJ_FORMAT }))
    ) {
      throw new OvertakenError(`the prefix ${prefix} was given a URL, or was freed, by another call`);
    }
    // Of one that the admin gave they were told when it was given.
    if (await wasClaimed(manager, own)) {
      await this.news.tell(manager, own, await formerOwners(manager, own, this.settings.prefixes.delayMs));
    }
  }

  /** Takes a prefix from its client, unless an endpoint is for it. */
  free(clientId: string, prefix: string): Promise<void> {
    return this.database.change(async (manager) => {
      await lockPrefixes(manager);
      if (await manager.existsBy(EndpointProfile, { clientId, prefix })) return;
      await giveUp(manager, { clientId, prefix }, { by: 'client', at: this.clock.now() });
    });
  }
}
