import { Body, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { TheCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/needs-scope.js';
import { EndpointService } from '../deliveries/endpoint.service.js';
import { EndpointRegistrations } from '../endpoints/endpoint-registrations.js';
import { instantOrNull } from '../http/instant.js';
import { readAs } from '../http/read-body.pipe.js';
import {
  endpointAnswer,
  EndpointAnswer,
  EndpointBody,
  NewEndpointAnswer,
  NewEndpointBody,
  PingAnswer,
  RotateBody,
  SecretAnswer,
} from './endpoint.answers.js';
import { ApiIdempotencyKey } from './idempotency-key.js';
import { V1Controller } from './v1-controller.js';

const HOUR_MS = 3_600_000;

@V1Controller('callback-endpoints', 'Callback endpoints')
@NeedsScope('callbacks:manage')
export class EndpointsController {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly registrations: EndpointRegistrations,
  ) {}

  @Post()
  @ApiOperation({
    operationId: 'registerEndpoint',
    summary: 'Where to send news of payments',
    description:
      'The URL is sent a signed `endpoint.ping` and must answer 2xx with the `challenge` in its body.',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: NewEndpointAnswer })
  async register(
    @TheCaller() { clientId }: Caller,
    @Body(readAs()) body: NewEndpointBody,
  ): Promise<NewEndpointAnswer> {
    const { endpoint, secret } = await this.registrations.register(clientId, {
      ...body,
      format: body.format ?? 'v1',
    });
    return { ...endpointAnswer(endpoint), secret };
  }

  @Get()
  @ApiOperation({ operationId: 'listEndpoints' })
  @ApiOkResponse({ type: [EndpointAnswer] })
  async list(@TheCaller() { clientId }: Caller): Promise<EndpointAnswer[]> {
    return (await this.endpoints.list(clientId)).map(endpointAnswer);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getEndpoint' })
  @ApiOkResponse({ type: EndpointAnswer })
  async get(@TheCaller() { clientId }: Caller, @Param('id') id: string): Promise<EndpointAnswer> {
    return endpointAnswer(await this.endpoints.get(clientId, id));
  }

  @Put(':id')
  @ApiOperation({ operationId: 'changeEndpoint', summary: 'Another URL, which must pass the same ping' })
  @ApiOkResponse({ type: EndpointAnswer })
  async change(
    @TheCaller() { clientId }: Caller,
    @Param('id') id: string,
    @Body(readAs()) { url }: EndpointBody,
  ): Promise<EndpointAnswer> {
    return endpointAnswer(await this.endpoints.changeUrl(clientId, id, { url }));
  }

  @Post(':id/ping')
  @HttpCode(200)
  @ApiOperation({ operationId: 'pingEndpoint', summary: 'Sends a test message now' })
  @ApiIdempotencyKey()
  @ApiOkResponse({ type: PingAnswer })
  ping(@TheCaller() { clientId }: Caller, @Param('id') id: string): Promise<PingAnswer> {
    return this.endpoints.ping(clientId, id);
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @ApiOperation({ operationId: 'rotateEndpointSecret', summary: 'A new secret; for a while both sign' })
  @ApiIdempotencyKey()
  @ApiOkResponse({ type: SecretAnswer })
  async rotateSecret(
    @TheCaller() { clientId }: Caller,
    @Param('id') id: string,
    @Body(readAs()) { keepOldHours = 24 }: RotateBody,
  ): Promise<SecretAnswer> {
    const { secret, previousValidUntil } = await this.endpoints.rotateSecret(
      clientId,
      id,
      keepOldHours * HOUR_MS,
    );
    return { secret, previousValidUntil: instantOrNull(previousValidUntil) };
  }

  @Post(':id/disable')
  @HttpCode(200)
  @ApiOperation({ operationId: 'disableEndpoint', summary: 'Keeps messages back until it is enabled' })
  @ApiIdempotencyKey()
  @ApiOkResponse({ type: EndpointAnswer })
  async disable(@TheCaller() { clientId }: Caller, @Param('id') id: string): Promise<EndpointAnswer> {
    return endpointAnswer(await this.endpoints.disable(clientId, id));
  }

  @Post(':id/enable')
  @HttpCode(200)
  @ApiOperation({ operationId: 'enableEndpoint', summary: 'Lets go out what was kept back' })
  @ApiIdempotencyKey()
  @ApiOkResponse({ type: EndpointAnswer })
  async enable(@TheCaller() { clientId }: Caller, @Param('id') id: string): Promise<EndpointAnswer> {
    return endpointAnswer(await this.endpoints.enable(clientId, id));
  }
}
