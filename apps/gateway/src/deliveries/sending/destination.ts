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
  const broken = ruleBrokenBy(value, rules);
  if (broken !== null) throw new InvalidRequestError(field, withoutUserinfo(value), broken);
  return new URL(value);
}

function ruleBrokenBy(value: string, rules: DestinationRules): string | null {
  if (typeof value !== 'string' || !URL.canParse(value)) return 'must be an absolute URL';
  if (value.length > MAX_LENGTH) return `must not be longer than ${MAX_LENGTH} characters`;
  const url = new URL(value);
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
