import type { QueryLimitStore } from '../../daraja/query-limit.store.js';

/** A {@link QueryLimitStore} for one process. */
export class InMemoryQueryLimitStore implements QueryLimitStore {
  private readonly next = new Map<string, number>();

  async reserve(
    key: string,
    limit: { now: number; intervalMs: number; burst: number },
  ): Promise<{ allowedAt: number }> {
    const next = this.next.get(key) ?? 0;
    const allowedAt = next - (limit.burst - 1) * limit.intervalMs;
    if (allowedAt <= limit.now) this.next.set(key, Math.max(next, limit.now) + limit.intervalMs);
    return { allowedAt };
  }

  async postpone(key: string, until: number): Promise<void> {
    this.next.set(key, Math.max(this.next.get(key) ?? 0, until));
  }
}
