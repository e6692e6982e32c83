import { Body, Controller, Get, HttpCode, Param, Post, Put, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Client } from '../clients/client.entity.js';
import { ClientsService, type ClientWithSecret } from '../clients/clients.service.js';
import { instant, instantOrNull } from '../http/instant.js';
import { readAs } from '../http/read-body.pipe.js';
import { AdminGuard } from './admin.guard.js';
import { ClientAnswer, CreateClientBody, NewClientAnswer, SetScopesBody } from './clients-admin.bodies.js';

@ApiTags('Admin: clients')
@ApiBearerAuth('admin')
@UseGuards(AdminGuard)
@Controller('admin/clients')
export class ClientsAdminController {
  constructor(private readonly clients: ClientsService) {}

  @Post()
  @ApiOperation({ operationId: 'createClient', summary: 'A new client; its secret is shown this once' })
  @ApiCreatedResponse({ type: NewClientAnswer })
  async create(@Body(readAs()) body: CreateClientBody): Promise<NewClientAnswer> {
    return withSecret(await this.clients.create(body));
  }

  @Get()
  @ApiOperation({ operationId: 'listClients', summary: 'The newest thousand' })
  @ApiOkResponse({ type: [ClientAnswer] })
  async list(): Promise<ClientAnswer[]> {
    return (await this.clients.list()).map(view);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getClient' })
  @ApiOkResponse({ type: ClientAnswer })
  async get(@Param('id') id: string): Promise<ClientAnswer> {
    return view(await this.clients.get(id));
  }

  @Put(':id/scopes')
  @ApiOperation({ operationId: 'setClientScopes', summary: 'Holds for tokens already given, too' })
  @ApiOkResponse({ type: ClientAnswer })
  async setScopes(@Param('id') id: string, @Body(readAs()) { scopes }: SetScopesBody): Promise<ClientAnswer> {
    return view(await this.clients.setScopes(id, scopes));
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @ApiOperation({ operationId: 'rotateClientSecret', summary: 'The old secret and all tokens end at once' })
  @ApiOkResponse({ type: NewClientAnswer })
  async rotateSecret(@Param('id') id: string): Promise<NewClientAnswer> {
    return withSecret(await this.clients.rotateSecret(id));
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @ApiOperation({ operationId: 'revokeClient', summary: 'Its secret and its tokens are void from now on' })
  @ApiOkResponse({ type: ClientAnswer })
  async revoke(@Param('id') id: string): Promise<ClientAnswer> {
    return view(await this.clients.revoke(id));
  }
}

function view({ id, name, scopes, account, createdAt, revokedAt }: Client): ClientAnswer {
  return { id, name, scopes, account, createdAt: instant(createdAt), revokedAt: instantOrNull(revokedAt) };
}

function withSecret({ client, secret }: ClientWithSecret): NewClientAnswer {
  return { ...view(client), secret };
}
