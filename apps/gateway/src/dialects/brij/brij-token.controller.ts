import { Controller, Header, HttpCode, Post, Req, UseFilters } from '@nestjs/common';
import { ApiBasicAuth, ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ClientCredentialsGrant, tokenRequest } from '../../auth/client-credentials.grant.js';
import { OAuthErrorFilter } from '../../auth/oauth-error.filter.js';
import { tokenAnswer, TokenAnswer } from '../../auth/token.answer.js';
import { TokenBody } from '../../auth/token.body.js';

@ApiTags('Brij M-Pesa Offline')
@Controller('api/v1/connect/token')
@UseFilters(OAuthErrorFilter)
export class BrijTokenController {
  constructor(private readonly credentials: ClientCredentialsGrant) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'brijToken', summary: 'Gets Auth token' })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ type: TokenBody })
  @ApiBasicAuth()
  @ApiOkResponse({ type: TokenAnswer })
  async create(@Req() request: FastifyRequest): Promise<TokenAnswer> {
    return tokenAnswer(await this.credentials.grant(tokenRequest(request)));
  }
}
