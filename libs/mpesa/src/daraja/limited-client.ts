import { DarajaThrottledError } from '../errors/daraja-throttled.error.js';
import type { DarajaApp } from './exchange/daraja-app.js';
import type { DarajaClient } from './daraja-client.js';
import type { Endpoint } from './wire/endpoint.js';
import type { QueryLimiter } from './exchange/query-limiter.js';

/** Puts questions to Daraja, never faster than Daraja allows, for all instances together. */
export class LimitedClient {
  constructor(
    private readonly deps: {
      readonly client: Pick<DarajaClient, 'send'>;
      readonly limiter: Pick<QueryLimiter, 'tryAcquire' | 'throttled'>;
    },
  ) {}

  /**
   * @param body made only once it is our turn, so that what it signs is fresh
   * @throws DarajaThrottledError when it is not our turn yet, ours or Daraja's word; `retryAt` tells when
   * @throws DarajaUnavailableError, DarajaRejectedError, DarajaResponseError
   */
  async send<Req, Res>(endpoint: Endpoint<Req, Res>, body: () => NoInfer<Req>, app: DarajaApp): Promise<Res> {
    const { product } = endpoint;
    const permit = await this.deps.limiter.tryAcquire(app, product);
    if (!permit.ok) throw new DarajaThrottledError({ product, retryAt: permit.retryAt });
    try {
      return await this.deps.client.send(endpoint, body(), app);
    } catch (error) {
      if (error instanceof DarajaThrottledError)
        await this.deps.limiter.throttled(app, product, error.retryAt);
      throw error;
    }
  }
}
