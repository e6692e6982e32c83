import type { ErrorEnvelope } from '../wire/answer.js';
import { codeSays, says } from '../catalogue/says.js';

/** True when Daraja wants another token. It looks at the token before it acts, on every product. */
export function refusesToken({
  errorCode,
  errorMessage,
}: Pick<ErrorEnvelope, 'errorCode' | 'errorMessage'>): boolean {
  // A product that the app lacks is refused with a token's code; another token would not help there.
  if (says('lacks-product', errorMessage)) return false;
  return codeSays('token-refused', errorCode) || says('token-refused', errorMessage);
}
