import type { Payment } from './payment.js';

/** How many unfinished pushes in a row one asker may leave on a phone, of those that the phone bears in all. */
export interface PromptSharePolicy {
  /** Of one asker. */
  readonly share: number;
  /** Of all askers together. The last of them is left to an asker whom the phone has paid before. */
  readonly most: number;
  /** How long an unfinished push counts, ms. */
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
  const counts = (push: Payment): boolean => isUnfinished(push) && endOf(push) + restMs > now;
  const own = pushes.filter((push) => askerOf(push) === asker);
  const ownRow = inARow(own).filter(counts);
  if (ownRow.length >= share) return standing(ownRow, restMs);
  const isKnown = own.some(isPaid);
  const row = inARow(pushes).filter(counts);
  return row.length >= (isKnown ? most : most - 1) ? standing(row, restMs) : null;
}

/** Up to the last one that was paid: a success clears the phone's record. */
function inARow(pushes: readonly Payment[]): Payment[] {
  const paid = pushes.findIndex(isPaid);
  return paid === -1 ? [...pushes] : pushes.slice(0, paid);
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

function standing(row: readonly Payment[], restMs: number): { unfinished: number; clearsAt: number } {
  return { unfinished: row.length, clearsAt: Math.max(...row.map(endOf)) + restMs };
}
