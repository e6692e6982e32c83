import { Inject, Injectable } from '@nestjs/common';
import { Authenticator } from '../../auth/authenticator.js';
import { ClientCredentialsGrant } from '../../auth/client-credentials.grant.js';
import type { Client } from '../../clients/client.entity.js';
import type { Scope } from '../../clients/scopes.js';
import { SecretBox } from '../../secrets/secret-box.js';
import { CLOCK, type Clock } from '../../setup/clock.js';
import { GATEWAY_SETTINGS } from '../../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../../setup/gateway-settings.js';
import { GatewayDatabase } from '../../storage/gateway-database.js';
import { VitumobToken } from './vitumob-token.entity.js';

/** Seconds. A second less than the token itself, so that none expires on its way to us. */
export const VITUMOB_TOKEN_S = 3_599;

/** All that this dialect can do; whoever comes from a trusted address gets no more than that. */
const SCOPES: readonly Scope[] = ['payments:collect'];

export interface NewestToken {
  readonly accessToken: string;
  /** Epoch ms at which it was made. */
  readonly updatedAt: number;
  /** False when it was made just now. */
  readonly stored: boolean;
}

/** Keeps each client's newest token, and renews it when it holds no more. */
@Injectable()
export class VitumobTokens {
  readonly #box: SecretBox;

  constructor(
    private readonly database: GatewayDatabase,
    private readonly credentials: ClientCredentialsGrant,
    private readonly authenticator: Authenticator,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_SETTINGS) { secrets }: GatewaySettings,
  ) {
    this.#box = new SecretBox(secrets);
  }

  async newest(client: Client): Promise<NewestToken> {
    const scopes = SCOPES.filter((scope) => client.scopes.includes(scope));
    const kept = await this.#kept(client.id, scopes);
    if (kept !== null) return { ...kept, stored: true };
    const updatedAt = this.clock.now();
    const { accessToken } = await this.credentials.grantTo(client, scopes);
    const sealed = this.#box.seal(holder(client.id), accessToken);
    await this.database.run((manager) =>
      manager.upsert(VitumobToken, { clientId: client.id, sealed, updatedAt }, ['clientId']),
    );
    return { accessToken, updatedAt, stored: false };
  }

  async #kept(clientId: string, scopes: readonly Scope[]): Promise<Omit<NewestToken, 'stored'> | null> {
    const row = await this.database.run((manager) => manager.findOneBy(VitumobToken, { clientId }));
    if (row === null || row.updatedAt + VITUMOB_TOKEN_S * 1_000 <= this.clock.now()) return null;
    try {
      const accessToken = this.#box.open(holder(clientId), row.sealed);
      const caller = await this.authenticator.callerOf(accessToken);
      return caller.scopes.length === scopes.length ? { accessToken, updatedAt: row.updatedAt } : null;
    } catch {
      // Sealed or signed with a secret that is gone, or from before the client's secret was changed.
      return null;
    }
  }
}

function holder(clientId: string): string {
  return `vitumob-token:${clientId}`;
}
