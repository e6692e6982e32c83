/**
 * Lets callers wait for a payment. A commit in this process wakes them at once; news that another instance recorded is
 * found by looking again every so often.
 */
export class SettlementWaiters {
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(private readonly lookAgainMs = 500) {}

  /** Looks again now for everybody who waits for one of these payments. */
  wake(paymentIds: Iterable<string>): void {
    for (const id of paymentIds) for (const look of this.#waiting.get(id) ?? []) look();
  }

  /** Answers what `look` finds, or null when it has found nothing within `timeoutMs`. */
  async wait<T>(id: string, timeoutMs: number, look: () => Promise<T | null>): Promise<T | null> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const woken = this.#nextWake(id, Math.min(this.lookAgainMs, Math.max(0, end - performance.now())));
      const found = await look();
      if (found !== null || performance.now() >= end) {
        woken.cancel();
        return found;
      }
      await woken.promise;
    }
  }

  /** Registered before the look, so that a commit in between is not missed. */
  #nextWake(id: string, withinMs: number): { promise: Promise<void>; cancel: () => void } {
    const others = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, others);
    let cancel = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      const timer = setTimeout(() => cancel(), withinMs);
      cancel = () => {
        clearTimeout(timer);
        others.delete(cancel);
        if (others.size === 0 && this.#waiting.get(id) === others) this.#waiting.delete(id);
        resolve();
      };
      others.add(cancel);
    });
    return { promise, cancel };
  }
}
