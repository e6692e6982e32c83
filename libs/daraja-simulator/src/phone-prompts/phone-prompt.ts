import { Signal } from '../clock/signal.js';
import type { VirtualTimer } from '../clock/virtual-clock.js';
import type { PromptAction } from '../settings/simulator-settings.js';
import type { Phone } from '../world/phone.js';

/** How a prompt ended; `unreachable` when the phone never showed it, `pin-locked` when its PIN no longer counts. */
export type PromptVerdict = PromptAction | 'unreachable' | 'pin-locked';

/** What a phone shows besides STK prompts: a USSD menu of a merchant, or a standing order to agree to. */
export interface PromptOrder {
  readonly id: string;
  readonly kind: 'ussd' | 'standing-order';
  readonly phone: Phone;
  /** Whole shillings. */
  readonly amount: number;
  readonly payee: string;
  readonly reference: string;
  readonly text: string;
  /** Does what the verdict means and sends the callback; called once. */
  readonly decide: (verdict: PromptVerdict) => Promise<number | string>;
}

export interface PhonePrompt extends PromptOrder {
  open: boolean;
  timers: VirtualTimer[];
  /** What its callback said; null until then. */
  resultCode: number | string | null;
  readonly finished: Signal;
}

export function promptFrom(order: PromptOrder): PhonePrompt {
  return { ...order, open: false, timers: [], resultCode: null, finished: new Signal() };
}
