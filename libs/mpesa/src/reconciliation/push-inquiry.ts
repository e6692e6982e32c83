import type { StkQueryAnswer } from '../daraja/contracts/stk-query.contract.js';
import type { DarajaApp } from '../daraja/exchange/daraja-app.js';
import { ENDPOINTS } from '../daraja/endpoints/daraja.endpoints.js';
import type { LimitedClient } from '../daraja/limited-client.js';
import { toStkQueryBody } from '../translation/stk-push.js';
import type { Clock } from '../values/clock.js';

export interface PushInquiryRequest {
  readonly app: DarajaApp;
  readonly shortcode: string;
  readonly passkey: string;
  readonly checkoutRequestId: string;
}

/** Asks Daraja how a push stands. */
export class PushInquiry {
  constructor(private readonly deps: { readonly client: LimitedClient; readonly clock: Clock }) {}

  /** @throws as `LimitedClient.send` */
  ask({ app, checkoutRequestId, ...signer }: PushInquiryRequest): Promise<StkQueryAnswer> {
    const body = () => toStkQueryBody({ ...signer, at: this.deps.clock.now() }, checkoutRequestId);
    return this.deps.client.send(ENDPOINTS.stkQuery, body, app);
  }
}
