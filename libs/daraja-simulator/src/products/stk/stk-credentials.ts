import { refusal, RefusedRequest } from '../../gateway/answer.js';
import { textOf } from '../../gateway/product.js';
import type { Shortcode } from '../../world/shortcode.js';
import type { World } from '../../world/world.js';

/** The shortcode a push or query speaks for; its Password must be base64(shortcode + passkey + timestamp). */
export function authenticatedShortcode(world: World, body: Readonly<Record<string, unknown>>): Shortcode {
  const shortcode = world.findShortcode(textOf(body, 'BusinessShortCode'));
  if (!shortcode || shortcode.passkey === null) {
    throw new RefusedRequest(refusal(500, '500.001.1001', 'Merchant does not exist'));
  }
  const clear = `${shortcode.number}${shortcode.passkey}${textOf(body, 'Timestamp')}`;
  if (textOf(body, 'Password') !== Buffer.from(clear).toString('base64')) {
    throw new RefusedRequest(refusal(500, '500.001.1001', 'Wrong credentials'));
  }
  return shortcode;
}
