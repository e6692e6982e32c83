import type { VirtualClock } from '../../clock/virtual-clock.js';
import { RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { DarajaIds } from '../../ids/daraja-ids.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import type { OrganisationService } from '../org/organisation.service.js';
import { ORG_FAILURES } from '../org/org-failures.js';
import type { OrgOrders } from '../org/org-order.js';
import { item } from '../org/result-item.js';
import { statusParameters } from './status-parameters.js';
import type { TransactionArchive } from './transaction-archive.js';

interface StatusParts {
  orders: OrgOrders;
  organisation: OrganisationService;
  archive: TransactionArchive;
  settings: CurrentSettings;
  clock: VirtualClock;
  ids: DarajaIds;
}

/** Tells what became of a transaction, by its receipt or by the conversation it was asked for in (DARAJA-FACTS 1.11). */
export class StatusProduct implements Product {
  readonly op = 'status';

  constructor(private readonly parts: StatusParts) {}

  handle(request: ProductRequest): Answer {
    const { body } = request;
    const receipt = textOf(body, 'TransactionID');
    const conversation = textOf(body, 'OriginalConversationID');
    if (receipt === '' && conversation === '') {
      throw new RefusedRequest(FAMILIES.c2b.badField('TransactionID'));
    }
    const order = this.parts.orders.read(request, {
      op: 'status',
      family: FAMILIES.c2b,
      party: 'PartyA',
      initiator: 'Initiator',
    });
    const occasion = textOf(body, 'Occasion');
    const references = [item('Occasion', occasion === '' ? undefined : occasion)];
    // A failure brings it back as well (DARAJA-FACTS 10).
    return this.parts.organisation.accept({ ...order, echoed: references }, ({ shortcode }) => {
      const { archive, settings, ids, clock } = this.parts;
      if (!shortcode) return ORG_FAILURES.badInitiator;
      const facts =
        receipt === ''
          ? archive.byConversation(conversation, shortcode)
          : archive.byReceipt(receipt, shortcode);
      if (!facts) return ORG_FAILURES.noOriginal;
      const parameters = statusParameters(facts, settings.get().statusKeys);
      return { done: true, receipt: ids.noReceipt(clock.now()), parameters, references };
    });
  }
}
