import type { PaymentKind } from './payment.js';
import type { PhoneLinePolicy } from './phone-line.js';

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
  /** Accounts whose callbacks count only once Daraja has confirmed them. */
  readonly confirmByQuery: (account: string) => boolean;
  readonly horizonMs: (kind: PaymentKind) => number;
  readonly phoneLine: PhoneLinePolicy;
}

export type ApplyPolicy = Pick<
  PaymentPolicy,
  'firstCheckMs' | 'sendLeaseMs' | 'confirmByQuery' | 'horizonMs'
>;
