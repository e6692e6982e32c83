import { isIP } from 'node:net';
import { addressList } from './dialect-settings.js';
import { SettingError } from './setting.error.js';

const LOOPBACK = '127.0.0.0/8,::1';

/**
 * Keeps addresses that a proxy may have out of the lists from which a token needs no credentials: a proxy that sends no header
 * cannot be told from whoever runs beside it, and everybody behind it would get the client's token.
 *
 * @param names of the lists
 * @param proxies addresses and networks of the gateway's own proxies
 * @throws SettingError
 */
export function refuseProxiesIn(
  names: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  proxies: readonly string[],
): void {
  for (const name of names) {
    for (const entry of entriesOf(env[name])) {
      if (overlaps(entry, entriesOf(LOOPBACK)))
        throw refusal(name, entry, 'is loopback, from where a proxy on this machine calls for everybody');
      if (overlaps(entry, proxies))
        throw refusal(name, entry, 'is a proxy of GATEWAY_TRUSTED_PROXIES, behind which is everybody');
    }
  }
}

function refusal(name: string, entry: string, why: string): SettingError {
  return new SettingError(
    name,
    entry,
    `${why}, and is never for production; take it out, and have the client bring its id and secret, or call from an address of its own`,
  );
}

function entriesOf(text: string | undefined): string[] {
  const entries = (text ?? '').split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '');
}

/** Of two networks that share an address, one has the other's first. */
function overlaps(entry: string, others: readonly string[]): boolean {
  return others.some((other) => has(entry, other) || has(other, entry));
}

function has(network: string, other: string): boolean {
  const [address = ''] = other.split('/');
  return addressList('-', network).check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
