import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedBrijOptions } from './brij-offline.options.js';
import { BrijAuthError, BrijResponseError } from './errors/brij-offline.errors.js';
import { BrijHttp } from './http/brij-http.js';
import { fieldsOf, textOrNull } from './http/fields-of.js';
import { BRIJ_RESOLVED_OPTIONS } from './tokens.js';

interface Token {
  readonly value: string;
  /** Epoch ms. */
  readonly until: number;
}

/** A token is not used for its last minute: it has to arrive while it is good. */
const MARGIN_MS = 60_000;

/** The bearer token: fetched once for all who ask at the same time, and again before it ends. */
@Injectable()
export class BrijTokenService {
  #token: Token | null = null;
  #fetching: Promise<Token> | null = null;

  constructor(
    private readonly http: BrijHttp,
    @Inject(BRIJ_RESOLVED_OPTIONS) private readonly options: ResolvedBrijOptions,
  ) {}

  /** @throws BrijAuthError, BrijUnavailableError, BrijResponseError */
  async get(): Promise<string> {
    if (this.#token !== null && this.options.clock() < this.#token.until) return this.#token.value;
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = null));
    return (await this.#fetching).value;
  }

  /** Forgets a token that was refused; one that was fetched since stays. */
  forget(token: string): void {
    if (this.#token?.value === token) this.#token = null;
  }

  async #fetch(): Promise<Token> {
    const { authUrl, clientId, clientSecret, clock } = this.options;
    const form = new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'client_credentials',
    });
    const askedAt = clock();
    const { status, body } = await this.http.post(`${authUrl}/api/v1/connect/token`, form.toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });
    const { access_token, expires_in, error, error_description } = fieldsOf(body);
    if (status >= 400) {
      throw new BrijAuthError(textOrNull(error) ?? `HTTP ${status}`, textOrNull(error_description));
    }
    const value = textOrNull(access_token);
    if (value === null) throw new BrijResponseError('the answer of the token endpoint has no access_token');
    const lifetimeMs = Number(expires_in) * 1_000 || 0;
    this.#token = { value, until: askedAt + lifetimeMs - Math.min(MARGIN_MS, lifetimeMs / 2) };
    return this.#token;
  }
}
