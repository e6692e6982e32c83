import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { hashSecret, secretMatches } from '../clients/client-secret.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { bearerTokenIn } from './bearer-token.js';

/** The key of whoever runs the gateway. */
@Injectable()
export class AdminKey {
  readonly #hash: string | null;

  constructor(@Inject(GATEWAY_SETTINGS) { adminKey }: GatewaySettings) {
    this.#hash = adminKey === null ? null : hashSecret(adminKey);
  }

  /** True when the request brings it as a bearer token; never where there is none. */
  isIn({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
    const key = bearerTokenIn(headers.authorization) ?? '';
    return this.#hash !== null && secretMatches(key, this.#hash);
  }
}
