import { isIP } from 'node:net';
import type { GatewaySettings } from '../setup/gateway-settings.js';

/**
 * True when a `Host` header names the gateway as it may be named. A page of a stranger reaches it under the stranger's name, once
 * that name is made to lead here (DNS rebinding); an address cannot be rebound.
 */
export function isOwnHost(header: string | undefined, settings: GatewaySettings): boolean {
  const name = hostnameIn(`http://${header ?? ''}`);
  if (name === null) return false;
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || namesOf(settings).includes(name);
}

function namesOf({ host, hosts, mpesa }: GatewaySettings): string[] {
  const called = hostnameIn(mpesa.callbacks?.baseUrl ?? '');
  return ['localhost', host, ...(called === null ? [] : [called]), ...hosts];
}

/** In lower case; null for what is no URL. */
function hostnameIn(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}
