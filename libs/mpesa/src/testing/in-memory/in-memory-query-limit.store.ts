import { CLOCK_SKEW_MS } from 'typeorm-durable';
import type { QueryLimitStore } from '../../daraja/exchange/query-limit.store.js';

/** A {@link QueryLimitStore} for one process. */
export class InMemoryQueryLimitStore implements QueryLimitStore {
  private readonly rows = new Map<string, { readonly next: number; readonly setAt: number }>();

  async reserve(
    key: string,
    limit: { now: number; intervalMs: number; burst: number },
  ): Promise<{ allowedAt: number }> {
    const next = this.#next(key, limit.now);
    const allowedAt = next - (limit.burst - 1) * limit.intervalMs;
    if (allowedAt <= limit.now) {
      this.rows.set(key, { next: Math.max(next, limit.now) + limit.intervalMs, setAt: limit.now });
    }
    return { allowedAt };
  }

  async postpone(key: string, until: number, now: number): Promise<void> {
    this.rows.set(key, { next: Math.max(this.#next(key, now), until), setAt: now });
  }

  #next(key: string, now: number): number {
    const row = this.rows.get(key);
    return row === undefined || row.setAt > now + CLOCK_SKEW_MS ? 0 : row.next;
  }
}
