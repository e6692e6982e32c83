import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ControlError } from './control-error.js';
import { controlErrorBody } from './control-error.filter.js';
import type { KnownHosts } from './known-hosts.js';

/** Routes that do something with what they are sent. Daraja judges the types of its own bodies itself. */
const TAKES_JSON = /^\/(?:sim(?:\/|$)|tools\/callback-test$)/;
const HARMLESS = ['GET', 'HEAD', 'OPTIONS'];

/** Keeps pages of other origins away from the simulator, which gives money to whoever asks. */
export function turnStrangersAway(server: FastifyInstance, hosts: KnownHosts): void {
  server.addHook('onRequest', (request, reply, done) => {
    const refusal = refusalOf(request, hosts);
    if (refusal === null) return done();
    void reply.status(refusal.status).type('application/json; charset=utf-8').send(controlErrorBody(refusal));
  });
}

function refusalOf(request: FastifyRequest, hosts: KnownHosts): ControlError | null {
  const { host, origin } = request.headers;
  if (!hosts.knows(host)) {
    return new ControlError(403, 'host', shown(host), 'must be a loopback name, or one named in SIM_HOSTS');
  }
  if (origin !== undefined && !isOwn(origin, host)) {
    return new ControlError(403, 'origin', shown(origin), "must be absent, or the simulator's own");
  }
  const type = request.headers['content-type'];
  if (isActedOn(request) && !isJson(type) && (type !== undefined || hasBody(request))) {
    return new ControlError(400, 'content-type', shown(type), 'must be application/json');
  }
  return null;
}

/** By the route that was found, not by the path as it was written: `/%73im` is the same route. */
function isActedOn({ method, routeOptions }: FastifyRequest): boolean {
  return !HARMLESS.includes(method) && TAKES_JSON.test(routeOptions.url ?? '');
}

function isOwn(origin: string, host: string | undefined): boolean {
  return [`http://${host}`, `https://${host}`].includes(origin.toLowerCase());
}

/** A page may send other types without asking first, and no type at all. */
function isJson(type: string | undefined): boolean {
  return /^application\/json\s{0,8}(?:;|$)/i.test(type ?? '');
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function shown(header: string | undefined): string | null {
  return header?.slice(0, 100) ?? null;
}
