import { Injectable } from '@nestjs/common';
import {
  B2cService,
  DarajaOutcomeUnknownError,
  MpesaError,
  ReversalService,
  type B2cCommand,
  type JsonObject,
  type Payment,
} from 'nestjs-mpesa';
import type { Caller } from '../auth/caller.js';
import { ClientPayments } from './client-payments.js';
import { ClientPrompts } from './client-prompts.js';
import { libraryKey } from './library-key.js';
import { PaymentOwners } from './payment-owners.js';
import { metadataFor } from './payment-view.js';

export interface CollectRequest {
  readonly phone: string;
  /** Whole shillings. */
  readonly amount: number;
  readonly reference?: string;
  readonly description?: string;
  readonly metadata?: JsonObject;
}

export interface PayoutRequest {
  readonly phone: string;
  /** Whole shillings. */
  readonly amount: number;
  /** Default `BusinessPayment`. */
  readonly command?: B2cCommand;
  readonly remarks?: string;
  readonly occasion?: string;
  readonly metadata?: JsonObject;
}

export interface RefundRequest {
  /** Shillings with at most two decimals. Default: all that is left. */
  readonly amount?: number;
  /** Required of a payment whose receipt was found by comparing. */
  readonly receipt?: string;
  readonly remarks?: string;
  readonly metadata?: JsonObject;
}

/**
 * What clients ask M-Pesa for. Each request is noted as its client's before it leaves. Without an answer the payment is returned
 * as `unknown`: the money may have moved, so it is waited for and never asked for again.
 */
@Injectable()
export class ClientRequests {
  constructor(
    private readonly payments: ClientPayments,
    private readonly owners: PaymentOwners,
    private readonly prompts: ClientPrompts,
    private readonly b2c: B2cService,
    private readonly reversals: ReversalService,
  ) {}

  /**
   * Asks a phone to pay.
   *
   * @param key names this attempt for ever, among the client's own
   * @throws Refusal `too-many-prompts` @throws what `StkPushService.request` throws
   */
  async collect(caller: Caller, { metadata, ...request }: CollectRequest, key: string): Promise<Payment> {
    const { account, clientId } = caller;
    return this.#noted(caller, () =>
      this.prompts.ask(clientId, { ...request, account, ...marks(caller, metadata, key) }),
    );
  }

  /** Pays a customer. @throws what `B2cService.pay` throws */
  payOut(caller: Caller, { metadata, ...request }: PayoutRequest, key: string): Promise<Payment> {
    const { account } = caller;
    return this.#noted(caller, () => this.b2c.pay({ ...request, account, ...marks(caller, metadata, key) }));
  }

  /**
   * Gives a payment back to its payer.
   *
   * @returns the reversal, a payment of its own
   * @throws Refusal `payment-not-found`, also for another's @throws what `ReversalService.request` throws
   */
  async refund(
    caller: Caller,
    paymentId: string,
    request: RefundRequest & { key: string },
  ): Promise<Payment> {
    const { metadata, key, ...rest } = request;
    await this.payments.get(caller.clientId, paymentId);
    return this.#noted(caller, () =>
      this.reversals.request({ ...rest, paymentId, ...marks(caller, metadata, key) }),
    );
  }

  /** Makes a request, and lists the payment that came of it as the client's, whatever else did. */
  async #noted({ clientId }: Caller, request: () => Promise<Payment>): Promise<Payment> {
    try {
      const payment = await request();
      await this.#note(clientId, payment.id);
      return payment;
    } catch (error) {
      const id = paymentIdIn(error);
      // A key that names another payment of the same client is the only error that tells of one not made now.
      if (id === null) throw error;
      await this.#note(clientId, id);
      if (error instanceof DarajaOutcomeUnknownError) return this.payments.get(clientId, id);
      throw error;
    }
  }

  #note(clientId: string, paymentId: string): Promise<void> {
    return this.owners.claim({ paymentId, clientId, how: 'request', prefix: null });
  }
}

/** Says in the payment itself, which is stored before anything is sent, whose it is. */
function marks({ clientId }: Caller, metadata: JsonObject | undefined, key: string) {
  return { metadata: metadataFor(clientId, metadata), idempotencyKey: libraryKey(clientId, key) };
}

function paymentIdIn(error: unknown): string | null {
  const { paymentId } = error instanceof MpesaError ? (error as MpesaError & { paymentId?: unknown }) : {};
  return typeof paymentId === 'string' ? paymentId : null;
}
