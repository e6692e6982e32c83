import { setMaxListeners } from 'node:events';
import { DrainLoop } from '../values/drain-loop.js';
import { MINUTE_MS } from '../values/duration.js';
import { pausesMs } from './backoff.js';
import { LEASE_MS } from './claimed-delivery.js';
import { DeliveryAttempt, type DeliveryAttemptDeps } from './delivery-attempt.js';
import type { DurableHandler } from './durable-handler.js';
import type { HandlerLane } from './handler-lane.js';
import { HandlerLanes } from './handler-lanes.js';
import type { Subscription } from './outbox-store.js';

export interface OutboxRelayDeps extends DeliveryAttemptDeps {
  readonly newOwner: () => string;
}

/** Deliveries of one handler that one claim takes. */
const BATCH = 20;
/** Waits that are longer than they can be are looked for this often, and whenever the clock has gone back. */
const RECALL_EVERY_MS = MINUTE_MS;

/** Hands stored events to handlers until each has taken it, or has failed too often. */
export class OutboxRelay {
  readonly #lanes: HandlerLanes;
  readonly #claims: DrainLoop;
  readonly #shutdown = new AbortController();
  readonly #ends: Array<() => void> = [];
  #stopping = false;
  #seenAt = 0;
  #recallAt = 0;

  constructor(private readonly deps: OutboxRelayDeps) {
    this.#lanes = new HandlerLanes(deps.transactions?.most ?? Infinity);
    this.#claims = new DrainLoop(() => this.#claim(), deps.onError);
    // Every attempt under way listens, and stops to.
    setMaxListeners(0, this.#shutdown.signal);
  }

  /** Makes handlers known, here and in the database, so that events are kept for them from now on. */
  async register(handlers: readonly DurableHandler[]): Promise<void> {
    for (const handler of handlers) this.#lanes.add(handler);
    const subscriptions = handlers.flatMap(({ id, events }): Subscription[] =>
      events.map((event) => ({ handler: id, event })),
    );
    if (subscriptions.length > 0) await this.deps.store.subscribe(subscriptions, this.deps.clock.now());
  }

  wake(): void {
    if (this.#lanes.size > 0) this.#claims.wake();
  }

  /** Hands over everything that is due now. */
  async idle(): Promise<void> {
    if (this.#lanes.size === 0) return;
    await this.#claims.idle();
    while (this.#lanes.busy) {
      await this.#nextEnd();
      await this.#claims.quiet();
    }
  }

  /**
   * Claims nothing more, gives back what nobody has begun, and lets running handlers finish; their signal is aborted after
   * `graceMs`.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const impatience = setTimeout(() => this.#shutdown.abort(), graceMs);
    try {
      await this.#claims.stop();
      await this.#giveBack();
      while (this.#lanes.busy) await this.#nextEnd();
    } finally {
      clearTimeout(impatience);
    }
  }

  /** One claim for all lanes that have room; what ends later makes room and claims again. */
  async #claim(): Promise<boolean> {
    const hungry = this.#lanes.hungry();
    if (hungry.length === 0) return false;
    const now = this.deps.clock.now();
    await this.#recall(now);
    const owner = this.deps.newOwner();
    const handlers = hungry.map(({ handler }) => handler.id);
    const request = { handlers, now, leaseUntil: now + LEASE_MS, limit: BATCH };
    for (const delivery of await this.deps.store.claim(owner, request)) {
      this.#lanes.get(delivery.handler)?.queue({ delivery, owner, claimedAt: now });
    }
    this.#fill();
    return false;
  }

  #fill(): void {
    if (this.#stopping) return;
    for (let lane = this.#lanes.next(); lane !== null; lane = this.#lanes.next()) void this.#run(lane);
  }

  async #run(lane: HandlerLane): Promise<void> {
    await lane.next((claimed, onReturned) =>
      new DeliveryAttempt(this.deps, claimed, lane.handler).run(this.#shutdown.signal, onReturned),
    );
    this.#fill();
    // Another delivery may have been blocked by this one. While others are being marked, the last of them looks for all.
    if (!lane.marking && this.#lanes.hungry().includes(lane)) this.#claims.wake();
    for (const heard of this.#ends.splice(0)) heard();
  }

  #nextEnd(): Promise<void> {
    return new Promise((heard) => this.#ends.push(heard));
  }

  async #giveBack(): Promise<void> {
    const waiting = this.#lanes.all.flatMap((lane) => lane.clear());
    for (const owner of new Set(waiting.map((claimed) => claimed.owner))) {
      const its = waiting.filter((claimed) => claimed.owner === owner);
      await this.deps.store
        .release(
          owner,
          its.map(({ delivery }) => delivery),
        )
        .catch(this.deps.onError);
    }
  }

  /** A clock that was ahead, here or in another process, must not keep a delivery waiting once it is right again. */
  async #recall(now: number): Promise<void> {
    const wentBack = now < this.#seenAt;
    this.#seenAt = now;
    if (!wentBack && now < this.#recallAt) return;
    this.#recallAt = now + RECALL_EVERY_MS;
    // Clocks of several processes may differ by as much as a lease before anything is taken from anybody.
    const plannedMs = pausesMs(this.deps.backoffMs).map((pause) => LEASE_MS + pause);
    await this.deps.store.recall(this.#lanes.ids, { now, claimedMs: 2 * LEASE_MS, plannedMs });
  }
}
