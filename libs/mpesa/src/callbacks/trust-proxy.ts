import { IncomingMessage, ServerResponse } from 'node:http';

/** The little of Nest's HTTP adapter that we look at. */
interface Adapter {
  getType(): string;
  getInstance(): unknown;
}

interface ExpressLike {
  get(setting: string): unknown;
}

interface FastifyRequestLike {
  readonly ip: string;
  readonly raw: IncomingMessage;
}

interface FastifyReplyLike {
  readonly raw: { end(): unknown };
  hijack(): unknown;
}

interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<void>,
  ): void;
  ready(): PromiseLike<unknown>;
  routing(request: IncomingMessage, response: ServerResponse): void;
}

/** Documentation addresses, nobody's proxies; more of them than anyone has hops. */
const STRANGERS = Array.from({ length: 32 }, (_, index) => `192.0.2.${index + 1}`);
const [CLAIMED] = STRANGERS;

/** True when the host takes the client's address from the left end of X-Forwarded-For, where anyone may write. */
export async function trustsEveryProxy(adapter: Adapter): Promise<boolean> {
  if (adapter.getType() === 'express') return strangersAreTrusted(adapter.getInstance() as ExpressLike);
  return adapter.getType() === 'fastify' && claimIsBelieved(adapter.getInstance() as FastifyLike);
}

/** Express compiles `true`, hop counts, lists and functions into one function. */
function strangersAreTrusted(instance: ExpressLike): boolean {
  const trusts = instance.get('trust proxy fn');
  return typeof trusts === 'function' && STRANGERS.every((address, hop) => trusts(address, hop) === true);
}

/**
 * Fastify does not tell its setting; a request that never leaves the process shows what it does. It goes straight to the
 * router: `inject` would run the host's own route, and its package does not load under Jest before Node 24.9.
 */
async function claimIsBelieved(instance: FastifyLike): Promise<boolean> {
  const { request, response, answered } = localExchange();
  let seen: string | null = null;
  instance.addHook('onRequest', async ({ ip, raw }, reply) => {
    if (raw !== request) return;
    seen = ip;
    reply.hijack();
    reply.raw.end();
  });
  await instance.ready();
  instance.routing(request, response);
  await answered;
  return seen === CLAIMED;
}

function localExchange(): { request: IncomingMessage; response: ServerResponse; answered: Promise<void> } {
  const socket = { remoteAddress: '127.0.0.1' } as IncomingMessage['socket'];
  const request = Object.assign(new IncomingMessage(socket), {
    method: 'GET',
    url: '/',
    headers: { host: 'localhost', 'x-forwarded-for': STRANGERS.join(', ') },
  });
  const response = new ServerResponse(request);
  // Nobody is there to read; a middleware of the host may answer before our hook has its turn.
  const answered = new Promise<void>((resolve) => {
    response.end = () => {
      resolve();
      return response;
    };
  });
  return { request, response, answered };
}
