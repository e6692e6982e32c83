import type { VirtualClock } from '../../clock/virtual-clock.js';
import { ok, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import type { World } from '../../world/world.js';
import type { C2bService } from './c2b.service.js';
import { c2bShortcode } from './c2b-shortcode.js';

interface SimulateParts {
  world: World;
  clock: VirtualClock;
  settings: CurrentSettings;
  ids: DarajaIds;
  c2b: C2bService;
}

/** Plays a customer who pays by hand; the path exists in the sandbox only (DARAJA-FACTS 1.5). */
export class C2bSimulateProduct implements Product {
  readonly op = 'c2b-simulate';

  constructor(private readonly parts: SimulateParts) {}

  handle(request: ProductRequest): Answer {
    const { body } = request;
    if (this.parts.settings.get().production) throw new RefusedRequest(FAMILIES.c2b.notFound);
    const shortcode = c2bShortcode(this.parts.world, request);
    const command = shortcode.type === 'till' ? 'CustomerBuyGoodsOnline' : 'CustomerPayBillOnline';
    if (body['CommandID'] !== command) throw new RefusedRequest(FAMILIES.c2b.badField('CommandID'));
    const phone = this.parts.world.findPhone(textOf(body, 'Msisdn'));
    if (!phone) throw new RefusedRequest(FAMILIES.c2b.badField('Msisdn'));
    const order = {
      phone,
      shortcode,
      cents: Number(body['Amount']) * 100,
      reference: textOf(body, 'BillRefNumber'),
    };
    const { resultDelayMs } = this.parts.settings.get();
    return {
      ...ok(this.accepted(request.version)),
      afterSent: () =>
        void this.parts.clock.after(resultDelayMs, async () => void (await this.parts.c2b.pay(order))),
    };
  }

  /** v1 adds a ConversationID. */
  private accepted(version: string): Record<string, string> {
    return {
      ...(version === 'v1' && { ConversationID: this.parts.ids.conversationId(this.parts.clock.now()) }),
      OriginatorCoversationID: this.parts.ids.requestId(),
      ResponseCode: '0',
      ResponseDescription: 'Accept the service request successfully.',
    };
  }
}
