import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { networkOf } from 'nestjs-mpesa';
import { AdminKey } from './admin-key.js';
import { ClientProofs } from './client-proofs.js';
import { credentialsIn } from './credentials.js';
import { TokenProofs } from './token-proofs.js';

type Asking = Pick<FastifyRequest, 'headers' | 'ip' | 'url' | 'body'>;

/**
 * To whose account a call is put down. Whoever shows a secret or a good token has an account of their own, and is not kept out by
 * what others do from the same address; all others are counted by address. Proof is checked before it counts, so that nobody uses
 * up another's calls with something made up.
 */
@Injectable()
export class RateAccounts {
  constructor(
    private readonly tokens: TokenProofs,
    private readonly proofs: ClientProofs,
    private readonly adminKey: AdminKey,
  ) {}

  async accountOf(request: Asking): Promise<string> {
    const isAdmins = /^\/admin(\/|\?|$)/.test(request.url);
    if (isAdmins) return this.adminKey.isIn(request) ? 'admin' : `admin:address:${networkOf(request.ip)}`;
    const clientId = (await this.#byToken(request)) ?? (await this.#bySecret(request));
    return clientId === null ? `address:${networkOf(request.ip)}` : `client:${clientId}`;
  }

  async #byToken(request: Asking): Promise<string | null> {
    const [, token] = /^(?:Bearer +)?(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    return token === undefined ? null : ((await this.tokens.of(request, token))?.clientId ?? null);
  }

  async #bySecret(request: Asking): Promise<string | null> {
    const shown = credentialsIn(request);
    return shown === null ? null : ((await this.proofs.of(request, shown))?.id ?? null);
  }
}
