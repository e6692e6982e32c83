import type { FailureWord } from '../../values/explanation.js';
import { MINUTE_MS } from '../../values/duration.js';
import type { Payment } from '../payment.js';

/** How many unfinished pushes in a row one asker may leave on a phone, of those that the phone bears in all. */
export interface PromptSharePolicy {
  /** Of one asker, while it is alone or the phone has answered it before; of a stranger among others, one. */
  readonly share: number;
  /** Of all askers together. The last is for whom the phone has answered, the last but one for who has never left any. */
  readonly most: number;
  /** After how long without another one unfinished pushes no longer count, ms. */
  readonly restMs: number;
}

export interface PromptRecord {
  /** The latest pushes to the phone, newest first. */
  readonly pushes: readonly Payment[];
  /** Who asked for a push; null for one that nobody is named for. */
  readonly askerOf: (push: Payment) => string | null;
}

/** How many pushes stand in the way, and until when (epoch ms). */
export interface UsedShare {
  readonly unfinished: number;
  readonly clearsAt: number;
}

/** A stranger waits so long after the second unfinished push of others, and each time fifteen times as long as before. */
const FIRST_WAIT_MS = 2 * MINUTE_MS;
const WAIT_GROWS = 15;
/** Who typed a PIN, if a wrong one, holds the phone and meant to pay. Too little money may be seen before anybody types. */
const TYPED_PIN: FailureWord = 'wrong-pin';

/** @returns null when the asker may have the phone asked, else what stands in the way */
export function shareUsedUp(
  { pushes, askerOf }: PromptRecord,
  { asker, now }: { asker: string; now: number },
  policy: PromptSharePolicy,
): UsedShare | null {
  const counted = chained(pushes, { now, restMs: policy.restMs });
  const [latest] = counted;
  if (latest === undefined) return null;
  const mine = pushes.filter((push) => askerOf(push) === asker);
  const inARow = sincePaid(pushes).filter((push) => counted.includes(push));
  const own = sincePaid(mine).filter((push) => counted.includes(push)).length;
  const all = inARow.length;
  const places = placesFor(mine, { isAlone: inARow.every((push) => mine.includes(push)) }, policy);
  const rested = endOf(latest) + policy.restMs;
  if (own >= places.own) return { unfinished: own, clearsAt: rested };
  if (all >= places.all) return { unfinished: all, clearsAt: rested };
  const clearsAt = endOf(latest) + (places.isAtOnce ? 0 : waitAfter(all, policy));
  return clearsAt > now ? { unfinished: all, clearsAt } : null;
}

interface Places {
  readonly own: number;
  readonly all: number;
  readonly isAtOnce: boolean;
}

/** A stranger's prompts never come to as many as would have M-Pesa close the line, and the sooner they come the longer they wait. */
function placesFor(
  mine: readonly Payment[],
  { isAlone }: { isAlone: boolean },
  { share, most }: PromptSharePolicy,
): Places {
  if (mine.some(hasAnswered)) return { own: share, all: most, isAtOnce: true };
  // However few there are, the first is everybody's.
  if (isAlone) return { own: share, all: Math.max(1, most - 1), isAtOnce: true };
  const isNew = !mine.some(isUnfinished);
  return { own: Math.min(share, 1), all: Math.max(1, isNew ? most - 1 : most - 2), isAtOnce: false };
}

function waitAfter(unfinished: number, { restMs }: PromptSharePolicy): number {
  return unfinished < 2 ? 0 : Math.min(restMs, FIRST_WAIT_MS * WAIT_GROWS ** (unfinished - 2));
}

function hasAnswered(push: Payment): boolean {
  return isPaid(push) || (push.status === 'failed' && push.failure === TYPED_PIN);
}

/** As the prompt lock counts them: up to one after which nobody left another for as long as the phone rests. */
function chained(pushes: readonly Payment[], { now, restMs }: { now: number; restMs: number }): Payment[] {
  const unfinished = pushes.filter(isUnfinished);
  const nextAt = (index: number): number => unfinished[index - 1]?.createdAt ?? now;
  const end = unfinished.findIndex((push, index) => endOf(push) + restMs <= nextAt(index));
  return end === -1 ? unfinished : unfinished.slice(0, end);
}

/** Up to the last one that was paid: a success clears the phone's record. */
function sincePaid(pushes: readonly Payment[]): readonly Payment[] {
  const paid = pushes.findIndex(isPaid);
  return paid === -1 ? pushes : pushes.slice(0, paid);
}

function isPaid({ status }: Payment): boolean {
  return status === 'succeeded' || status === 'reversed';
}

/** What Daraja never took was never on the screen, and what another request kept off it was not either. */
function isUnfinished({ status, failure, checkoutRequestId }: Payment): boolean {
  return status === 'failed' && checkoutRequestId !== null && failure !== 'prompt-open';
}

function endOf({ settledAt, updatedAt }: Payment): number {
  return settledAt ?? updatedAt;
}
