import type { FastifyRequest } from 'fastify';
import { addressList } from '../setup/dialect-settings.js';
import { isIP } from 'node:net';

/** Nobody reaches us from there but what runs beside us. */
const NEAR = addressList(
  '-',
  '127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,::1,fc00::/7,fe80::/10',
);

type Hop = Pick<FastifyRequest, 'ip' | 'headers'>;

/** Says once, and loudly, that a proxy stands before the gateway which was not named: everybody then seems to be that proxy. */
export class UnnamedProxy {
  readonly #told = new Set<boolean>();

  constructor(private readonly log: { error(message: string): void; warn(message: string): void }) {}

  look({ ip, headers }: Hop): void {
    if (!tellsOfMore({ ip, headers })) return;
    const near = NEAR.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');
    // A stranger who makes the header up must not use up the line that tells of a real proxy.
    if (this.#told.has(near)) return;
    this.#told.add(near);
    if (near) this.log.error(`${advice(ip)}.`);
    else
      this.log.warn(
        `${advice(ip)}, if it is a proxy of yours. Else somebody has made that header up, and nobody believed it.`,
      );
  }
}

function advice(ip: string): string {
  const what = `a request came through ${ip}, which tells of somebody behind it, and GATEWAY_TRUSTED_PROXIES does not name ${ip}`;
  const effect = 'limits count everybody there as one, and MPESA_SOURCE_ADDRESSES=enforce keeps M-Pesa out';
  return `${what}: ${effect}. Name it`;
}

/** The last address that can be believed has itself somebody to speak for. */
function tellsOfMore({ ip, headers }: Hop): boolean {
  const forwarded = headers['x-forwarded-for'];
  const first =
    String(forwarded ?? '')
      .split(',', 1)[0]
      ?.trim() ?? '';
  return first === '' ? headers['forwarded'] !== undefined : first !== ip;
}
