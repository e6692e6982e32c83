import { ok, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { World } from '../../world/world.js';

/** Whose pay bill or till a number is (DARAJA-FACTS 1.18). */
export class OrgInfoProduct implements Product {
  readonly op = 'org-info';

  constructor(private readonly world: World) {}

  handle({ body, requestId }: ProductRequest): Answer {
    const number = textOf(body, 'Identifier');
    const shortcode = this.world.findPayee(number);
    const type = textOf(body, 'IdentifierType') === '2' ? 'till' : 'paybill';
    if (shortcode?.type !== type) throw new RefusedRequest(FAMILIES.stk.badField('Identifier'));
    return ok({
      ConversationID: requestId,
      ResponseCode: '4000',
      ResponseMessage: 'Success',
      DetailedMessage: 'Request received successfully',
      OrganizationShortCode: number,
      OrganizationName: shortcode.name,
      ChargeProfileID: '20013',
    });
  }
}
