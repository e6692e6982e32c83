/**
 * Which callback a URL stands for, the first word behind the callback path, and whom the second one names. Safaricom refuses
 * URLs with certain words: none of these may contain `exe`, `cmd`, `sql` or `query`.
 */
export const CALLBACK_SUBJECTS = {
  stk: 'payment',
  'c2b-confirmation': 'shortcode',
  'c2b-validation': 'shortcode',
  /** A payment as Bill Manager pushes it. */
  'bill-manager': 'shortcode',
  /** Whether a customer agreed to a standing order. */
  ratiba: 'standing-order',
  /** B2C and Pochi. */
  'b2c-result': 'payment',
  'b2c-timeout': 'payment',
  /** B2B, tax and top-up. */
  'b2b-result': 'payment',
  'b2b-timeout': 'payment',
  'b2b-express': 'payment',
  'reversal-result': 'payment',
  'reversal-timeout': 'payment',
  /** The answer when reconciliation has asked how a payment stands. */
  'check-result': 'payment',
  'check-timeout': 'payment',
  'status-result': 'inquiry',
  'status-timeout': 'inquiry',
  'balance-result': 'inquiry',
  'balance-timeout': 'inquiry',
} as const satisfies Record<string, CallbackSubject>;

/** `payment`, `standing-order`, `inquiry`: its id. `shortcode`: of the account whose news it is. */
export type CallbackSubject = 'payment' | 'standing-order' | 'inquiry' | 'shortcode';

/** What Safaricom calls back about. Each kind has a URL of its own. */
export type CallbackKind = keyof typeof CALLBACK_SUBJECTS;

export const CALLBACK_KINDS = Object.keys(CALLBACK_SUBJECTS) as readonly CallbackKind[];
