import { DAY_MS, MINUTE_MS } from '../values/duration.js';
import type { PaymentKind } from './payment.js';
import type { PromptLockPolicy } from './prompt-lock.js';

/**
 * Which successes, told by a callback that proves all there is to prove, wait for Daraja's word all the same: in `auto` those
 * from elsewhere, those that overturn a failure and the large ones, in `query` all, in `off` none.
 */
export interface Confirming {
  readonly mode: 'auto' | 'query' | 'off';
  /** From this amount on it is large. */
  readonly aboveCents: number;
  /** Whether M-Pesa can be asked about a receipt; absent where only the host's account source could tell. */
  readonly canAsk?: boolean;
}

/** The numbers the rules of this folder depend on. All durations in ms. */
export interface PaymentPolicy {
  /** From acceptance to the first question about a push. */
  readonly firstCheckMs: number;
  /** How long a phone may show a prompt. */
  readonly promptMs: number;
  /** How long a request may go unanswered before its sender counts as dead. */
  readonly sendLeaseMs: number;
  /** How long a C2B confirmation that fits several pushes waits for their callbacks, after their prompts have ended. */
  readonly waitForCallbacksMs: number;
  /** Clock difference we allow between Safaricom and us when we compare times. */
  readonly clockSkewMs: number;
  readonly confirming: (account: string) => Confirming;
  readonly horizonMs: (kind: PaymentKind) => number;
  /** Every form in which a CheckoutRequestID may stand in a payment whose personal data was erased, the newest first. */
  readonly erasedCheckouts: (checkoutRequestId: string) => readonly [string, ...string[]];
  /** The same of an account number. */
  readonly erasedReferences: (reference: string) => readonly [string, ...string[]];
  readonly promptLock: PromptLockPolicy;
}

export type ApplyPolicy = Pick<
  PaymentPolicy,
  'firstCheckMs' | 'sendLeaseMs' | 'clockSkewMs' | 'confirming' | 'horizonMs'
>;

/** What the host decides of the policy. Durations in ms. */
export interface PolicySettings extends Pick<
  PaymentPolicy,
  'firstCheckMs' | 'confirming' | 'erasedCheckouts' | 'erasedReferences'
> {
  readonly stkHorizonMs: number;
  /** Of all other kinds. */
  readonly horizonMs: number;
  /** How long one request to Daraja may take. */
  readonly requestMs: number;
  readonly prompts: Pick<PromptLockPolicy, 'maxUnfinished' | 'onUnfinished'>;
}

/** The numbers of the rules, and what the host decides of them. */
export function paymentPolicy(settings: PolicySettings): PaymentPolicy {
  const { stkHorizonMs, horizonMs, requestMs, prompts, ...asTheyAre } = settings;
  return {
    ...asTheyAre,
    promptMs: 3 * MINUTE_MS,
    // Longer than a request with its token and one replay can take.
    sendLeaseMs: Math.max(MINUTE_MS, 4 * requestMs),
    waitForCallbacksMs: 3 * MINUTE_MS,
    clockSkewMs: MINUTE_MS,
    horizonMs: (kind) => (kind === 'stk-push' ? stkHorizonMs : horizonMs),
    promptLock: { ...prompts, restMs: DAY_MS },
  };
}
