import { Signal } from '../../clock/signal.js';
import type { VirtualTimer } from '../../clock/virtual-clock.js';
import type { Phone } from '../../world/phone.js';
import type { Shortcode } from '../../world/shortcode.js';
import type { StkResult } from './stk-results.js';

/** A push Daraja accepted, from its acknowledgement to its result. */
export interface StkPush {
  readonly merchantRequestId: string;
  readonly checkoutRequestId: string;
  readonly shortcode: Shortcode;
  readonly phone: Phone;
  readonly amount: number;
  readonly reference: string;
  readonly callbackUrl: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** `open` while the customer can answer; `none` before and after. */
  prompt: 'open' | 'none';
  promptTimers: VirtualTimer[];
  /** Null while pending. */
  result: StkResult | null;
  /** The acknowledgement has left; results wait for it. */
  readonly acknowledged: Signal;
  /** The result's callbacks were delivered, lost or put off. */
  readonly finished: Signal;
}

/** What the host asked for. */
export type StkOrder = Pick<StkPush, 'shortcode' | 'phone' | 'amount' | 'reference' | 'callbackUrl'>;

export function stkPushFrom(
  order: StkOrder,
  ids: Pick<StkPush, 'merchantRequestId' | 'checkoutRequestId' | 'startedAt'>,
): StkPush {
  return {
    ...order,
    ...ids,
    prompt: 'none',
    promptTimers: [],
    result: null,
    acknowledged: new Signal(),
    finished: new Signal(),
  };
}
