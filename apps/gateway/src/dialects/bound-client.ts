import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isIP, type BlockList } from 'node:net';
import { credentialsIn } from '../auth/credentials.js';
import { Logins } from '../auth/logins.js';
import type { Client } from '../clients/client.entity.js';
import { ClientsService } from '../clients/clients.service.js';
import { Refusal } from '../errors/refusal.js';
import { cameThroughProxy } from '../http/hop-headers.js';
import type { DialectBinding } from '../setup/dialect-settings.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { isOwnHost } from './own-host.js';

/** Whoever asks at a token route that its document shows without credentials. */
@Injectable()
export class BoundClients {
  constructor(
    private readonly clients: ClientsService,
    private readonly logins: Logins,
    @Inject(GATEWAY_SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  /**
   * The one client that the route is bound to, for whoever brings its credentials (a Basic header, or client_id and
   * client_secret in the body) or, bringing none, comes straight from its address list and calls the gateway by its own name.
   *
   * @throws Refusal `client-unproven`, `too-many-failed-logins`
   */
  async proven({ clientId, addresses }: DialectBinding, request: FastifyRequest): Promise<Client> {
    const shown = credentialsIn(request);
    const client =
      shown === null ? await this.clients.find(clientId) : await this.logins.prove(shown, request);
    const known = shown !== null || this.#isTrusted(request, addresses);
    if (known && client?.id === clientId && client.revokedAt === null) return client;
    throw new Refusal('client-unproven', 'the client id and secret of this route’s client are needed');
  }

  #isTrusted(request: FastifyRequest, addresses: BlockList): boolean {
    // Behind a proxy everybody comes from its address, and what it says of them anyone may have written.
    const asked = !cameThroughProxy(request.headers) && isOwnHost(request.headers.host, this.settings);
    return asked && request.headers.origin === undefined && contains(addresses, request.ip);
  }
}

function contains(addresses: BlockList, address: string): boolean {
  return addresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
