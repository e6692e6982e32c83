import type { Clock } from '../../values/clock.js';
import type { Repeat } from '../../values/repeat.js';
import type { AccessTokenStore } from './access-token.store.js';

export interface TokenLeaseDeps {
  readonly store: Pick<AccessTokenStore, 'tryLease' | 'release'>;
  readonly clock: Clock;
  readonly repeat: Repeat;
  readonly leaseMs: number;
}

/**
 * One instance's right to fetch a token. Short, so that nobody waits long for an instance that died, and renewed while its
 * holder lives, however long Daraja takes.
 */
export class TokenLease {
  #renewal: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly deps: TokenLeaseDeps,
    private readonly key: string,
    private readonly owner: string,
  ) {}

  /** Does the work under the lease. Null, and nothing was done, while another holds it. */
  async hold<T>(work: () => Promise<T>): Promise<T | null> {
    if (!(await this.#take())) return null;
    const stop = this.deps.repeat(this.deps.leaseMs / 3, () => this.#renew());
    try {
      return await work();
    } finally {
      stop();
      // A renewal that came after the release would take the lease once more, for nothing.
      await this.#renewal;
      // A lease that cannot be given back ends by itself.
      await this.deps.store.release(this.key, this.owner).catch(() => undefined);
    }
  }

  #renew(): void {
    // Where it cannot be renewed another takes over, and what this one brings comes too late to be stored.
    this.#renewal = this.#take().catch(() => undefined);
  }

  #take(): Promise<boolean> {
    const now = this.deps.clock.now();
    return this.deps.store.tryLease(this.key, this.owner, now, now + this.deps.leaseMs);
  }
}
