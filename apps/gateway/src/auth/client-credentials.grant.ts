import { Injectable } from '@nestjs/common';
import { fieldsOf } from '../http/fields-of.js';
import { ClientsService } from '../clients/clients.service.js';
import type { Client } from '../clients/client.entity.js';
import type { Scope } from '../clients/scopes.js';
import { AccessTokens, TOKEN_LIFETIME_S } from './access-tokens.js';
import { OAuthError } from './oauth.error.js';

/** A request for a token, as a form or a header brought it. Nothing of it is checked yet. */
export interface TokenRequest {
  readonly grantType: unknown;
  readonly clientId?: unknown;
  readonly clientSecret?: unknown;
  readonly scope?: unknown;
  /** The `Authorization` header, which may carry the credentials instead. */
  readonly authorization?: string;
}

/** What a form in OAuth's spelling asks for. */
export function tokenRequest(form: unknown, authorization?: string): TokenRequest {
  const { grant_type, client_id, client_secret, scope } = fieldsOf(form);
  return {
    grantType: grant_type,
    clientId: client_id,
    clientSecret: client_secret,
    scope,
    authorization,
  };
}

export interface GrantedToken {
  readonly client: Client;
  readonly accessToken: string;
  readonly expiresInS: number;
  readonly scopes: readonly Scope[];
}

/** Gives tokens for client credentials (RFC 6749, section 4.4). */
@Injectable()
export class ClientCredentialsGrant {
  constructor(
    private readonly clients: ClientsService,
    private readonly tokens: AccessTokens,
  ) {}

  /** @throws OAuthError */
  async grant(request: TokenRequest): Promise<GrantedToken> {
    if (request.grantType === undefined) throw new OAuthError('invalid_request', 'grant_type is missing');
    if (request.grantType !== 'client_credentials') {
      throw new OAuthError('unsupported_grant_type', 'grant_type must be client_credentials');
    }
    const { id, secret } = credentialsOf(request);
    const client = await this.clients.authenticate(id, secret);
    if (client === null) throw new OAuthError('invalid_client', 'the client id or its secret is wrong');
    return this.grantTo(client, narrowed(client, request.scope));
  }

  /** A token for a client that has proved itself in another way. */
  async grantTo(client: Client, scopes: readonly Scope[] = client.scopes): Promise<GrantedToken> {
    const accessToken = await this.tokens.issue(client, scopes);
    return { client, accessToken, expiresInS: TOKEN_LIFETIME_S, scopes };
  }
}

function credentialsOf({ clientId, clientSecret, authorization }: TokenRequest): {
  id: string;
  secret: string;
} {
  const basic = authorization === undefined ? null : basicCredentials(authorization);
  if (basic !== null) return basic;
  if (typeof clientId === 'string' && typeof clientSecret === 'string')
    return { id: clientId, secret: clientSecret };
  throw new OAuthError('invalid_client', 'client_id and client_secret are missing');
}

/** Null when the header carries something else than Basic credentials. */
export function basicCredentials(header: string): { id: string; secret: string } | null {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header) ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? null : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

function narrowed({ scopes }: Client, asked: unknown): readonly Scope[] {
  if (asked === undefined || asked === '') return scopes;
  const words = typeof asked === 'string' ? asked.split(' ').filter(Boolean) : [];
  const granted = scopes.filter((scope) => words.includes(scope));
  if (words.length > 0 && granted.length === new Set(words).size) return granted;
  throw new OAuthError('invalid_scope', `scope must be among ${scopes.join(' ')}`);
}
