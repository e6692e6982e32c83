/** The little of Nest's HTTP adapter that we look at. */
interface Adapter {
  getType(): string;
  getInstance(): unknown;
}

interface ExpressLike {
  get(setting: string): unknown;
}

interface FastifyLike {
  inject(request: { method: string; url: string; headers: Record<string, string> }): Promise<unknown>;
  addHook(
    name: 'onRequest',
    hook: (request: { ip: string; headers: Record<string, unknown> }) => Promise<void>,
  ): void;
}

const CLAIMED = '192.0.2.1';

/** True when the host takes the client's address from the left end of X-Forwarded-For, where anyone may write. */
export async function trustsEveryProxy(adapter: Adapter): Promise<boolean> {
  if (adapter.getType() === 'express')
    return (adapter.getInstance() as ExpressLike).get('trust proxy') === true;
  return adapter.getType() === 'fastify' && injectedAddress(adapter.getInstance() as FastifyLike);
}

/** Fastify does not tell its setting; a request that never leaves the process shows what it does. */
async function injectedAddress(instance: FastifyLike): Promise<boolean> {
  let seen: string | null = null;
  instance.addHook('onRequest', async (request) => {
    if (seen === null && request.headers['x-mpesa-trust'] === CLAIMED) seen = request.ip;
  });
  await instance.inject({
    method: 'GET',
    url: '/',
    headers: { 'x-forwarded-for': `${CLAIMED}, 192.0.2.2, 192.0.2.3`, 'x-mpesa-trust': CLAIMED },
  });
  return seen === CLAIMED;
}
