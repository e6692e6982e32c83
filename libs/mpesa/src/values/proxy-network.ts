import ipaddr from 'ipaddr.js';
import { parseNetwork } from './source-addresses.js';

/** A wider network is not somebody's proxies, but everybody. */
const WIDEST = { ipv4: 8, ipv6: 16 } as const;
/** Every IPv4 address has a spelling in this network, by which hosts compare it with those of IPv6. */
const ALL_OF_IPV4 = ipaddr.IPv6.parse('::ffff:0:0');

/** True for an address or a network that can be that of somebody's own proxies. */
export function isProxyNetwork(entry: string): boolean {
  // A zone has a meaning on one machine only.
  const network = entry.includes('%') ? null : parseNetwork(entry);
  if (network === null) return false;
  const [address, bits] = network;
  if (bits < WIDEST[address.kind()]) return false;
  if (address instanceof ipaddr.IPv6) return !ALL_OF_IPV4.match(address, bits);
  // In the IPv6 spelling hosts count the bits of a network from another place than we do.
  return bits === 32 || !entry.includes(':');
}
