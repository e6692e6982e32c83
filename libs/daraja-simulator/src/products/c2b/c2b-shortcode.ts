import { RefusedRequest } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type ProductRequest } from '../../gateway/product.js';
import type { Shortcode } from '../../world/shortcode.js';
import type { World } from '../../world/world.js';

/** The shortcode a C2B request names. The version in the path must be the one its app was given (DARAJA-FACTS 1.5). */
export function c2bShortcode(world: World, { body, version }: ProductRequest): Shortcode {
  const shortcode = world.findPayee(textOf(body, 'ShortCode'));
  if (!shortcode) throw new RefusedRequest(FAMILIES.c2b.badField('ShortCode'));
  if (shortcode.c2b === version || shortcode.c2b === 'either') return shortcode;
  throw new RefusedRequest(FAMILIES.c2b.noProduct);
}
