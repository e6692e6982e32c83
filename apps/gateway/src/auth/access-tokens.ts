import { Inject, Injectable } from '@nestjs/common';
import { jwtVerify, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import type { Client } from '../clients/client.entity.js';
import { isScope, type Scope } from '../clients/scopes.js';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { KeyRing } from './key-ring.js';

export const TOKEN_LIFETIME_S = 3_600;

const ISSUER = 'mpesa-gateway';

/** What a token says that was signed by us and has not expired. Whether it still holds, its client's row decides. */
export interface TokenClaims {
  readonly clientId: string;
  readonly scopes: readonly Scope[];
  readonly tokenVersion: number;
}

/** Makes and reads bearer tokens: JWTs (HS256) of one hour, whose `kid` names the key. */
@Injectable()
export class AccessTokens {
  readonly #ring: KeyRing;

  constructor(
    @Inject(GATEWAY_SETTINGS) settings: GatewaySettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#ring = KeyRing.of(settings.secrets, 'access-token');
  }

  /** @param scopes what of the client's own scopes this token may be used for */
  issue({ id, tokenVersion }: Client, scopes: readonly Scope[]): Promise<string> {
    const { id: kid, bytes } = this.#ring.first;
    const now = this.#seconds();
    return new SignJWT({ scope: scopes.join(' '), ver: tokenVersion })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid })
      .setIssuer(ISSUER)
      .setAudience(ISSUER)
      .setSubject(id)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + TOKEN_LIFETIME_S)
      .sign(bytes);
  }

  /** Null when it is not ours, was changed, or has expired. */
  async read(token: string): Promise<TokenClaims | null> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.#key(kid), {
        issuer: ISSUER,
        audience: ISSUER,
        algorithms: ['HS256'],
        requiredClaims: ['sub', 'exp', 'scope', 'ver'],
        currentDate: new Date(this.clock.now()),
      });
      const { sub, scope, ver } = payload;
      return {
        clientId: String(sub),
        scopes: String(scope).split(' ').filter(isScope),
        tokenVersion: Number(ver),
      };
    } catch {
      return null;
    }
  }

  #key(kid: string | undefined): Uint8Array {
    const key = this.#ring.find(kid);
    if (key === null) throw new Error('no such key');
    return key.bytes;
  }

  #seconds(): number {
    return Math.floor(this.clock.now() / 1_000);
  }
}
