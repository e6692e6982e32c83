import { RATIBA_VARIANTS } from '../../daraja/contracts/ratiba-variants.js';
import { parseWireTime } from '../../daraja/wire/wire-time.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { RatibaVariantName } from '../../options/mpesa-options.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import type { JsonObject } from '../../payments/payment.js';
import type { StandingOrderFrequency } from '../../payments/standing-order.js';
import { descriptionProblem, referenceProblem } from '../../values/account-reference.js';
import { readAmount, readMetadata, readPhone, refuse } from '../payment-request.js';
import type { AskedBy } from '../questions/question-deps.js';
import { isKeyOf } from '../../values/is-key-of.js';

/** What a customer is asked to agree to. Whole shillings; days as `YYYY-MM-DD`, East Africa Time. */
export interface StandingOrderRequest extends AskedBy {
  /**
   * What the customer sees it as, 1 to 100 of `A-Z a-z 0-9 space . _ -`. It names the order: the same name and request for one
   * customer never makes a second order.
   */
  readonly name: string;
  /** Who pays, in any usual form. */
  readonly phone: string;
  /** Of one execution: whole shillings, within the account's `limits.c2b`. */
  readonly amount: number;
  /** Not every version of the API has all of them. */
  readonly frequency: StandingOrderFrequency;
  /** First and last day, `YYYY-MM-DD`. */
  readonly startsOn: string;
  readonly endsOn: string;
  /** Account number of each execution, 1 to 12 of the same characters. Default: one that the module makes up. */
  readonly reference?: string;
  /** At most 13 of the same characters. */
  readonly description?: string;
  /** Yours; comes back with the order and its events. */
  readonly metadata?: JsonObject;
}

/** A request in which every field has been checked. */
export interface CheckedOrder {
  readonly name: string;
  readonly phone: string;
  readonly amountCents: number;
  readonly frequency: StandingOrderFrequency;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly reference: string | undefined;
  readonly description: string | null;
  readonly metadata: JsonObject | null;
}

const NAME = /^[A-Za-z0-9 ._-]{1,100}$/;
const DAY = /^20\d\d-\d\d-\d\d$/;

/** @throws InvalidRequestError naming the field */
export function readStandingOrder(request: StandingOrderRequest, account: ResolvedAccount): CheckedOrder {
  const { name, reference, description, startsOn, endsOn } = request;
  refuse('name', name, nameProblem(name));
  if (reference !== undefined) refuse('reference', reference, referenceProblem(reference));
  if (description !== undefined) refuse('description', description, descriptionProblem(description));
  refuse('startsOn', startsOn, dayProblem(startsOn));
  refuse('endsOn', endsOn, dayProblem(endsOn) ?? (endsOn < startsOn ? 'must not be before startsOn' : null));
  return {
    name,
    phone: readPhone(request.phone),
    amountCents: readAmount(request.amount, account.limits.c2b),
    frequency: readFrequency(request.frequency, account.ratiba.variant),
    startsOn,
    endsOn,
    reference: reference?.trim(),
    description: description ?? null,
    metadata: readMetadata(request.metadata),
  };
}

function readFrequency(
  frequency: StandingOrderFrequency,
  variant: RatibaVariantName,
): StandingOrderFrequency {
  const { frequencies } = RATIBA_VARIANTS[variant];
  if (isKeyOf(frequencies, frequency)) return frequency;
  const rule = `must be one of ${Object.keys(frequencies).join(', ')} (ratiba.variant ${variant})`;
  throw new InvalidRequestError('frequency', frequency, rule);
}

function nameProblem(name: unknown): string | null {
  const fits = typeof name === 'string' && NAME.test(name) && name.trim() !== '';
  return fits ? null : 'must be 1 to 100 characters of A-Z a-z 0-9 space . _ - and not blank';
}

function dayProblem(day: unknown): string | null {
  const fits = typeof day === 'string' && DAY.test(day) && parseWireTime(day) !== null;
  return fits ? null : 'must be a day, such as 2026-12-01';
}
