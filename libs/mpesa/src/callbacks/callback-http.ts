import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { DoorAnswer } from './callback-door.js';
import type { CallbackAddress } from './callback-urls.js';

const GENUINE = Symbol('genuine callback address');

/** A request of Node's, on which the middleware leaves the address whose token it has found good. */
export interface Admitted {
  [GENUINE]?: CallbackAddress;
}

/** What Express and Fastify requests have in common for us. */
export interface CallbackRequest extends Admitted {
  readonly url: string;
  readonly originalUrl?: string;
  readonly ip?: string;
  readonly headers: IncomingMessage['headers'];
  readonly socket?: { readonly remoteAddress?: string };
  readonly body?: unknown;
  /** Set by Nest's `rawBody: true`. */
  readonly rawBody?: Buffer;
  /** Fastify: the request below. */
  readonly raw?: IncomingMessage & Admitted;
}

/** What Express and Fastify responses have in common for us. */
export interface CallbackResponse {
  status(code: number): this;
  send(body: unknown): unknown;
}

export function admit(request: Admitted, address: CallbackAddress): void {
  request[GENUINE] = address;
}

/** The address the middleware has admitted this request to; null when the request came past it. */
export function admittedTo(request: CallbackRequest): CallbackAddress | null {
  return (request.raw ?? request)[GENUINE] ?? null;
}

/** Answers from a middleware, where neither Express nor Fastify helps. */
export function endWith(
  response: ServerResponse,
  answer: DoorAnswer,
  headers: OutgoingHttpHeaders = {},
): void {
  const text = JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    // The body was not read; the connection cannot be used again.
    ...(answer.status === 413 ? { connection: 'close' } : {}),
    ...headers,
  });
  response.end(text);
}
