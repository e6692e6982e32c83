import type { FailureWord } from '../values/explanation.js';
import type { AccountType } from '../values/account-type.js';
import type { JsonObject } from './payment.js';

/**
 * Where a standing order stands.
 *
 * - `created`: stored, and being sent; while `sendingAt` is null no byte has left.
 * - `pending`: Daraja accepted the request; the customer has not answered yet.
 * - `unknown`: sent, and no answer told what became of it. Never sent again; its callback will tell.
 * - `review`: nobody told us anything in all the time Safaricom could have. A person has to look.
 * - `active`: the customer agreed. Each execution arrives as a payment of its own.
 * - `failed`: the customer did not agree, or Safaricom refused.
 */
export type StandingOrderStatus = 'created' | 'pending' | 'unknown' | 'review' | 'active' | 'failed';

/** How often a standing order is paid. `biweekly` is every two weeks, `bimonthly` every two months. */
export type StandingOrderFrequency =
  'once' | 'daily' | 'weekly' | 'biweekly' | 'monthly' | 'bimonthly' | 'quarterly' | 'half-yearly' | 'yearly';

/** A customer's agreement to pay again and again. Times are epoch milliseconds, money is cents of KES. */
export interface StandingOrder {
  readonly id: string;
  readonly status: StandingOrderStatus;
  /** The named account of this module. */
  readonly account: string;
  readonly accountType: AccountType;
  /** Business short code; for a till its store number. */
  readonly shortcode: string;
  /** The till number customers see; null for a pay bill. */
  readonly till: string | null;
  /** Who pays, twelve digits; null once retention has erased it. */
  readonly phone: string | null;
  /** What the customer sees it as; one of a kind for each customer. Empty once retention has erased it. */
  readonly name: string;
  /** Of one execution. */
  readonly amountCents: number;
  /** The account number of each execution. */
  readonly reference: string;
  readonly description: string | null;
  readonly frequency: StandingOrderFrequency;
  /** First and last day, `YYYY-MM-DD`, East Africa Time. */
  readonly startsOn: string;
  readonly endsOn: string;
  readonly metadata: JsonObject | null;
  /** One word for why it failed; Safaricom's code and text stand beside it. */
  readonly failure: FailureWord | null;
  readonly resultCode: string | null;
  readonly resultText: string | null;
  /** Safaricom's id of the request. */
  readonly responseRefId: string | null;
  /** Safaricom's id of the agreement; no payment has this receipt. */
  readonly transactionId: string | null;
  /** While it is set, no other standing order of this customer may have this name. */
  readonly liveKey: string | null;
  /** Digest of what was asked, made with the callback secret, as is `liveKey`. */
  readonly requestHash: string;
  /** When its bytes may have begun to leave; null means that none have. */
  readonly sendingAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When to stop waiting; null when there is nothing to wait for. */
  readonly nextCheckAt: number | null;
  /** Moves with every change; numbers its events. */
  readonly version: number;
}

/** What is known when a standing order is first stored. */
export type StandingOrderSeed = Omit<
  StandingOrder,
  | 'status'
  | 'failure'
  | 'resultCode'
  | 'resultText'
  | 'responseRefId'
  | 'transactionId'
  | 'sendingAt'
  | 'updatedAt'
  | 'version'
>;

export function newStandingOrder(seed: StandingOrderSeed): StandingOrder {
  return {
    status: 'created',
    failure: null,
    resultCode: null,
    resultText: null,
    responseRefId: null,
    transactionId: null,
    sendingAt: null,
    updatedAt: seed.createdAt,
    version: 1,
    ...seed,
  };
}
