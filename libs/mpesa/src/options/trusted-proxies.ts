import { MpesaOptionsError } from '../errors/mpesa-options.error.js';
import { isProxyNetwork } from '../values/proxy-network.js';
import { problem } from './option-problems.js';

const RULE = 'must be the IP addresses or networks of your own proxies, with commas between';
const FIX = 'name them, such as 10.1.2.3 or 10.2.0.0/16; never true, and no number of hops';

/**
 * Reads whose word on where a request comes from your host takes, for `trustProxy` of Fastify or `trust proxy` of Express. Fastify
 * would also take `true`, by which anybody may claim any address, and ignores how many hops a number allows.
 *
 * @param variable whose text it is, such as `TRUSTED_PROXIES`; named when it is refused
 * @param text addresses and networks with commas between; nothing for none
 * @throws MpesaOptionsError
 */
export function readTrustedProxies(variable: string, text: string | undefined): readonly string[] {
  const entries = (text ?? '').split(',').map((entry) => entry.trim());
  const named = entries.filter((entry) => entry !== '');
  const wrong = named.filter((entry) => !isProxyNetwork(entry));
  if (wrong.length === 0) return named;
  throw new MpesaOptionsError(wrong.map((entry) => problem(variable, entry, RULE, FIX)));
}
