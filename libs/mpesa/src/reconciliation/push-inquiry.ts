import type { DarajaApp } from '../daraja/daraja-app.js';
import type { DarajaClient } from '../daraja/daraja-client.js';
import { ENDPOINTS } from '../daraja/daraja.endpoints.js';
import type { StkQueryAnswer } from '../daraja/contracts/stk-query.contract.js';
import type { QueryLimiter } from '../daraja/query-limiter.js';
import { DarajaThrottledError } from '../errors/daraja-throttled.error.js';
import type { Clock } from '../values/clock.js';
import { toStkQueryBody } from '../translation/stk-push.js';

export interface PushInquiryRequest {
  readonly app: DarajaApp;
  readonly shortcode: string;
  readonly passkey: string;
  readonly checkoutRequestId: string;
}

/** Asks Daraja how a push stands, never faster than Daraja allows, for all instances together. */
export class PushInquiry {
  constructor(
    private readonly deps: {
      readonly client: DarajaClient;
      readonly limiter: QueryLimiter;
      readonly clock: Clock;
    },
  ) {}

  /**
   * @throws DarajaThrottledError when it is not our turn yet, ours or Daraja's word; `retryAt` tells when
   * @throws DarajaUnavailableError, DarajaRejectedError, DarajaResponseError
   */
  async ask(request: PushInquiryRequest): Promise<StkQueryAnswer> {
    const { app } = request;
    const { product } = ENDPOINTS.stkQuery;
    const permit = await this.deps.limiter.tryAcquire(app, product);
    if (!permit.ok) throw new DarajaThrottledError({ product, retryAt: permit.retryAt });
    const body = toStkQueryBody({ ...request, at: this.deps.clock.now() }, request.checkoutRequestId);
    try {
      return await this.deps.client.send(ENDPOINTS.stkQuery, body, app);
    } catch (error) {
      if (error instanceof DarajaThrottledError)
        await this.deps.limiter.throttled(app, product, error.retryAt);
      throw error;
    }
  }
}
