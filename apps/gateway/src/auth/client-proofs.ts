import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Client } from '../clients/client.entity.js';
import { ClientsService } from '../clients/clients.service.js';
import type { Credentials } from './credentials.js';
import { RequestProofs } from './request-proofs.js';

/** A request as far as it is told from others. */
export type ProvingRequest = Pick<FastifyRequest, 'headers' | 'ip'>;

/** The client whose id and secret a request shows; null when there is none. */
@Injectable()
export class ClientProofs extends RequestProofs<Credentials, Client> {
  constructor(clients: ClientsService) {
    super(
      ({ id, secret }) => clients.authenticate(id, secret),
      (one, other) => one.id === other.id && one.secret === other.secret,
    );
  }
}
