import { ok, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { World } from '../../world/world.js';
import type { PullRegistrations } from './pull-registrations.js';

/** Registers a shortcode for pulling its transactions, once (DARAJA-FACTS 1.16). */
export class PullRegisterProduct implements Product {
  readonly op = 'pull-register';

  constructor(
    private readonly world: World,
    private readonly registrations: PullRegistrations,
  ) {}

  handle({ body, requestId }: ProductRequest): Answer {
    const number = textOf(body, 'ShortCode');
    const shortcode = this.world.findPayee(number);
    if (!shortcode) throw new RefusedRequest(FAMILIES.pull.badField('ShortCode'));
    const known = this.registrations.has(shortcode.number);
    this.registrations.add(shortcode.number);
    return ok({
      ResponseRefID: requestId,
      ResponseStatus: known ? '1001' : '1000',
      ShortCode: number,
      ResponseDescription: known ? 'Shortcode already Registered' : 'Shortcode Registered Successfully',
    });
  }
}
