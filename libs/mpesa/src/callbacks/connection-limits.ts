import type { IncomingMessage, Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import { SECOND_MS } from '../values/duration.js';
import { createAddressList, networkOf } from '../values/source-addresses.js';

/** How long a connection may take, and how many there may be. */
export interface ConnectionLimits {
  /** Until when the head of a request must have come, ms from its beginning, and from the connection's if nothing comes. */
  readonly headersMs: number;
  /** Until when the whole request must have come, ms. What is answered, such as an event stream, may last. */
  readonly requestMs: number;
  /** How often it is looked who has taken longer, ms: so much later they are hung up on. */
  readonly checkEveryMs: number;
  /** Connections at once. */
  readonly most: number;
  /** Connections at once of one address, of IPv6 one network. */
  readonly mostOfOne: number;
  /** Addresses and networks of your own proxies. Each of them speaks for many, and has no limit of its own. */
  readonly proxies: readonly string[];
}

const USUAL: ConnectionLimits = {
  headersMs: 10 * SECOND_MS,
  requestMs: 15 * SECOND_MS,
  checkEveryMs: 5 * SECOND_MS,
  most: 4_096,
  mostOfOne: 1_024,
  proxies: [],
};

/**
 * Hangs up on whoever keeps connections open without ever ending a request (slowloris), and on too many of one address. Call it
 * before the application listens, with `app.getHttpServer()`, on Express and Fastify alike.
 */
export function limitConnections(server: Server | SecureServer, over: Partial<ConnectionLimits> = {}): void {
  const limits = { ...USUAL, ...over };
  server.headersTimeout = limits.headersMs;
  server.requestTimeout = limits.requestMs;
  server.maxConnections = limits.most;
  // Node reads it when the server begins to listen, and looks every thirty seconds otherwise.
  Object.assign(server, { connectionsCheckingInterval: limits.checkEveryMs });
  const proxies = createAddressList(limits.proxies);
  const open = new Map<string, number>();
  server.prependListener('connection', (socket: IncomingMessage['socket']) => {
    const { remoteAddress = '' } = socket;
    if (proxies.contains(remoteAddress)) return;
    const network = networkOf(remoteAddress);
    const count = (open.get(network) ?? 0) + 1;
    if (count > limits.mostOfOne) return void socket.destroy();
    open.set(network, count);
    socket.once('close', () => leave(open, network));
  });
}

function leave(open: Map<string, number>, network: string): void {
  const left = (open.get(network) ?? 1) - 1;
  if (left > 0) open.set(network, left);
  else open.delete(network);
}
