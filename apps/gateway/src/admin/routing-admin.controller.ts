import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ClientsService } from '../clients/clients.service.js';
import { PrefixNews } from '../endpoints/prefix-news.js';
import { instant } from '../http/instant.js';
import { readAs } from '../http/read-body.pipe.js';
import { OwnedShortcodes } from '../routing/owned-shortcodes.js';
import type { Prefix } from '../routing/prefix.entity.js';
import { Prefixes } from '../routing/prefixes.js';
import { AdminGuard } from './admin.guard.js';
import {
  GivePrefixBody,
  GiveShortcodeBody,
  PrefixAnswer,
  PrefixChangeAnswer,
  ShortcodeAnswer,
} from './routing-admin.bodies.js';

@ApiTags('Admin: routing')
@ApiBearerAuth('admin')
@UseGuards(AdminGuard)
@Controller('admin')
export class RoutingAdminController {
  constructor(
    private readonly clients: ClientsService,
    private readonly prefixes: Prefixes,
    private readonly shortcodes: OwnedShortcodes,
    private readonly news: PrefixNews,
  ) {}

  @Get('prefixes')
  @ApiOperation({ operationId: 'listPrefixes' })
  @ApiOkResponse({ type: [PrefixAnswer] })
  async list(): Promise<PrefixAnswer[]> {
    return (await this.prefixes.all()).map(prefixAnswer);
  }

  @Post('prefixes/:prefix/approve')
  @HttpCode(200)
  @ApiOperation({ operationId: 'approvePrefix', summary: 'Payments go by it from now on, though it waits' })
  @ApiOkResponse({ type: PrefixAnswer })
  async approve(@Param('prefix') prefix: string): Promise<PrefixAnswer> {
    return prefixAnswer(await this.prefixes.approve(prefix));
  }

  @Get('prefix-changes')
  @ApiOperation({ operationId: 'listPrefixChanges', summary: 'Who had which prefix when, newest first' })
  @ApiOkResponse({ type: [PrefixChangeAnswer] })
  async changes(): Promise<PrefixChangeAnswer[]> {
    const changes = await this.prefixes.changes();
    return changes.map(({ prefix, clientId, what, by, at }) => ({
      prefix,
      clientId,
      what,
      by,
      at: instant(at),
    }));
  }

  @Post('clients/:id/prefixes')
  @ApiOperation({ operationId: 'givePrefix', summary: 'Account numbers that begin so are this client’s' })
  @ApiCreatedResponse({ type: PrefixAnswer })
  async givePrefix(@Param('id') id: string, @Body(readAs()) body: GivePrefixBody): Promise<PrefixAnswer> {
    const { id: clientId } = await this.clients.get(id);
    return prefixAnswer(await this.prefixes.register({ ...body, clientId, together: this.news.tell }));
  }

  @Delete('clients/:id/prefixes/:prefix')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'removePrefix',
    summary: 'Payments that were routed by it stay where they are',
  })
  async removePrefix(@Param('id') id: string, @Param('prefix') prefix: string): Promise<void> {
    await this.prefixes.remove(id, prefix);
  }

  @Post('clients/:id/shortcodes')
  @ApiOperation({ operationId: 'giveShortcode', summary: 'All that is paid to it is this client’s' })
  @ApiCreatedResponse({ type: ShortcodeAnswer })
  async giveShortcode(
    @Param('id') id: string,
    @Body(readAs()) { shortcode }: GiveShortcodeBody,
  ): Promise<ShortcodeAnswer> {
    const { id: clientId } = await this.clients.get(id);
    return dated(await this.shortcodes.give(clientId, shortcode));
  }
}

function prefixAnswer({ prefix, clientId, createdAt, effectiveAt }: Prefix): PrefixAnswer {
  return {
    prefix,
    clientId,
    createdAt: instant(createdAt),
    effectiveAt: instant(Math.max(createdAt, effectiveAt)),
  };
}

function dated<T extends { readonly createdAt: number }>(
  row: T,
): Omit<T, 'createdAt'> & { createdAt: string } {
  return { ...row, createdAt: instant(row.createdAt) };
}
