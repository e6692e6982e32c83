import ipaddr from 'ipaddr.js';

/** The addresses that Safaricom publishes as the senders of its callbacks (portal page "Getting Started"). */
export const SAFARICOM_ADDRESSES: readonly string[] = [
  '196.201.214.200',
  '196.201.214.206',
  '196.201.213.114',
  '196.201.214.207',
  '196.201.214.208',
  '196.201.213.44',
  '196.201.212.127',
  '196.201.212.138',
  '196.201.212.129',
  '196.201.212.136',
  '196.201.212.74',
  '196.201.212.69',
];

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A set of addresses and networks. */
export interface AddressList {
  /** True when the list names this address, also when it is written as IPv4-mapped IPv6; false for what is no address. */
  contains(address: string): boolean;
}

/** Makes a list of single addresses and CIDR networks. Throws a RangeError that names the first entry it cannot read. */
export function createAddressList(entries: readonly string[]): AddressList {
  const networks = entries.map(readEntry);
  return {
    contains(address) {
      const candidate = parseAddress(address);
      return candidate !== null && networks.some((network) => holds(network, candidate));
    },
  };
}

/**
 * What one owner has of the internet at least: an IPv4 address, or the first 64 bits of an IPv6 one. Some proxies write a port behind
 * the address, which is another with each connection. `unknown` for what is no address.
 *
 * @param groups how many groups of 16 bits of an IPv6 address count; three are what a provider or a tunnel gives one site at most
 */
export function networkOf(address: string | null, groups: 3 | 4 = 4): string {
  const parsed = address === null ? null : parseAddress(withoutPort(address));
  if (parsed === null) return 'unknown';
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, groups).join(':') : parsed.toString();
}

/** `203.0.113.9:4711`, `[2001:db8::1]:443`; an IPv6 address alone is none of these. */
function withoutPort(text: string): string {
  return /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text;
}

function parseAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return ipaddr.IPv6.isValid(text) ? ipaddr.process(text) : null;
}

function readEntry(entry: string): [Address, number] {
  const network = parseNetwork(entry);
  if (network === null) throw new RangeError(`"${entry}" is neither an IP address nor a CIDR network`);
  return network;
}

/** An address or a CIDR network, and how many of its bits count; null for anything else. */
export function parseNetwork(entry: string): [Address, number] | null {
  const [base = '', bits, ...rest] = entry.split('/');
  const address = parseAddress(base);
  const width = address?.kind() === 'ipv4' ? 32 : 128;
  const prefix = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (!address || rest.length > 0 || prefix < 0 || prefix > width) return null;
  return [address, prefix];
}

function holds([network, prefix]: [Address, number], address: Address): boolean {
  if (network instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(network, prefix);
  return address instanceof ipaddr.IPv6 && address.match(network, prefix);
}
