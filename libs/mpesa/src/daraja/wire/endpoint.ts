import type { ErrorEnvelope } from './answer.js';
import type { Reading } from './reading.js';

/** One Daraja API. Request and answer types travel along, so that `client.send(endpoint, body, app)` infers both. */
export interface Endpoint<Req, Res> {
  /** Our name of the product, as errors and limits show it. */
  readonly product: string;
  readonly method: 'GET' | 'POST';
  /** With its version. */
  readonly path: string;
  readonly auth: 'basic' | 'bearer';
  /** What to do when no answer came: ask again, or find out what happened without ever sending it again. */
  readonly onUnanswered: 'retry' | 'reconcile';
  /** Reads a 2xx body that is no error envelope, by this product's own rule of what accepted means. */
  readonly parse: (body: unknown) => Reading<Res>;
  /** Reads an error envelope that is an answer in disguise; null when it is an error after all. */
  readonly parseError?: (error: ErrorEnvelope) => Reading<Res> | null;
  /** What a GET asks by: its request goes into the query string. */
  readonly query?: (body: Req) => Readonly<Record<string, string>>;
  /** Beyond those of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Exists for the compiler only. */
  readonly requestType?: (body: Req) => void;
}

/** Declares one row of the endpoint table. */
export function endpoint<Req, Res>(row: Endpoint<Req, Res>): Endpoint<Req, Res> {
  return row;
}
