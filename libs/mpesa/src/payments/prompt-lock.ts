/** One prompt at a time on a phone, and what is remembered of those before. Times in epoch ms. */
export interface PromptLock {
  readonly phone: string;
  /** The payment whose prompt may be on the screen. */
  readonly paymentId: string | null;
  readonly openUntil: number;
  /** Pushes in a row that ended without being paid. */
  readonly unfinished: number;
  readonly lastUnfinishedAt: number;
}

export interface PromptLockPolicy {
  /** How many unfinished pushes in a row Safaricom tolerates before it blocks the line. */
  readonly maxUnfinished: number;
  /** How long the line then rests. */
  readonly restMs: number;
  /** `refuse` the push, or only `warn`. */
  readonly onUnfinished: 'refuse' | 'warn';
}

export type PromptVerdict =
  | { readonly verdict: 'free'; readonly lock: PromptLock; readonly warning?: string }
  | { readonly verdict: 'taken'; readonly paymentId: string | null; readonly retryAt: number }
  | { readonly verdict: 'resting'; readonly unfinished: number; readonly clearsAt: number };

/** Asks for the prompt lock of a phone: one prompt at a time, and a rest after too many that nobody finished. */
export function take(
  lock: PromptLock,
  request: { paymentId: string; now: number; until: number },
  policy: PromptLockPolicy,
): PromptVerdict {
  const isOthers = lock.paymentId !== null && lock.paymentId !== request.paymentId;
  if (isOthers && isOpen(lock, request)) {
    return { verdict: 'taken', paymentId: lock.paymentId, retryAt: lock.openUntil };
  }
  const clearsAt = lock.lastUnfinishedAt + policy.restMs;
  const rested = clearsAt <= request.now;
  const exhausted = !rested && lock.unfinished >= policy.maxUnfinished;
  if (exhausted && policy.onUnfinished === 'refuse') {
    return { verdict: 'resting', unfinished: lock.unfinished, clearsAt };
  }
  const taken: PromptLock = {
    ...lock,
    paymentId: request.paymentId,
    openUntil: request.until,
    unfinished: rested ? 0 : lock.unfinished,
  };
  return exhausted
    ? { verdict: 'free', lock: taken, warning: `${lock.unfinished} pushes in a row were not completed` }
    : { verdict: 'free', lock: taken };
}

/** No prompt is open for twice as long as this one would be: a clock was ahead when that one was written down. */
function isOpen({ openUntil }: PromptLock, { now, until }: { now: number; until: number }): boolean {
  return openUntil > now && openUntil <= until + (until - now);
}

/** How a push ended for the phone: `paid` clears its record, `unfinished` counts, `untouched` never reached the payer. */
export type PromptEnd = 'paid' | 'unfinished' | 'untouched';

/** A prompt that is over, and how it ended for the phone. */
export interface EndedPrompt {
  readonly phone: string;
  readonly paymentId: string;
  readonly end: PromptEnd;
}

export function release(
  lock: PromptLock,
  request: { paymentId: string; end: PromptEnd; now: number },
): PromptLock {
  const holds = lock.paymentId === request.paymentId;
  const freed = holds ? { ...lock, paymentId: null, openUntil: 0 } : lock;
  if (request.end === 'paid') return { ...freed, unfinished: 0 };
  if (request.end === 'untouched') return freed;
  return { ...freed, unfinished: lock.unfinished + 1, lastUnfinishedAt: request.now };
}
