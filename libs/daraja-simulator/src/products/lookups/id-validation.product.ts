import { ok, type Answer } from '../../gateway/answer.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { World } from '../../world/world.js';

/** Whether a number belongs to the holder of a document (DARAJA-FACTS 1.17). */
export class IdValidationProduct implements Product {
  readonly op = 'id-validation';

  constructor(private readonly world: World) {}

  handle({ body, requestId }: ProductRequest): Answer {
    const phone = this.world.findPhone(textOf(body, 'msisdn'));
    const status =
      phone !== undefined &&
      phone.idType === textOf(body, 'idType') &&
      phone.idNumber === textOf(body, 'idNumber');
    return ok({
      responseRefID: requestId,
      responseCode: status ? '4000' : '4001',
      responseMessage: status ? 'Details match' : 'Details do not match',
      status,
    });
  }
}
