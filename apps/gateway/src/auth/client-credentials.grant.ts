import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { fieldsOf } from '../http/fields-of.js';
import type { Client } from '../clients/client.entity.js';
import type { Scope } from '../clients/scopes.js';
import { AccessTokens, TOKEN_LIFETIME_S } from './access-tokens.js';
import type { ProvingRequest } from './client-proofs.js';
import { basicCredentials, type Credentials } from './credentials.js';
import { Logins } from './logins.js';
import { OAuthError } from './oauth.error.js';

/** A request for a token, as a form or a header brought it. Nothing of it is checked yet. */
export interface TokenRequest {
  readonly grantType: unknown;
  readonly clientId?: unknown;
  readonly clientSecret?: unknown;
  readonly scope?: unknown;
  /** That it came with: the `Authorization` header may carry the credentials instead. */
  readonly request: ProvingRequest;
}

/** What a form in OAuth's spelling asks for. */
export function tokenRequest(request: FastifyRequest): TokenRequest {
  const { grant_type, client_id, client_secret, scope } = fieldsOf(request.body);
  return { grantType: grant_type, clientId: client_id, clientSecret: client_secret, scope, request };
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
    private readonly logins: Logins,
    private readonly tokens: AccessTokens,
  ) {}

  /** @throws OAuthError @throws Refusal `too-many-failed-logins` */
  async grant(asked: TokenRequest): Promise<GrantedToken> {
    if (asked.grantType === undefined) throw new OAuthError('invalid_request', 'grant_type is missing');
    if (asked.grantType !== 'client_credentials') {
      throw new OAuthError('unsupported_grant_type', 'grant_type must be client_credentials');
    }
    const client = await this.logins.prove(credentialsOf(asked), asked.request);
    if (client === null) throw new OAuthError('invalid_client', 'the client id or its secret is wrong');
    return this.grantTo(client, narrowed(client, asked.scope));
  }

  /** A token for a client that has proved itself in another way. */
  async grantTo(client: Client, scopes: readonly Scope[] = client.scopes): Promise<GrantedToken> {
    const accessToken = await this.tokens.issue(client, scopes);
    return { client, accessToken, expiresInS: TOKEN_LIFETIME_S, scopes };
  }
}

function credentialsOf({ clientId, clientSecret, request }: TokenRequest): Credentials {
  const basic = basicCredentials(request.headers.authorization ?? '');
  if (basic !== null) return basic;
  if (typeof clientId === 'string' && typeof clientSecret === 'string')
    return { id: clientId, secret: clientSecret };
  throw new OAuthError('invalid_client', 'client_id and client_secret are missing');
}

function narrowed({ scopes }: Client, asked: unknown): readonly Scope[] {
  if (asked === undefined || asked === '') return scopes;
  const words = typeof asked === 'string' ? asked.split(' ').filter(Boolean) : [];
  const granted = scopes.filter((scope) => words.includes(scope));
  if (words.length > 0 && granted.length === new Set(words).size) return granted;
  throw new OAuthError('invalid_scope', `scope must be among ${scopes.join(' ')}`);
}
