import type { VirtualClock } from '../../clock/virtual-clock.js';
import type { CurrentSettings } from '../../settings/current-settings.js';

const MINUTE = 60_000;

/** Spike arrest of the STK query: a steady rate per app with a small burst (DARAJA-FACTS 7.2). */
export class QueryRate {
  /** Per app, the moment at which a query would be exactly on rate. */
  private readonly onRateAt = new Map<string, number>();

  constructor(
    private readonly clock: VirtualClock,
    private readonly settings: CurrentSettings,
  ) {}

  /** Counts a query, or says which rate it broke. */
  exceeded(consumerKey: string): { perMinute: number; burst: number } | null {
    const rate = this.settings.get().queryRate;
    if (!rate) return null;
    const now = this.clock.now();
    const interval = MINUTE / rate.perMinute;
    const onRateAt = Math.max(now, this.onRateAt.get(consumerKey) ?? 0);
    if (onRateAt - now > interval * (rate.burst - 1)) return rate;
    this.onRateAt.set(consumerKey, onRateAt + interval);
    return null;
  }

  clear(): void {
    this.onRateAt.clear();
  }
}
