import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Client } from '../clients/client.entity.js';
import { ClientsService } from '../clients/clients.service.js';
import type { Credentials } from './credentials.js';

/** A request as far as it is told from others. */
export type ProvingRequest = Pick<FastifyRequest, 'headers' | 'ip'>;

interface Proof {
  readonly credentials: Credentials;
  readonly client: Promise<Client | null>;
}

/**
 * Whether a request knows a client's secret is looked up once, however many ask: the limit wants to know whose call it is before
 * the route does.
 */
@Injectable()
export class ClientProofs {
  readonly #proofs = new WeakMap<ProvingRequest, Proof>();

  constructor(private readonly clients: ClientsService) {}

  /** The client whose id and secret these are; null when there is none. */
  of(request: ProvingRequest, credentials: Credentials): Promise<Client | null> {
    const known = this.#proofs.get(request);
    if (known !== undefined && isSame(known.credentials, credentials)) return known.client;
    const client = this.clients.authenticate(credentials.id, credentials.secret);
    this.#proofs.set(request, { credentials, client });
    return client;
  }
}

function isSame(one: Credentials, other: Credentials): boolean {
  return one.id === other.id && one.secret === other.secret;
}
