import { Injectable } from '@nestjs/common';
import { AccessTokens, type TokenClaims } from './access-tokens.js';
import { RequestProofs } from './request-proofs.js';

/** What the token of a request says: null when it is not ours, was changed, or has expired. */
@Injectable()
export class TokenProofs extends RequestProofs<string, TokenClaims> {
  constructor(tokens: AccessTokens) {
    super(
      (token) => tokens.read(token),
      (one, other) => one === other,
    );
  }
}
