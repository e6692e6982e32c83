import { ok, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { World } from '../../world/world.js';

/**
 * The masked name of who would be paid (DARAJA-FACTS 1.18). That names come masked is known, the envelope is not: this one
 * follows the header and body of the request.
 */
export class B2cHakikishaProduct implements Product {
  readonly op = 'b2c-hakikisha';

  constructor(private readonly world: World) {}

  handle({ body, requestId }: ProductRequest): Answer {
    const header = body['header'] as Record<string, unknown>;
    const asked = body['body'] as Record<string, unknown>;
    const phone = this.world.findPhone(textOf(asked, 'msisdn'));
    const shortcode = this.world.findPayee(textOf(asked, 'shortcode'));
    if (!phone || !shortcode) {
      throw new RefusedRequest(FAMILIES.b2c.badField(phone ? 'shortcode' : 'msisdn'));
    }
    return ok({
      header: {
        requestRefId: requestId,
        requestID: textOf(header, 'requestID'),
        responseCode: '4000',
        responseMessage: 'Success',
      },
      body: { msisdn: phone.msisdn, customerName: phone.name.split(' ').map(masked).join(' ') },
    });
  }
}

/** `J**E`. */
function masked(name: string): string {
  return name.length < 3 ? name : `${name[0]}${'*'.repeat(name.length - 2)}${name.at(-1)}`;
}
