import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, UseGuards } from '@nestjs/common';
import {
  ApiBasicAuth,
  ApiBearerAuth,
  ApiBody,
  ApiDefaultResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { TheCaller, type Caller } from '../../auth/caller.js';
import { NeedsScope } from '../../auth/needs-scope.js';
import type { VitumobSettings } from '../../setup/dialect-settings.js';
import { BoundClients } from '../bound-client.js';
import { readOrder } from './vitumob-order.js';
import { VitumobPrompts } from './vitumob-prompts.js';
import { VitumobTokenGuard } from './vitumob-token.guard.js';
import { VitumobTokens } from './vitumob-tokens.js';
import {
  pushAnswer,
  tokenAnswer,
  VitumobErrorAnswer,
  VitumobPushAnswer,
  VitumobPushBody,
  VitumobTokenAnswer,
} from './vitumob.answers.js';
import { VITUMOB_SETTINGS } from './vitumob-settings.token.js';

@ApiTags('Vitumob')
@ApiDefaultResponse({ type: VitumobErrorAnswer })
@Controller('payments/mpesa')
export class VitumobController {
  constructor(
    @Inject(VITUMOB_SETTINGS) private readonly settings: VitumobSettings,
    private readonly boundClients: BoundClients,
    private readonly tokens: VitumobTokens,
    private readonly prompts: VitumobPrompts,
  ) {}

  @Get('token')
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'vitumobToken', summary: 'The newest access token' })
  @ApiBasicAuth()
  @ApiOkResponse({ type: VitumobTokenAnswer })
  async token(@Req() request: FastifyRequest): Promise<VitumobTokenAnswer> {
    const client = await this.boundClients.proven(this.settings, request);
    return tokenAnswer(await this.tokens.newest(client));
  }

  @Post('payment/push/request')
  @HttpCode(200)
  @UseGuards(VitumobTokenGuard)
  @NeedsScope('payments:collect')
  @ApiOperation({
    operationId: 'vitumobPush',
    summary: 'Asks the customer of an order to pay (STK push)',
    description: 'The header `Authorization` may also be the token alone.',
  })
  @ApiBearerAuth()
  @ApiBody({ type: VitumobPushBody })
  @ApiOkResponse({ type: VitumobPushAnswer })
  async push(@TheCaller() caller: Caller, @Body() body: unknown): Promise<VitumobPushAnswer> {
    const { clientId, roundUp } = this.settings;
    const order = readOrder(body, { roundUp: roundUp && caller.clientId === clientId });
    return pushAnswer(caller.clientId, await this.prompts.promptFor(caller, order));
  }
}
