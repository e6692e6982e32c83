import { Injectable } from '@nestjs/common';
import { ClientsService } from '../clients/clients.service.js';
import type { Scope } from '../clients/scopes.js';
import { Refusal } from '../errors/refusal.js';
import { AccessTokens, type TokenClaims } from './access-tokens.js';
import type { Caller } from './caller.js';

/** Turns a token into its caller. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly clients: ClientsService,
  ) {}

  /**
   * Looks the client up each time, so that a revoked one is out at once and not when its token ends.
   *
   * @throws Refusal `token-invalid`
   */
  async callerOf(token: string): Promise<Caller> {
    return this.callerBy(await this.tokens.read(token));
  }

  /** The same for a token that was read already. */
  async callerBy(claims: TokenClaims | null): Promise<Caller> {
    const client = claims === null ? null : await this.clients.find(claims.clientId);
    if (
      claims === null ||
      client === null ||
      client.revokedAt !== null ||
      client.tokenVersion !== claims.tokenVersion
    ) {
      throw new Refusal('token-invalid', 'the access token is not valid, or not any more');
    }
    const { id: clientId, name, account } = client;
    return {
      clientId,
      name,
      account,
      scopes: client.scopes.filter((scope) => claims.scopes.includes(scope)),
    };
  }

  /** Whether a token that was good still is, for what goes on for a while. */
  async stillHolds(token: string, scope: Scope): Promise<boolean> {
    try {
      return (await this.callerOf(token)).scopes.includes(scope);
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }
}
