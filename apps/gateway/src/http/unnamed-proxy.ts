import type { FastifyRequest } from 'fastify';
import { isIP } from 'node:net';
import { addressList } from '../setup/dialect-settings.js';
import { cameThroughProxy } from './hop-headers.js';

/** Nobody reaches us from there but what runs beside us. */
const NEAR = addressList(
  '-',
  '127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,::1,fc00::/7,fe80::/10',
);

/** Where M-Pesa's reports arrive. */
const REPORT = /^\/callbacks(\/|\?|$)/;

type Hop = Pick<FastifyRequest, 'ip' | 'headers' | 'url'>;

/** Says once, and loudly, that a proxy stands before the gateway which was not named: everybody then seems to be that proxy. */
export class UnnamedProxy {
  readonly #told = new Set<'near' | 'far' | 'silent'>();
  readonly #log: { error(message: string): void; warn(message: string): void };
  readonly #enforces: boolean;
  #known = '';

  /** @param enforces true where reports are believed from M-Pesa's published addresses only */
  constructor(log: { error(message: string): void; warn(message: string): void }, enforces = false) {
    this.#log = log;
    this.#enforces = enforces;
  }

  look(hop: Hop): void {
    const near = NEAR.check(hop.ip, isIP(hop.ip) === 6 ? 'ipv6' : 'ipv4');
    if (tellsOfMore(hop)) this.#tellOfNamed(hop.ip, near);
    else if (near && REPORT.test(hop.url)) this.#lookAtReport(hop.ip);
  }

  #tellOfNamed(ip: string, near: boolean): void {
    // A stranger who makes the header up must not use up the line that tells of a real proxy.
    if (!this.#isFirst(near ? 'near' : 'far')) return;
    if (near) this.#known = ip;
    if (near) this.#log.error(`${advice(ip)}.`);
    else
      this.#log.warn(
        `${advice(ip)}, if it is a proxy of yours. Else somebody has made that header up, and nobody believed it.`,
      );
  }

  /** M-Pesa calls from the internet. What comes from beside us and tells of nobody is a proxy that keeps silent. */
  #lookAtReport(ip: string): void {
    if (!this.#enforces || ip === this.#known || !this.#isFirst('silent')) return;
    this.#log.error(
      `a report of M-Pesa's came from ${ip}, and nothing in it tells of M-Pesa: a proxy stands there that sends no X-Forwarded-For. MPESA_SOURCE_ADDRESSES=enforce keeps all reports out, and limits count everybody there as one. Have it send X-Forwarded-For, and name it in GATEWAY_TRUSTED_PROXIES.`,
    );
  }

  #isFirst(what: 'near' | 'far' | 'silent'): boolean {
    if (this.#told.has(what)) return false;
    this.#told.add(what);
    return true;
  }
}

function advice(ip: string): string {
  const what = `a request came through ${ip}, which tells of somebody behind it, and GATEWAY_TRUSTED_PROXIES does not name ${ip}, or it sends no X-Forwarded-For`;
  const effect = 'limits count everybody there as one, and MPESA_SOURCE_ADDRESSES=enforce keeps M-Pesa out';
  return `${what}: ${effect}. Name it, and have it send X-Forwarded-For`;
}

/** The last address that can be believed has itself somebody to speak for. */
function tellsOfMore({ ip, headers }: Hop): boolean {
  const forwarded = headers['x-forwarded-for'];
  const first =
    String(forwarded ?? '')
      .split(',', 1)[0]
      ?.trim() ?? '';
  return first === '' ? cameThroughProxy(headers) : first !== ip;
}
