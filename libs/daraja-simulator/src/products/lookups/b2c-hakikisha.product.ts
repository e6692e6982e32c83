import { ok, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { World } from '../../world/world.js';

/**
 * Who would be paid (DARAJA-FACTS 1.18), in the envelope integrators report: the first name in clear, of the others a
 * letter and stars.
 */
export class B2cHakikishaProduct implements Product {
  readonly op = 'b2c-hakikisha';

  constructor(private readonly world: World) {}

  handle({ body }: ProductRequest): Answer {
    const header = body['header'] as Record<string, unknown>;
    const asked = body['body'] as Record<string, unknown>;
    const phone = this.world.findPhone(textOf(asked, 'msisdn'));
    const shortcode = this.world.findPayee(textOf(asked, 'shortcode'));
    if (!phone || !shortcode) {
      throw new RefusedRequest(FAMILIES.b2c.badField(phone ? 'shortcode' : 'msisdn'));
    }
    const [firstName = '', ...others] = phone.name.split(' ');
    const lastName = masked(others.pop() ?? '');
    return ok({
      header: {
        requestID: textOf(header, 'requestID'),
        timestamp: textOf(header, 'timestamp'),
        status: '200',
        message: 'Success',
      },
      body: { firstName, middleName: masked(others.join(' ')), lastName },
    });
  }
}

/** `D******`, whatever the length. */
function masked(name: string): string {
  return name === '' ? '' : `${name[0]}******`;
}
