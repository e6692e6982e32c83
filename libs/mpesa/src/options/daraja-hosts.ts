import { parseUrl } from '../values/parse-url.js';
import { isPublicHost } from '../values/public-host.js';
import type { MpesaEnvironment } from './mpesa-options.js';

/** Where Daraja is, by environment. */
export const DARAJA_HOSTS = {
  sandbox: 'https://sandbox.safaricom.co.ke',
  production: 'https://api.safaricom.co.ke',
} as const;

/** The environment whose host a URL names, spelt as it may be; null for any other host. */
export function environmentAt(baseUrl: string): keyof typeof DARAJA_HOSTS | null {
  const host = hostOf(baseUrl);
  if (host === hostOf(DARAJA_HOSTS.sandbox)) return 'sandbox';
  return host === hostOf(DARAJA_HOSTS.production) ? 'production' : null;
}

/** Whether Safaricom may stand behind a `baseUrl`: a simulator is on this machine or in a private network. */
export function isPublicBaseUrl(environment: MpesaEnvironment | undefined): boolean {
  const baseUrl = typeof environment === 'object' ? environment?.baseUrl : undefined;
  const host = typeof baseUrl === 'string' ? hostOf(baseUrl) : null;
  return host !== null && isPublicHost(host);
}

/** A dot at the end of a name leads to the same host. */
function hostOf(url: string): string | null {
  return parseUrl(url)?.hostname.replace(/\.$/, '') ?? null;
}
