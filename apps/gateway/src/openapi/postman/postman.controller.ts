import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Refusal } from '../../errors/refusal.js';
import { GATEWAY_SETTINGS } from '../../setup/gateway-settings.token.js';
import type { GatewaySettings } from '../../setup/gateway-settings.js';
import { ApiDocuments } from '../api-documents.js';
import { COLLECTION_PLANS } from './collection-plans.js';
import { postmanCollection, type PostmanCollection } from './postman-collection.js';

/** One Postman collection for each API, made of its description. */
@ApiExcludeController()
@Controller('docs/postman')
export class PostmanController {
  private readonly made = new Map<string, Promise<PostmanCollection>>();

  constructor(
    private readonly documents: ApiDocuments,
    @Inject(GATEWAY_SETTINGS) private readonly settings: GatewaySettings,
  ) {}

  @Get(':name.json')
  @Header('content-type', 'application/json; charset=utf-8')
  collection(@Param('name') name: string): Promise<PostmanCollection> {
    const api = this.documents.api(name);
    const plan = COLLECTION_PLANS.get(name);
    if (api === undefined || plan === undefined) {
      throw new Refusal('page-not-found', 'there is no such collection');
    }
    const made = this.made.get(name) ?? postmanCollection(api, plan, this.settings.mpesa.callbacks.baseUrl);
    this.made.set(name, made);
    return made;
  }
}
