import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isIP, type BlockList } from 'node:net';
import { basicCredentials } from '../auth/client-credentials.grant.js';
import type { Client } from '../clients/client.entity.js';
import { ClientsService } from '../clients/clients.service.js';
import { fieldsOf } from '../http/fields-of.js';
import { Refusal } from '../refusal.js';
import type { DialectBinding } from '../setup/dialect-settings.js';

/** Whoever asks at a token route that its document shows without credentials. */
@Injectable()
export class BoundClients {
  constructor(private readonly clients: ClientsService) {}

  /**
   * The one client that the route is bound to, for whoever brings its credentials (a Basic header, or client_id and
   * client_secret in the body) or, bringing none, comes straight from its address list.
   *
   * @throws Refusal `client-unproven`
   */
  async proven({ clientId, addresses }: DialectBinding, request: FastifyRequest): Promise<Client> {
    const shown = credentialsIn(request);
    const client = shown === null ? await this.clients.find(clientId) : await this.#authenticated(shown);
    const known = shown !== null || (comesStraight(request) && contains(addresses, request.ip));
    if (known && client?.id === clientId && client.revokedAt === null) return client;
    throw new Refusal('client-unproven', 'the client id and secret of this route’s client are needed');
  }

  #authenticated({ id, secret }: Credentials): Promise<Client | null> {
    return this.clients.authenticate(id, secret);
  }
}

/** Behind a proxy everybody comes from its address, and what it says of them anyone may have written. */
function comesStraight({ headers }: FastifyRequest): boolean {
  return headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined;
}

function contains(addresses: BlockList, address: string): boolean {
  return addresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

interface Credentials {
  readonly id: string;
  readonly secret: string;
}

function credentialsIn({ headers, body }: FastifyRequest): Credentials | null {
  const basic = basicCredentials(headers.authorization ?? '');
  if (basic !== null) return basic;
  const { client_id: id, client_secret: secret } = fieldsOf(body);
  if (id === undefined && secret === undefined) return null;
  return { id: String(id), secret: String(secret) };
}
