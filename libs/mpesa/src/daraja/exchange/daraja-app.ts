import { createHash } from 'node:crypto';
import { withoutTrailingSlashes } from '../../values/slashes.js';

/** One app on Daraja's portal: what a token, and every limit, belongs to. */
export interface DarajaApp {
  /** `https://sandbox.safaricom.co.ke`, `https://api.safaricom.co.ke` or a simulator. */
  readonly baseUrl: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
}

/** The name under which an app's shared rows are kept: 32 hex digits that do not reveal the consumer key. */
export function appKey(app: DarajaApp): string {
  const identity = `${trimmedBaseUrl(app)}\n${app.consumerKey}`;
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

/** The base URL without a slash at its end. */
export function trimmedBaseUrl(app: DarajaApp): string {
  return withoutTrailingSlashes(app.baseUrl);
}
