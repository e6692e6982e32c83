import { isIP } from 'node:net';
import { InvalidRequestError } from 'nestjs-mpesa';

const MAX_LENGTH = 2_000;

/** Which URLs may be written to at all, before anything is resolved. */
export interface DestinationRules {
  /** For development: any port, plain http, and names and addresses of this machine and its network. */
  readonly allowPrivateAddresses: boolean;
  readonly ports: readonly number[];
}

/** Names that mean this machine or its network, wherever they are asked for. */
const PRIVATE_NAME = /^([^.]+|.*\.(localhost|local|internal|intranet|lan|home|corp|arpa))$/;

/**
 * Reads a URL that messages are to be sent to. What its name resolves to is checked at every connection, not here.
 *
 * @throws InvalidRequestError naming the rule it breaks
 */
export function destinationUrl(field: string, value: string, rules: DestinationRules): URL {
  const refuse = (rule: string): InvalidRequestError =>
    new InvalidRequestError(field, withoutUserinfo(value), rule);
  const url = parsed(value);
  if (url === null) throw refuse('must be an absolute URL');
  const broken = ruleBrokenBy(url, rules);
  if (broken !== null) throw refuse(broken);
  return url;
}

/** Not URL.canParse, which in Node 20 refuses good URLs with accented letters once it has been optimised. */
function parsed(value: unknown): URL | null {
  try {
    return typeof value === 'string' ? new URL(value) : null;
  } catch {
    return null;
  }
}

function ruleBrokenBy(url: URL, rules: DestinationRules): string | null {
  if (url.href.length > MAX_LENGTH) return `must not be longer than ${MAX_LENGTH} characters`;
  const { allowPrivateAddresses: development } = rules;
  if (url.protocol !== 'https:' && !(development && url.protocol === 'http:')) return 'must be https';
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password';
  if (url.hash !== '') return 'must not carry a fragment';
  if (development) return null;
  const port = url.port === '' ? 443 : Number(url.port);
  if (!rules.ports.includes(port)) return `must use one of the ports ${rules.ports.join(', ')}`;
  // A URL's parser has made dotted or bracketed addresses of decimal, octal, hexadecimal and short ones.
  const host = url.hostname.replace(/\.$/, '');
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return 'must name a host, not an address';
  if (PRIVATE_NAME.test(host)) return 'must name a host of the public internet';
  return null;
}

function withoutUserinfo(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\/\/[^/@]*@/, '//***@') : value;
}
