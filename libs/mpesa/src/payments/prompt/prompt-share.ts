import type { Payment } from '../payment.js';

/** How many unfinished pushes in a row one asker may leave on a phone, of those that the phone bears in all. */
export interface PromptSharePolicy {
  /** Of one asker, while it is alone or the phone has paid it before; of a stranger among others, one. */
  readonly share: number;
  /** Of all askers together. The last of them is left to whom the phone has paid before, where there is anybody. */
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

/** @returns null when the asker may have the phone asked, else how many pushes stand in the way, and until when (epoch ms) */
export function shareUsedUp(
  { pushes, askerOf }: PromptRecord,
  { asker, now }: { asker: string; now: number },
  { share, most, restMs }: PromptSharePolicy,
): { readonly unfinished: number; readonly clearsAt: number } | null {
  const counted = chained(pushes, { now, restMs });
  const [latest] = counted;
  if (latest === undefined) return null;
  const isOwn = (push: Payment): boolean => askerOf(push) === asker;
  const own = sincePaid(pushes.filter(isOwn)).filter((push) => counted.includes(push)).length;
  const all = sincePaid(pushes).filter((push) => counted.includes(push));
  const isKnown = pushes.some((push) => isOwn(push) && isPaid(push));
  const isAlone = all.every(isOwn);
  const clearsAt = endOf(latest) + restMs;
  if (own >= (isKnown || isAlone ? share : Math.min(share, 1))) return { unfinished: own, clearsAt };
  const isLastKept = !isKnown && pushes.some(isPaid);
  return all.length >= (isLastKept ? most - 1 : most) ? { unfinished: all.length, clearsAt } : null;
}

/** As the phone's line counts them: up to one after which nobody left another for as long as the phone rests. */
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
