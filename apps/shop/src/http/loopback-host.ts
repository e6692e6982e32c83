import { isIP } from 'node:net';

/** A name or address, and perhaps a port. Longer ones than DNS knows are none. */
const AUTHORITY = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9_.-]{1,253})(?::\d{1,5})?$/i;

/**
 * True for a `Host` header, port or none, that leads to the caller's own machine whatever DNS says. A page from elsewhere can
 * have its own name resolve to loopback (DNS rebinding); only the name tells it apart.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = AUTHORITY.exec(host ?? '')?.[1]
    ?.toLowerCase()
    .replace(/\.$/, '');
  if (name === undefined) return false;
  if (isIP(name) === 4) return name.startsWith('127.');
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]';
}
