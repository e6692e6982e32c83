import type { Clock } from '../values/clock.js';
import type { StorageErrors } from '../errors/storage-errors.js';
import { poolShares, workShare } from './pool-shares.js';
import { within } from '../values/within.js';

/**
 * `handler`: a transaction in which somebody else's code runs, which may ask for a second connection. `work`: what never asks for
 * one. `direct`: what somebody outside waits for, and what is asked for within a transaction: whoever holds a connection already must
 * not stand in line behind those that wait for it.
 */
export type ConnectionShare = 'handler' | 'work' | 'direct';

/** Who asks for a connection. */
export interface ConnectionUse {
  /** As in `storage failed to <operation>`. */
  readonly operation: string;
  readonly share: ConnectionShare;
}

export interface ConnectionBudgetSettings {
  /** Connections of the pool. */
  readonly size: number;
  /** How long anybody waits for one, ms. */
  readonly waitMs: number;
  readonly clock: Clock;
  readonly errors: StorageErrors;
  /** Told at most once in a while when somebody has waited in vain. */
  readonly onWarning: (message: string) => void;
}

interface Place extends ConnectionUse {
  /** When its connection came, epoch ms; null before. */
  since: number | null;
}

/** Time between two warnings, ms. */
const QUIET_MS = 10_000;

/** Who uses the connections of a pool, and for how long one waits for them. What others take from a shared pool is unknown here. */
export class ConnectionBudget {
  readonly #places = new Set<Place>();
  readonly #line: Array<{ readonly place: Place; readonly enter: () => void }> = [];
  #quietUntil = 0;

  constructor(readonly settings: ConnectionBudgetSettings) {}

  /** Handlers' transactions at most at once. */
  get handlers(): number {
    return poolShares(this.settings.size).handlers;
  }

  /** Who holds a connection, and for how long. */
  get holders(): readonly string[] {
    const now = this.settings.clock.now();
    return [...this.#places].flatMap(({ operation, since }) =>
      since === null ? [] : [`${operation} for ${Math.max(0, now - since)} ms`],
    );
  }

  /**
   * Waits for a place, then for what `connect` brings, and works with it. A connection that comes when its waiter has given up
   * goes to `late`.
   *
   * @throws {@link StorageErrors.noConnection}
   */
  async use<C, T>(
    use: ConnectionUse,
    { connect, late }: { readonly connect: () => Promise<C>; readonly late: () => Promise<void> },
    work: (connection: C) => Promise<T>,
  ): Promise<T> {
    const place: Place = { ...use, since: null };
    try {
      const connection = await this.#patiently(
        place,
        async () => {
          await this.#enter(place);
          return connect();
        },
        late,
      );
      place.since = this.settings.clock.now();
      return await work(connection);
    } finally {
      this.#leave(place);
    }
  }

  /** Refuses who would wait for the end of the very transaction that it is a part of. */
  onlyOne(operation: string): Error {
    const rule =
      'its caller runs in a transaction that holds the only connection of the pool; hand it that `manager`, ' +
      'or give the DataSource a pool of two or more';
    return this.settings.errors.noConnection(operation, { waitedMs: 0, holders: this.holders, rule });
  }

  async #patiently<C>(place: Place, connecting: () => Promise<C>, late: () => Promise<void>): Promise<C> {
    let givenUp = false;
    const arriving = connecting();
    arriving
      .then(
        () => (givenUp ? late() : undefined),
        () => undefined,
      )
      .catch(() => undefined);
    return within(arriving, this.settings.waitMs, () => {
      givenUp = true;
      return this.#inVain(place.operation);
    });
  }

  /** Never resolves for one that has left the line. */
  #enter(place: Place): Promise<void> {
    if (this.#fits(place)) {
      this.#places.add(place);
      return Promise.resolve();
    }
    return new Promise((enter) => this.#line.push({ place, enter }));
  }

  #leave(place: Place): void {
    this.#places.delete(place);
    for (const next of this.#line.splice(0)) {
      if (next.place === place) continue;
      if (this.#fits(next.place)) {
        this.#places.add(next.place);
        next.enter();
      } else {
        this.#line.push(next);
      }
    }
  }

  #fits({ share }: Place): boolean {
    if (share === 'direct') return true;
    const running = this.#count('handler');
    if (share === 'handler') return running < this.handlers;
    return this.#count('work') < workShare(this.settings.size, running);
  }

  #count(share: ConnectionShare): number {
    let count = 0;
    for (const place of this.#places) if (place.share === share) count += 1;
    return count;
  }

  #inVain(operation: string): Error {
    const { size, waitMs, clock, errors, onWarning } = this.settings;
    const { holders } = this;
    const who = holders.length === 0 ? 'the module holds none' : `the module holds ${holders.join(', ')}`;
    const rule = `no connection came free within ${waitMs} ms; of the ${size} of the pool ${who}`;
    const quietMs = this.#quietUntil - clock.now();
    // A clock that was ahead must not silence it for as long.
    if (quietMs <= 0 || quietMs > QUIET_MS) {
      this.#quietUntil = clock.now() + QUIET_MS;
      onWarning(`cannot ${operation}: ${rule}`);
    }
    return errors.noConnection(operation, { waitedMs: waitMs, holders, rule });
  }
}
