import { Injectable } from '@nestjs/common';
import { AccessTokens, type TokenClaims } from './access-tokens.js';

interface Proof {
  readonly token: string;
  readonly claims: Promise<TokenClaims | null>;
}

/** What the token of a request says is read once, however many ask: the limit wants to know whose call it is before the route does. */
@Injectable()
export class TokenProofs {
  readonly #proofs = new WeakMap<object, Proof>();

  constructor(private readonly tokens: AccessTokens) {}

  /** Null when it is not ours, was changed, or has expired. */
  of(request: object, token: string): Promise<TokenClaims | null> {
    const known = this.#proofs.get(request);
    if (known?.token === token) return known.claims;
    const claims = this.tokens.read(token);
    this.#proofs.set(request, { token, claims });
    return claims;
  }
}
