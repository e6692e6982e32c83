import { isIP } from 'node:net';

/** The names the simulator stands in for: clients that know no other address are led here with these in `Host`. */
const STOOD_IN_FOR = ['sandbox.safaricom.co.ke', 'api.safaricom.co.ke'];

/** A name or address, and perhaps a port. Longer ones than DNS knows are none. */
const AUTHORITY = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9_.-]{1,253})(?::\d{1,5})?$/i;

/**
 * The names under which the simulator may be called. It listens on loopback only, but a page from elsewhere can have its own
 * name resolve to that (DNS rebinding), and is then of one origin with it for the browser; only the name tells it apart.
 */
export class KnownHosts {
  readonly #named: ReadonlySet<string>;

  /** @param named further names than those of loopback */
  constructor(named: readonly string[] = []) {
    this.#named = new Set([...STOOD_IN_FOR, ...named.map((name) => name.toLowerCase())]);
  }

  /** True for a `Host` header, port or none, that leads here and nowhere else. */
  knows(host: string | undefined): boolean {
    const name = AUTHORITY.exec(host ?? '')?.[1]
      ?.toLowerCase()
      .replace(/\.$/, '');
    return name !== undefined && (isLoopback(name) || this.#named.has(name));
  }
}

function isLoopback(name: string): boolean {
  if (isIP(name) === 4) return name.startsWith('127.');
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]';
}
