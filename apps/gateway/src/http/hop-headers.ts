import type { FastifyRequest } from 'fastify';

type Headers = FastifyRequest['headers'];

/** What proxies, load balancers and content networks add. A client that calls by itself sends none of them. */
const ADDED = [
  'x-forwarded-for',
  'forwarded',
  'x-real-ip',
  'via',
  'x-forwarded',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-original-forwarded-for',
  'x-envoy-external-address',
  'x-amzn-trace-id',
  'cf-connecting-ip',
  'cf-ray',
  'cdn-loop',
  'fastly-client-ip',
  'true-client-ip',
  'fly-client-ip',
  'x-appengine-user-ip',
  'x-azure-clientip',
];

/** True when something on the way has left its mark. A proxy that leaves none is told apart by nothing in the request. */
export function cameThroughProxy(headers: Headers): boolean {
  return ADDED.some((name) => headers[name] !== undefined);
}
