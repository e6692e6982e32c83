import type { DurableEventName } from '../payments/payment-events.js';
import type { Tx } from '../payments/payment-ports.js';
import type { Delivery } from './outbox-store.js';

/** One handler as the relay calls it. */
export interface DurableHandler {
  readonly id: string;
  readonly events: readonly DurableEventName[];
  readonly timeoutMs: number;
  invoke(delivery: Delivery, call: HandlerCall): Promise<void>;
}

export interface HandlerCall {
  readonly attempt: number;
  readonly signal: AbortSignal;
  /** The transaction that also marks the delivery, on a shared DataSource. */
  readonly tx?: Tx;
}
