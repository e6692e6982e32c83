import { Body, Controller, Header, Headers, HttpCode, Post, UseFilters } from '@nestjs/common';
import { ApiBasicAuth, ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { fieldsOf } from '../http/fields-of.js';
import { ClientCredentialsGrant } from './client-credentials.grant.js';
import { OAuthErrorFilter } from './oauth-error.filter.js';
import { TokenAnswer } from './token.answer.js';
import { TokenBody } from './token.body.js';

@ApiTags('Tokens')
@Controller('v1/token')
@UseFilters(OAuthErrorFilter)
export class TokenController {
  constructor(private readonly credentials: ClientCredentialsGrant) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'createToken',
    summary: 'A bearer token of one hour for client id and secret',
  })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBasicAuth()
  @ApiBody({ type: TokenBody })
  @ApiOkResponse({ type: TokenAnswer })
  async create(
    @Body() body: unknown,
    @Headers('authorization') authorization?: string,
  ): Promise<TokenAnswer> {
    const { grant_type, client_id, client_secret, scope } = fieldsOf(body);
    const granted = await this.credentials.grant({
      grantType: grant_type,
      clientId: client_id,
      clientSecret: client_secret,
      scope,
      authorization,
    });
    return {
      access_token: granted.accessToken,
      token_type: 'Bearer',
      expires_in: granted.expiresInS,
      scope: granted.scopes.join(' '),
    };
  }
}
