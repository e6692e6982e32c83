import { DarajaUnavailableError } from '../../errors/daraja-unavailable.error.js';
import type { Clock } from '../../values/clock.js';
import type { Delay } from '../../values/delay.js';
import { MINUTE_MS } from '../../values/duration.js';
import type { RandomSource } from '../../values/random.js';
import { systemRepeat, type Repeat } from '../../values/repeat.js';
import type { AccessTokenStore } from './access-token.store.js';
import { type DarajaApp, appKey } from '../exchange/daraja-app.js';
import type { FetchToken } from './token-fetch.js';
import { TokenLease, type TokenLeaseDeps } from './token-lease.js';
import { openToken, sealToken } from './token-seal.js';

/** What the tokens need from outside. */
export interface AccessTokensDeps {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly delay: Delay;
  readonly store: AccessTokenStore;
  readonly fetch: FetchToken;
  /** A token this close to its end is not handed out any more; 60,000 unless told. */
  readonly refreshAheadMs?: number;
  /** How long an instance that fetches may be silent before another takes over; 5,000 unless told. */
  readonly leaseMs?: number;
  /** How long a call waits for another instance's fetch; 20,000 unless told. */
  readonly waitMs?: number;
  /** Renews the lease while a fetch goes on; on the event loop unless told. */
  readonly repeat?: Repeat;
  /** Hears of every token that this instance fetched and stored. */
  readonly onRefreshed?: (app: DarajaApp, expiresAt: number) => void;
}

/** What the refresh job did for one app. */
export interface TokenRefresh {
  readonly app: DarajaApp;
  readonly outcome: 'refreshed' | 'not-due' | 'failed';
  readonly error?: unknown;
}

interface LiveToken {
  readonly token: string;
  readonly expiresAt: number;
}

interface Wanted {
  readonly key: string;
  readonly app: DarajaApp;
  /** A token that must not be handed out again. */
  readonly notThis?: string;
  /** How long it must still live, in milliseconds. */
  readonly aheadMs: number;
}

const POLL_MS = 150;

/**
 * One token per app for all instances: one fetch at a time in the process, and one across instances through a lease on
 * the stored row. Never a transaction across the fetch. A token is replaced only by one of a higher generation.
 */
export class AccessTokens {
  private readonly known = new Map<string, LiveToken>();
  private readonly flights = new Map<string, Promise<LiveToken>>();
  private readonly aheadMs: number;
  private readonly leaseDeps: TokenLeaseDeps;
  private readonly polls: number;

  constructor(private readonly deps: AccessTokensDeps) {
    this.aheadMs = deps.refreshAheadMs ?? MINUTE_MS;
    const { store, clock, repeat = systemRepeat, leaseMs = 5_000 } = deps;
    this.leaseDeps = { store, clock, repeat, leaseMs };
    this.polls = Math.ceil((deps.waitMs ?? 20_000) / POLL_MS);
  }

  /**
   * A token that Daraja should take; with `notThis`, another one than that, which Daraja has just refused.
   *
   * @throws DarajaUnavailableError when another instance has been fetching for too long
   * @throws StorageUnavailableError, and whatever the fetch throws
   */
  async get(app: DarajaApp, options: { notThis?: string } = {}): Promise<string> {
    const wanted: Wanted = { key: appKey(app), app, notThis: options.notThis, aheadMs: this.aheadMs };
    const live = await this.current(wanted);
    // The flight that was joined may have started before this token was refused, and have brought it back. Once more, no
    // oftener: Daraja may also issue the same token again.
    return live.token === wanted.notThis ? (await this.current(wanted)).token : live.token;
  }

  /** Replaces the stored tokens that end within `aheadMs` (five minutes unless told). One app's failure stops no other. */
  async refreshDue(apps: readonly DarajaApp[], aheadMs = 5 * MINUTE_MS): Promise<TokenRefresh[]> {
    const unique = new Map(apps.map((app) => [appKey(app), app]));
    const refreshed: TokenRefresh[] = [];
    for (const [key, app] of unique) refreshed.push(await this.refreshOne({ key, app, aheadMs }));
    return refreshed;
  }

  private async refreshOne(wanted: Wanted): Promise<TokenRefresh> {
    const { app, key } = wanted;
    try {
      const stored = await this.deps.store.load(key);
      // An app that has not been used yet gets its first token when it is.
      if (!stored || stored.expiresAt - wanted.aheadMs > this.deps.clock.now())
        return { app, outcome: 'not-due' };
      await this.join(wanted);
      return { app, outcome: 'refreshed' };
    } catch (error) {
      return { app, outcome: 'failed', error };
    }
  }

  private async current(wanted: Wanted): Promise<LiveToken> {
    return this.usable(this.known.get(wanted.key), wanted) ?? this.join(wanted);
  }

  private join(wanted: Wanted): Promise<LiveToken> {
    const running = this.flights.get(wanted.key);
    if (running) return running;
    const flight = this.obtain(wanted).finally(() => this.flights.delete(wanted.key));
    this.flights.set(wanted.key, flight);
    return flight;
  }

  /** From the store when another instance was faster, else from Daraja under the lease, else waits for who holds it. */
  private async obtain(wanted: Wanted): Promise<LiveToken> {
    const owner = this.deps.random.bytes(16).toString('hex');
    const lease = new TokenLease(this.leaseDeps, wanted.key, owner);
    // Between the look and the lease another instance may have finished.
    const fetchOnce = async (): Promise<LiveToken | null> =>
      (await this.loadUsable(wanted)) ?? (await this.fetchAndSave(wanted, owner));
    for (let poll = 0; poll < this.polls; poll += 1) {
      const live = (await this.loadUsable(wanted)) ?? (await lease.hold(fetchOnce));
      if (live) return live;
      await this.deps.delay(POLL_MS);
    }
    throw new DarajaUnavailableError({
      product: 'oauth',
      reason: 'other instances hold the token lease for too long',
    });
  }

  private async fetchAndSave(wanted: Wanted, owner: string): Promise<LiveToken | null> {
    const { key, app } = wanted;
    const stored = await this.deps.store.load(key);
    const askedAt = this.deps.clock.now();
    const issued = await this.deps.fetch(app);
    const expiresAt = askedAt + Math.floor(issued.livesSeconds * 1000);
    const generation = (stored?.generation ?? 0) + 1;
    const at = { context: key, random: this.deps.random };
    const sealedToken = sealToken(issued.token, app.consumerSecret, at);
    // Too slow: the lease went to another instance, whose token is newer and may have ended this one.
    if (!(await this.deps.store.save(key, owner, { sealedToken, expiresAt, generation }))) return null;
    this.deps.onRefreshed?.(app, expiresAt);
    return this.remember(key, { token: issued.token, expiresAt });
  }

  private async loadUsable(wanted: Wanted): Promise<LiveToken | null> {
    const stored = await this.deps.store.load(wanted.key);
    if (!stored) return null;
    const token = openToken(stored.sealedToken, wanted.app.consumerSecret, wanted.key);
    const live = token === null ? undefined : { token, expiresAt: stored.expiresAt };
    const usable = this.usable(live, wanted);
    return usable && this.remember(wanted.key, usable);
  }

  private usable(live: LiveToken | undefined, wanted: Wanted): LiveToken | null {
    if (!live || live.token === wanted.notThis) return null;
    return live.expiresAt - wanted.aheadMs > this.deps.clock.now() ? live : null;
  }

  /** Flights of one app follow each other, so that what comes last is the newest. */
  private remember(key: string, live: LiveToken): LiveToken {
    this.known.set(key, live);
    return live;
  }
}
