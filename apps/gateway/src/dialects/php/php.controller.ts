import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, UseGuards } from '@nestjs/common';
import {
  ApiBasicAuth,
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiDefaultResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { BearerGuard } from '../../auth/bearer.guard.js';
import { TheCaller, type Caller } from '../../auth/caller.js';
import { ClientCredentialsGrant } from '../../auth/client-credentials.grant.js';
import { NeedsScope } from '../../auth/needs-scope.js';
import type { Scope } from '../../clients/scopes.js';
import { ClientRequests } from '../../payments/client-requests.js';
import type { DialectBinding } from '../../setup/dialect-settings.js';
import { BoundClients } from '../bound-client.js';
import { PhpEndpoints } from './php-endpoints.js';
import { PHP_FORMATS } from './php-format.js';
import { readPush, readRegistration } from './php-requests.js';
import { phpResultCodes } from './php-result-codes.js';
import { PHP_BINDING } from './php-settings.token.js';
import {
  PhpErrorAnswer,
  PhpPushAnswer,
  PhpPushBody,
  PhpRegisterAnswer,
  PhpRegisterBody,
  PhpResultCodesAnswer,
  PhpTokenAnswer,
  pushAnswer,
} from './php.answers.js';

const FORM_OR_JSON = ['application/json', 'application/x-www-form-urlencoded'];

/** All that this dialect can do; whoever comes from a trusted address gets no more than that. */
const SCOPES: readonly Scope[] = ['payments:collect', 'callbacks:manage'];

@ApiTags('PHP platform')
@ApiDefaultResponse({ type: PhpErrorAnswer })
@Controller('api')
export class PhpController {
  constructor(
    @Inject(PHP_BINDING) private readonly binding: DialectBinding,
    private readonly boundClients: BoundClients,
    private readonly credentials: ClientCredentialsGrant,
    private readonly requests: ClientRequests,
    private readonly endpoints: PhpEndpoints,
  ) {}

  @Post('generate_token.php')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'phpToken', summary: 'A bearer token of one hour' })
  @ApiBasicAuth()
  @ApiOkResponse({ type: PhpTokenAnswer })
  async token(@Req() request: FastifyRequest): Promise<PhpTokenAnswer> {
    const client = await this.boundClients.proven(this.binding, request);
    const scopes = SCOPES.filter((scope) => client.scopes.includes(scope));
    return { success: true, token: (await this.credentials.grantTo(client, scopes)).accessToken };
  }

  @Post('stk_push.php')
  @HttpCode(200)
  @UseGuards(BearerGuard)
  @NeedsScope('payments:collect')
  @ApiOperation({ operationId: 'phpStkPush', summary: 'Sends a payment prompt to the customer’s phone' })
  @ApiBearerAuth()
  @ApiConsumes(...FORM_OR_JSON)
  @ApiBody({ type: PhpPushBody })
  @ApiOkResponse({ type: PhpPushAnswer })
  async push(@TheCaller() caller: Caller, @Body() body: unknown): Promise<PhpPushAnswer> {
    return pushAnswer(await this.requests.collect(caller, readPush(body), randomUUID()));
  }

  @Post('c2b_register.php')
  @HttpCode(200)
  @UseGuards(BearerGuard)
  @NeedsScope('callbacks:manage')
  @ApiOperation({
    operationId: 'phpC2bRegister',
    summary: 'Where to ask and tell of payments by hand',
    description: 'The URLs are the client’s own: Safaricom is told the gateway’s, once, when it starts.',
  })
  @ApiBearerAuth()
  @ApiConsumes(...FORM_OR_JSON)
  @ApiBody({ type: PhpRegisterBody })
  @ApiOkResponse({ type: PhpRegisterAnswer })
  async register(@TheCaller() { clientId }: Caller, @Body() body: unknown): Promise<PhpRegisterAnswer> {
    const { confirmationUrl, validationUrl, responseType } = readRegistration(body);
    const confirmation_secret = await this.endpoints.put(clientId, {
      field: 'confirmation_url',
      url: confirmationUrl,
      purpose: 'confirmation',
      format: PHP_FORMATS.Completed,
    });
    const validation_secret = await this.endpoints.put(clientId, {
      field: 'validation_url',
      url: validationUrl,
      purpose: 'validation',
      format: PHP_FORMATS[responseType],
    });
    const urls = { confirmation_url: confirmationUrl, validation_url: validationUrl };
    const secrets = { confirmation_secret, validation_secret };
    return { status: 200, response: { ...urls, ...secrets, response_type: responseType } };
  }

  @Get('result_codes.php')
  @ApiOperation({ operationId: 'phpResultCodes', summary: 'What M-Pesa’s result codes mean' })
  @ApiOkResponse({ type: PhpResultCodesAnswer })
  resultCodes(): PhpResultCodesAnswer {
    return { status: 200, response: phpResultCodes() };
  }
}
