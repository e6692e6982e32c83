import type { VirtualClock } from '../../clock/virtual-clock.js';
import { ok, refusal, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import { isAcceptableUrl, refusedWord } from '../../urls/url-rules.js';
import type { World } from '../../world/world.js';
import { c2bShortcode } from './c2b-shortcode.js';

interface RegisterParts {
  world: World;
  settings: CurrentSettings;
  ids: DarajaIds;
  clock: VirtualClock;
}

const URL_FIELDS = ['ConfirmationURL', 'ValidationURL'] as const;

/** Registers where C2B callbacks of a shortcode go (DARAJA-FACTS 1.5): freely in the sandbox, once in production. */
export class C2bRegisterProduct implements Product {
  readonly op = 'c2b-register';

  constructor(private readonly parts: RegisterParts) {}

  handle(request: ProductRequest): Answer {
    const { body } = request;
    const shortcode = c2bShortcode(this.parts.world, request);
    for (const field of URL_FIELDS) this.checkUrl(field, textOf(body, field));
    if (shortcode.registration && this.parts.settings.get().production) {
      throw new RefusedRequest(refusal(500, '500.003.1001', 'Urls are already registered.'));
    }
    shortcode.registration = {
      version: request.version === 'v1' ? 'v1' : 'v2',
      responseType: body['ResponseType'] === 'Cancelled' ? 'Cancelled' : 'Completed',
      confirmationUrl: textOf(body, 'ConfirmationURL'),
      validationUrl: textOf(body, 'ValidationURL'),
    };
    return ok(this.registered());
  }

  private checkUrl(field: (typeof URL_FIELDS)[number], url: string): void {
    const word = refusedWord(url);
    if (word !== null) throw new RefusedRequest(FAMILIES.c2b.badField(`${field} - URL has the word ${word}`));
    if (!isAcceptableUrl(url, this.parts.settings.get().strictUrls)) {
      throw new RefusedRequest(FAMILIES.c2b.badField(field));
    }
  }

  /** `OriginatorCoversationID` really lacks an n; the variants are all observed. */
  private registered(): Record<string, string> {
    const full = {
      OriginatorCoversationID: this.parts.ids.requestId(),
      ResponseCode: '0',
      ResponseDescription: 'Success',
    };
    switch (this.parts.settings.get().registerReply) {
      case 'full':
        return full;
      case 'description-only':
        return { ResponseDescription: 'Success' };
      case 'zeros':
        return { ...full, ResponseCode: '00000000' };
      case 'v1-extra':
        return { ConversationID: this.parts.ids.conversationId(this.parts.clock.now()), ...full };
    }
  }
}
