import type { EntityManager } from 'typeorm';
import type { MpesaEventName } from '../payments/payment-events.js';

/** What a handler is told besides the event. */
export interface HandlerContext<Name extends MpesaEventName = MpesaEventName> {
  /** Which event it is; the event says so, too. */
  readonly type: Name;
  /** The same for every attempt and every handler of one event: keep it to recognise a repetition. */
  readonly eventId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the attempt has timed out, or the process shuts down. */
  readonly signal: AbortSignal;
  /**
   * Only where the module shares the host's DataSource: writes through it commit together with the mark that this
   * delivery is done, so that they happen exactly once.
   */
  readonly manager?: EntityManager;
}
