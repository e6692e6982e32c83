import type { Phone } from '../../world/phone.js';
import type { Shortcode } from '../../world/shortcode.js';

/** `254712345678 - JANE DOE`. */
export function phoneName({ msisdn, name }: Phone): string {
  return `${msisdn} - ${name}`;
}

/** `600992 - Safaricom Daraja 992`. */
export function shortcodeName({ number, name }: Shortcode): string {
  return `${number} - ${name}`;
}
