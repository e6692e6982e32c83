import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Clock } from '../../setup/clock.js';
import type { SigningSecrets } from '../secrets/signing-secrets.js';
import type { Sender } from '../sending/sender.js';
import type { ClaimedDelivery, DeliveryClaims } from '../storage/delivery-claims.js';
import type { DeliveryOutcomes, Recorded } from '../storage/delivery-outcomes.js';
import type { OverlongWaits } from '../storage/overlong-waits.js';
import { Lanes } from './lanes.js';

export interface DispatcherDeps {
  readonly claims: DeliveryClaims;
  readonly outcomes: DeliveryOutcomes;
  readonly waits: OverlongWaits;
  readonly secrets: SigningSecrets;
  readonly sender: Sender;
  readonly clock: Clock;
  readonly perEndpoint: number;
  readonly deadlineMs: number;
  readonly onRecorded: (claimed: ClaimedDelivery, recorded: Recorded) => void;
  readonly onError: (error: unknown) => void;
}

/** Longer than an attempt can take by so much, a lease is taken for a dead process's. */
const LEASE_MARGIN_MS = 45_000;

/** Requests under way in all: see `LaneLimits`. Most systems give a process 1,024 sockets. */
const CROWD = 256;
const MOST = 800;

/** Queues that are claimed from at the same time. */
const CLAIMS_AT_ONCE = 8;

/** Waits that are longer than they can be are looked for this often, and whenever the clock has gone back. */
const RECALL_EVERY_MS = 60_000;

/** Sends what is due, every queue at its own pace. */
export class Dispatcher {
  readonly #lanes: Lanes;
  readonly #shutdown = new AbortController();
  #round: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  #seenAt = 0;
  #recallAt = 0;

  constructor(private readonly deps: DispatcherDeps) {
    this.#lanes = new Lanes({ perLane: deps.perEndpoint, crowd: CROWD, most: MOST });
    // Every delivery under way listens, and stops to.
    setMaxListeners(0, this.#shutdown.signal);
  }

  /** Begins to send what is due; called when something was stored, and by a timer as the safety net. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#round ??= this.#rounds().finally(() => {
      this.#round = null;
    });
  }

  /** Sends all that is due now, and waits for the answers. */
  async idle(): Promise<void> {
    this.wake();
    while (this.#round !== null || this.#lanes.busy) {
      await this.#round;
      await this.#lanes.settled();
    }
  }

  /** Begins nothing more and waits for what is under way; after `graceMs` that is cut short and given back, uncounted. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    const impatience = setTimeout(() => this.#shutdown.abort(), graceMs);
    while (this.#round !== null || this.#lanes.busy) {
      await this.#round;
      await this.#lanes.settled();
    }
    clearTimeout(impatience);
  }

  async #rounds(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await this.#claimEverywhere().catch(this.deps.onError);
    }
  }

  async #claimEverywhere(): Promise<void> {
    const now = this.deps.clock.now();
    await this.#recall(now);
    const ready = await this.deps.claims.readyQueues(now);
    const open = ready.filter((queue) => this.#lanes.free(queue) > 0);
    const claimNext = async (): Promise<void> => {
      for (let queue = open.shift(); queue !== undefined && !this.#stopped; queue = open.shift()) {
        await this.#claim(queue);
      }
    };
    await Promise.all(Array.from({ length: CLAIMS_AT_ONCE }, claimNext));
  }

  /** A clock that was ahead, here or in another process, must not keep a message waiting once it is right again. */
  async #recall(now: number): Promise<void> {
    const wentBack = now < this.#seenAt;
    this.#seenAt = now;
    if (!wentBack && now < this.#recallAt) return;
    this.#recallAt = now + RECALL_EVERY_MS;
    await this.deps.waits.recall(now, this.#leaseFrom(now));
  }

  #leaseFrom(now: number): number {
    return now + this.deps.deadlineMs + LEASE_MARGIN_MS;
  }

  async #claim(queue: string): Promise<void> {
    const now = this.deps.clock.now();
    const claimed = await this.deps.claims.claim({
      queue,
      now,
      owner: randomUUID(),
      leaseUntil: this.#leaseFrom(now),
      free: this.#lanes.free(queue),
      underWay: this.#lanes.underWay(queue),
    });
    for (const delivery of claimed) {
      void this.#lanes.enter(queue, () => this.#deliver(delivery)).then(() => this.wake());
    }
  }

  async #deliver(delivery: ClaimedDelivery): Promise<void> {
    const { sender, secrets, outcomes, clock } = this.deps;
    try {
      const { id, url, body, endpointId, clientId } = delivery;
      const signing = await secrets.active(
        endpointId === null ? `client:${clientId}` : `endpoint:${endpointId}`,
      );
      const outcome = await sender.send({ id, url, body, secrets: signing }, this.#shutdown.signal);
      const recorded = await outcomes.record(delivery, outcome, clock.now());
      this.deps.onRecorded(delivery, recorded);
    } catch (error) {
      // Not recorded: the lease runs out, and it is sent again. Our own impatience gives it back at once.
      if (!this.#shutdown.signal.aborted) return this.deps.onError(error);
      await this.deps.claims.release(delivery).catch(this.deps.onError);
    }
  }
}
