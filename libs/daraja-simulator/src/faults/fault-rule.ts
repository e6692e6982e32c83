import type { PromptAction } from '../settings/simulator-settings.js';

/** The products a fault can strike while a host calls them. */
export const REQUEST_OPS = [
  'oauth',
  'stkpush',
  'stkquery',
  'c2b-register',
  'c2b-simulate',
  'b2c',
  'pochi',
  'b2b',
  'tax',
  'reversal',
  'status',
  'balance',
  'pull-register',
  'pull-query',
  'imsi',
  'imsi-lookup',
  'sim-swap',
  'age-on-network',
  'id-validation',
  'org-info',
  'b2c-hakikisha',
  'qr',
  'b2b-express',
  'billmanager-optin',
  'billmanager-update',
  'billmanager-invoice',
  'billmanager-bulk',
  'billmanager-cancel',
  'billmanager-cancel-bulk',
  'billmanager-reconciliation',
  'ratiba',
  'bonga-points',
  'bonga-redeem',
  'bundle-offers',
  'bundle-purchase',
  'bundle-status',
] as const;
/** The products that answer by a result, or by a queue timeout (DARAJA-FACTS 1.6). */
export const RESULT_OPS = ['b2c', 'pochi', 'b2b', 'tax', 'reversal', 'status', 'balance'] as const;
/** The callbacks a fault can strike on their way to a host. */
export const CALLBACK_OPS = [
  'stk-callback',
  'c2b-validation',
  'c2b-confirmation',
  'b2c-result',
  'pochi-result',
  'b2b-result',
  'tax-result',
  'reversal-result',
  'status-result',
  'balance-result',
  'timeout-callback',
  'b2b-express-callback',
  'billmanager-payment',
  'ratiba-callback',
] as const;

/** A request that a client makes, by the product of Daraja. */
export type RequestOp = (typeof REQUEST_OPS)[number];
/** A result that is called back to its result URL. */
export type ResultOp = (typeof RESULT_OPS)[number];
/** Anything that is called back. */
export type CallbackOp = (typeof CALLBACK_OPS)[number];
/** Where a fault strikes; `*`: wherever it makes sense. */
export type FaultOp = RequestOp | CallbackOp | '*';

/** Every fault, and the ops it can strike. */
export const FAULTS = {
  'http-500': REQUEST_OPS,
  'http-503': REQUEST_OPS,
  'http-429': REQUEST_OPS,
  'html-403': REQUEST_OPS,
  'ok-with-error-body': REQUEST_OPS,
  slow: REQUEST_OPS,
  'ack-lost': REQUEST_OPS,
  'token-expired': REQUEST_OPS.filter((op) => op !== 'oauth'),
  'contradictory-query': ['stkquery'],
  'callback-before-ack': ['stkpush', 'stk-callback', ...RESULT_OPS],
  'queue-timeout': RESULT_OPS,
  'callback-lost': CALLBACK_OPS,
  'callback-duplicated': CALLBACK_OPS,
  'callback-late': CALLBACK_OPS,
  'callback-held': CALLBACK_OPS,
  'corrupt-callback': CALLBACK_OPS,
} as const satisfies Record<string, readonly Exclude<FaultOp, '*'>[]>;

/** What can go wrong. */
export type FaultKind = keyof typeof FAULTS;

/** What shall go wrong, where and how often. */
export interface FaultRule {
  /** The product or callback it strikes; `*` strikes wherever the fault makes sense. */
  op: FaultOp;
  fault: FaultKind;
  /** How many times it fires before it is spent; without it, always. */
  count?: number;
  /** Chance of firing, 0..1, drawn from a sequence that `seed` fixes. */
  p?: number;
  seed?: number;
  /** `slow`, `callback-late`; `queue-timeout` from the timeout to the result: milliseconds of simulated time. */
  ms?: number;
  /** `callback-duplicated`: deliveries in all (default 2), at once unless `parallel` is false. */
  copies?: number;
  parallel?: boolean;
  /** `contradictory-query`: the ResultCode the query claims (default 1032). */
  resultCode?: number | string;
  /** `callback-before-ack`: answers the prompt by itself; without it the acknowledgement waits for `answer`. */
  action?: PromptAction;
  /**
   * `queue-timeout`: without it the request expired unprocessed; `result` processes it after all and sends the result;
   * `silence` processes it and sends none.
   */
  then?: 'result' | 'silence';
}

/** A rule in force. */
export interface ActiveFault extends FaultRule {
  readonly id: string;
  readonly fired: number;
}
