/** What one phone's line remembers about prompts. Times in epoch ms. */
export interface PhoneLine {
  readonly phone: string;
  /** The payment whose prompt may be on the screen. */
  readonly paymentId: string | null;
  readonly openUntil: number;
  /** Pushes in a row that ended without being paid. */
  readonly unfinished: number;
  readonly lastUnfinishedAt: number;
}

export interface PhoneLinePolicy {
  /** How many unfinished pushes in a row Safaricom tolerates before it blocks the line. */
  readonly maxUnfinished: number;
  /** How long the line then rests. */
  readonly restMs: number;
  /** `refuse` the push, or only `warn`. */
  readonly onUnfinished: 'refuse' | 'warn';
}

export type PromptVerdict =
  | { readonly verdict: 'free'; readonly line: PhoneLine; readonly warning?: string }
  | { readonly verdict: 'occupied'; readonly paymentId: string | null; readonly retryAt: number }
  | { readonly verdict: 'resting'; readonly unfinished: number; readonly clearsAt: number };

/** Asks for the screen of a phone: one prompt at a time, and a rest after too many that nobody finished. */
export function occupy(
  line: PhoneLine,
  request: { paymentId: string; now: number; until: number },
  policy: PhoneLinePolicy,
): PromptVerdict {
  const isOthers = line.paymentId !== null && line.paymentId !== request.paymentId;
  if (isOthers && isOpen(line, request)) {
    return { verdict: 'occupied', paymentId: line.paymentId, retryAt: line.openUntil };
  }
  const clearsAt = line.lastUnfinishedAt + policy.restMs;
  const rested = clearsAt <= request.now;
  const exhausted = !rested && line.unfinished >= policy.maxUnfinished;
  if (exhausted && policy.onUnfinished === 'refuse') {
    return { verdict: 'resting', unfinished: line.unfinished, clearsAt };
  }
  const taken: PhoneLine = {
    ...line,
    paymentId: request.paymentId,
    openUntil: request.until,
    unfinished: rested ? 0 : line.unfinished,
  };
  return exhausted
    ? { verdict: 'free', line: taken, warning: `${line.unfinished} pushes in a row were not completed` }
    : { verdict: 'free', line: taken };
}

/** No prompt is open for twice as long as this one would be: a clock was ahead when that one was written down. */
function isOpen({ openUntil }: PhoneLine, { now, until }: { now: number; until: number }): boolean {
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

export function vacate(
  line: PhoneLine,
  request: { paymentId: string; end: PromptEnd; now: number },
): PhoneLine {
  const holds = line.paymentId === request.paymentId;
  const freed = holds ? { ...line, paymentId: null, openUntil: 0 } : line;
  if (request.end === 'paid') return { ...freed, unfinished: 0 };
  if (request.end === 'untouched') return freed;
  return { ...freed, unfinished: line.unfinished + 1, lastUnfinishedAt: request.now };
}
