import type { ErrorEnvelope } from './answer.js';

/**
 * The same fault has another code in every family of products, and each of them was seen outside its own: `404.001.03` (STK),
 * `401.002.01` (B2C), `400.003.01` and `401.003.01` (C2B), `401.001` (Pull), `401` (Bill Manager). The last two are Apigee's own.
 */
const CODES: ReadonlySet<string | null> = new Set([
  '404.001.03',
  '401.002.01',
  '401.003.01',
  '400.003.01',
  '401.001',
  '401',
  'oauth.v2.InvalidAccessToken',
  'keymanagement.service.access_token_expired',
]);

const WORDS = /invalid access token|access token expired/i;

/** A product that the app lacks is refused with a token's code; another token would not help there. */
const LACKS_PRODUCT = /no apiproduct match/i;

/** True when Daraja wants another token. It looks at the token before it acts, on every product. */
export function refusesToken({
  errorCode,
  errorMessage,
}: Pick<ErrorEnvelope, 'errorCode' | 'errorMessage'>): boolean {
  if (LACKS_PRODUCT.test(errorMessage)) return false;
  return CODES.has(errorCode) || WORDS.test(errorMessage);
}
