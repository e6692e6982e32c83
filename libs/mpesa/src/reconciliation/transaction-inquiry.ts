import type { Acknowledgement } from '../daraja/contracts/acknowledgement.js';
import type { DarajaApp } from '../daraja/daraja-app.js';
import type { DarajaClient } from '../daraja/daraja-client.js';
import { ENDPOINTS } from '../daraja/daraja.endpoints.js';
import type { QueryLimiter } from '../daraja/query-limiter.js';
import { DarajaThrottledError } from '../errors/daraja-throttled.error.js';
import {
  toTransactionStatusBody,
  type TransactionStatusQuestion,
} from '../translation/transaction-status.js';

/** Asks Daraja how a transaction stands, never faster than Daraja allows, for all instances together. */
export class TransactionInquiry {
  constructor(
    private readonly deps: {
      readonly client: Pick<DarajaClient, 'send'>;
      readonly limiter: Pick<QueryLimiter, 'tryAcquire' | 'throttled'>;
    },
  ) {}

  /**
   * The answer itself comes to the question's result URL.
   *
   * @throws DarajaThrottledError when it is not our turn yet, ours or Daraja's word; `retryAt` tells when
   * @throws DarajaUnavailableError, DarajaRejectedError, DarajaResponseError
   */
  async ask(app: DarajaApp, question: TransactionStatusQuestion): Promise<Acknowledgement> {
    const { product } = ENDPOINTS.transactionStatus;
    const permit = await this.deps.limiter.tryAcquire(app, product);
    if (!permit.ok) throw new DarajaThrottledError({ product, retryAt: permit.retryAt });
    try {
      return await this.deps.client.send(ENDPOINTS.transactionStatus, toTransactionStatusBody(question), app);
    } catch (error) {
      if (error instanceof DarajaThrottledError)
        await this.deps.limiter.throttled(app, product, error.retryAt);
      throw error;
    }
  }
}
