import type { PingResult } from '../endpoint.js';

/** The URL did not answer the ownership ping as it must. Nothing was stored. */
export class EndpointUnprovenError extends Error {
  override readonly name = 'EndpointUnprovenError';
  readonly code = 'endpoint-unproven';

  constructor(
    readonly url: string,
    readonly ping: PingResult,
  ) {
    super(`${url} did not pass the ownership ping: ${ping.error ?? `it answered ${ping.status}`}`);
  }
}
