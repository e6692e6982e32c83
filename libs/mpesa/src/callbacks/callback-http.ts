import type { IncomingMessage } from 'node:http';

/** What Express and Fastify requests have in common for us. */
export interface CallbackRequest {
  readonly url: string;
  readonly originalUrl?: string;
  readonly ip?: string;
  readonly body?: unknown;
  /** Set by Nest's `rawBody: true`. */
  readonly rawBody?: Buffer;
  /** Fastify: the request below. */
  readonly raw?: IncomingMessage;
}

/** What Express and Fastify responses have in common for us. */
export interface CallbackResponse {
  status(code: number): this;
  send(body: unknown): unknown;
}
