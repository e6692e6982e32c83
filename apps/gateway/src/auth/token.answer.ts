import { ApiProperty } from '@nestjs/swagger';
import type { GrantedToken } from './client-credentials.grant.js';

/** In OAuth's own spelling. */
export class TokenAnswer {
  @ApiProperty()
  access_token!: string;

  @ApiProperty({ enum: ['Bearer'] })
  token_type!: 'Bearer';

  @ApiProperty({ description: 'Seconds', example: 3600 })
  expires_in!: number;

  @ApiProperty({ description: 'Separated by blanks', example: 'payments:read payments:collect' })
  scope!: string;
}

export function tokenAnswer({ accessToken, expiresInS, scopes }: GrantedToken): TokenAnswer {
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresInS,
    scope: scopes.join(' '),
  };
}
