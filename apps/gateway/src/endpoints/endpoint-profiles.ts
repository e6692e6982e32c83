import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Endpoint } from '../deliveries/endpoint.js';
import { EndpointService } from '../deliveries/endpoint.service.js';
import { Refusal } from '../errors/refusal.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { GatewayDatabase } from '../storage/gateway-database.js';
import { EndpointProfile, type EndpointPurpose } from './endpoint-profile.entity.js';

export interface ProfiledEndpoint {
  readonly endpointId: string;
  readonly purpose: EndpointPurpose;
  readonly format: string;
  readonly prefix: string | null;
  readonly status: Endpoint['status'];
}

const USUAL = { purpose: 'news', format: 'v1', prefix: null } as const;

/** What each callback endpoint is for. */
@Injectable()
export class EndpointProfiles {
  constructor(
    private readonly database: GatewayDatabase,
    private readonly endpoints: EndpointService,
    @Inject(GATEWAY_SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  /** Says, or changes, what an endpoint is for. */
  async set(profile: EndpointProfile): Promise<void> {
    await this.database.run((manager) => this.write(manager, profile));
  }

  /** As {@link set}, in a transaction that is running. */
  async write(manager: EntityManager, profile: EndpointProfile): Promise<void> {
    await manager.upsert(EndpointProfile, { ...profile }, ['endpointId']);
  }

  /** Says what a new endpoint is for, in a transaction that has locked its client. @throws Refusal `too-many-endpoints` */
  async add(manager: EntityManager, profile: EndpointProfile): Promise<void> {
    const { endpoints: most } = this.settings.limits;
    if ((await manager.countBy(EndpointProfile, { clientId: profile.clientId })) >= most) {
      const message = `a client may have ${most} endpoints; change the URL of one that is there`;
      throw new Refusal('too-many-endpoints', message, { most });
    }
    await this.write(manager, profile);
  }

  /** All of a client's endpoints, disabled ones too: what is written to those is kept until they are enabled. */
  async of(clientId: string): Promise<ProfiledEndpoint[]> {
    const [endpoints, profiles] = await Promise.all([
      this.endpoints.list(clientId),
      this.database.run((manager) => manager.findBy(EndpointProfile, { clientId })),
    ]);
    const known = new Map(profiles.map((profile) => [profile.endpointId, profile]));
    return endpoints.map(({ id, status }) => ({ ...USUAL, ...known.get(id), endpointId: id, status }));
  }
}
