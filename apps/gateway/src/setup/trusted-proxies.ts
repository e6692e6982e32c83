import { isIP } from 'node:net';
import { refused } from './read-setting.js';

/** A wider network is not somebody's proxies, but everybody. */
const WIDEST: Readonly<Record<4 | 6, number>> = { 4: 8, 6: 16 };

const RULE =
  'must be the IP addresses or networks of your own proxies, such as 10.1.2.0/24, with commas between; never true, and no number of hops';

/**
 * Reads `GATEWAY_TRUSTED_PROXIES`: whose word on where a request comes from is taken. Fastify would also take `true`, by which
 * anybody may claim any address, and ignores how many hops a number allows.
 */
export function readTrustedProxies(text: string | undefined): readonly string[] {
  const entries = (text ?? '').split(',').map((entry) => entry.trim());
  const named = entries.filter((entry) => entry !== '');
  const wrong = named.find((entry) => !isNamed(entry));
  if (wrong === undefined) return named;
  throw refused('GATEWAY_TRUSTED_PROXIES', wrong.slice(0, 80), RULE);
}

function isNamed(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const version = isIP(address);
  if ((version !== 4 && version !== 6) || rest.length > 0) return false;
  if (bits === undefined) return true;
  return (
    /^\d{1,3}$/.test(bits) && Number(bits) >= WIDEST[version] && Number(bits) <= (version === 4 ? 32 : 128)
  );
}
