/** Where instances share how often a product may be asked, one row per app and product. */
export interface QueryLimitStore {
  /**
   * Takes one place, in one statement (GCRA). With `next` the stored time (0 when the row is missing) a request at `now`
   * may go when `next - (burst - 1) * intervalMs <= now`; then `next` becomes `max(next, now) + intervalMs` and the answer
   * is a time that is not after `now`. Else nothing changes and the answer is `next - (burst - 1) * intervalMs`. A `next` that was
   * set more than a minute after `now` was set by a clock that was ahead, and counts as none.
   */
  reserve(
    key: string,
    limit: { now: number; intervalMs: number; burst: number },
  ): Promise<{ /** Epoch milliseconds; not after `now` means go. */ allowedAt: number }>;
  /** Moves `next` to `until` unless it is later already. `now` says when. */
  postpone(key: string, until: number, now: number): Promise<void>;
}
