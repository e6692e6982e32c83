import type { Clock } from '../../values/clock.js';
import { MINUTE_MS } from '../../values/duration.js';
import { type DarajaApp, appKey } from './daraja-app.js';
import type { QueryLimitStore } from './query-limit.store.js';

/** One request per `intervalMs`, and up to `burst` at once after a quiet time. */
export interface QueryLimit {
  readonly intervalMs: number;
  readonly burst: number;
}

/** Measured on the sandbox in 2026: five STK queries a minute, one at a time. */
export const SANDBOX_QUERY_LIMIT: QueryLimit = { intervalMs: 12_000, burst: 1 };

/** @param perMinute how many requests a minute, when they come at even distances */
export function queryLimit({ perMinute, burst }: { perMinute: number; burst: number }): QueryLimit {
  return { intervalMs: Math.ceil(MINUTE_MS / perMinute), burst };
}

/** Whether a request may go, and else when to come back (epoch milliseconds). */
export type Permit = { readonly ok: true } | { readonly ok: false; readonly retryAt: number };

/** Keeps questions to Daraja below its rate, for all instances together, per app and product. */
export class QueryLimiter {
  constructor(
    private readonly deps: { readonly clock: Clock; readonly store: QueryLimitStore },
    readonly limit: QueryLimit = SANDBOX_QUERY_LIMIT,
  ) {}

  /** Takes a place for one request, or tells when there is one. */
  async tryAcquire(app: DarajaApp, product: string): Promise<Permit> {
    const now = this.deps.clock.now();
    const { allowedAt } = await this.deps.store.reserve(rowKey(app, product), { now, ...this.limit });
    return allowedAt <= now ? { ok: true } : { ok: false, retryAt: allowedAt };
  }

  /** Daraja said too many: nobody asks before `retryAt` (epoch milliseconds). */
  async throttled(app: DarajaApp, product: string, retryAt: number): Promise<void> {
    const savedUp = (this.limit.burst - 1) * this.limit.intervalMs;
    await this.deps.store.postpone(rowKey(app, product), retryAt + savedUp, this.deps.clock.now());
  }
}

function rowKey(app: DarajaApp, product: string): string {
  return `${appKey(app)}:${product}`;
}
