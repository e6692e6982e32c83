import { Controller, Header, HttpCode, Post, Req, UseFilters } from '@nestjs/common';
import { ApiBasicAuth, ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ClientCredentialsGrant, tokenRequest } from './client-credentials.grant.js';
import { OAuthErrorFilter } from './oauth-error.filter.js';
import { tokenAnswer, TokenAnswer } from './token.answer.js';
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
  async create(@Req() request: FastifyRequest): Promise<TokenAnswer> {
    return tokenAnswer(await this.credentials.grant(tokenRequest(request)));
  }
}
