import type { IncomingHttpHeaders } from 'node:http';
import type { RequestOp } from '../faults/fault-rule.js';
import type { Answer } from './answer.js';

/** A request that passed the gateway: token, content type, JSON and schema are in order. */
export interface ProductRequest {
  /** Of a product that takes a list, `{ items }`. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** The calling app; empty for OAuth. */
  readonly consumerKey: string;
  /** `v1`, `v2` or `v3`, from the path. */
  readonly version: string;
  readonly requestId: string;
}

/** One product of Daraja: what it does with a well-formed request. Refuses by throwing `RefusedRequest`. */
export interface Product {
  readonly op: RequestOp;
  handle(request: ProductRequest): Answer | Promise<Answer>;
}

/** A number or numeric string of a request as text; Daraja takes both (DARAJA-FACTS 1.1). */
export function textOf(body: Readonly<Record<string, unknown>>, field: string): string {
  const value = body[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
