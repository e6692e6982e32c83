import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from 'nestjs-mpesa';
import type { EntityManager } from 'typeorm';
import { lockClient } from '../clients/lock-client.js';
import type { Endpoint, OwnershipProof } from '../deliveries/endpoint.js';
import { EndpointService } from '../deliveries/endpoint.service.js';
import { EndpointProfiles } from './endpoint-profiles.js';
import type { EndpointPurpose } from './endpoint-profile.entity.js';
import { MessageFormats } from './message-formats.js';
import { ValidationRelay } from './validation-relay.js';
import { normalisePrefix } from '../values/account-number.js';
import { Prefixes } from '../routing/prefixes.js';

export interface NewEndpoint {
  readonly url: string;
  /** Names the format of what is sent there. */
  readonly format: string;
  /** Default `news`. */
  readonly purpose?: EndpointPurpose;
  /** A prefix of the client's: only payments to it. */
  readonly prefix?: string;
  readonly proof?: OwnershipProof;
  /**
   * Runs in the transaction that writes the endpoint, when no other call can register one for this client; what it throws leaves
   * nothing behind. It may run more than once.
   */
  readonly guard?: (manager: EntityManager) => Promise<void>;
}

/** Registers endpoints for a purpose. */
@Injectable()
export class EndpointRegistrations {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly profiles: EndpointProfiles,
    private readonly prefixes: Prefixes,
    private readonly formats: MessageFormats,
    private readonly validations: ValidationRelay,
  ) {}

  /**
   * @returns the endpoint and its signing secret, which cannot be asked for again
   * @throws InvalidRequestError field `url`, `format` or `prefix` @throws Refusal `endpoint-unproven`, `too-many-endpoints`
   */
  async register(clientId: string, given: NewEndpoint): Promise<{ endpoint: Endpoint; secret: string }> {
    const { url, proof, format, purpose = 'news' } = given;
    const { names } = purpose === 'validation' ? this.validations : this.formats;
    if (!names.includes(format)) {
      throw new InvalidRequestError('format', format, `must be one of ${names.join(', ')}`);
    }
    const prefix = given.prefix === undefined ? null : await this.#ownPrefix(clientId, given.prefix);
    return this.endpoints.register(clientId, {
      url,
      proof,
      together: async (manager, endpointId) => {
        await lockClient(manager, clientId);
        await given.guard?.(manager);
        // Without it, even for a moment, the endpoint would be told all news.
        await this.profiles.add(manager, { endpointId, clientId, purpose, format, prefix });
      },
    });
  }

  async #ownPrefix(clientId: string, given: string): Promise<string> {
    const prefix = normalisePrefix(given);
    const own = await this.prefixes.of(clientId);
    if (prefix !== null && own.some((known) => known.prefix === prefix)) return prefix;
    throw new InvalidRequestError('prefix', given, 'must be a prefix of yours');
  }
}
