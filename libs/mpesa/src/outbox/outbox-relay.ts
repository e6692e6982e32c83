import type { DurableEventName } from '../payments/payment-events.js';
import type { Tx, UnitOfWork } from '../payments/payment-ports.js';
import type { Clock } from '../values/clock.js';
import { DrainLoop } from '../values/drain-loop.js';
import { backoffMs } from './backoff.js';
import type { Delivery, OutboxStore, Subscription } from './outbox-store.js';

/** One handler as the relay calls it. */
export interface DurableHandler {
  readonly id: string;
  readonly events: readonly DurableEventName[];
  readonly timeoutMs: number;
  invoke(delivery: Delivery, call: HandlerCall): Promise<void>;
}

export interface HandlerCall {
  readonly attempt: number;
  readonly signal: AbortSignal;
  /** The transaction that also marks the delivery, on a shared DataSource. */
  readonly tx?: Tx;
}

export interface OutboxRelayDeps {
  readonly store: OutboxStore;
  /** Set where the handler's writes can commit together with the delivery. */
  readonly unitOfWork: UnitOfWork | null;
  readonly clock: Clock;
  readonly newOwner: () => string;
  readonly maxAttempts: number;
  readonly backoffMs: number;
  readonly onDead: (delivery: Delivery, error: string) => void;
  readonly onError: (error: unknown) => void;
}

const BATCH = 20;
const LEASE_MS = 30_000;

/** Hands stored events to handlers until each has taken it, or has failed too often. */
export class OutboxRelay {
  readonly #handlers = new Map<string, DurableHandler>();
  readonly #loop: DrainLoop;
  readonly #shutdown = new AbortController();

  constructor(private readonly deps: OutboxRelayDeps) {
    this.#loop = new DrainLoop(() => this.#drain(), deps.onError);
  }

  /** Makes handlers known, here and in the database, so that events are kept for them from now on. */
  async register(handlers: readonly DurableHandler[]): Promise<void> {
    for (const handler of handlers) this.#handlers.set(handler.id, handler);
    const subscriptions = handlers.flatMap(({ id, events }): Subscription[] =>
      events.map((event) => ({ handler: id, event })),
    );
    if (subscriptions.length > 0) await this.deps.store.subscribe(subscriptions, this.deps.clock.now());
  }

  wake(): void {
    if (this.#handlers.size > 0) this.#loop.wake();
  }

  /** Hands over everything that is due now. */
  idle(): Promise<void> {
    return this.#handlers.size > 0 ? this.#loop.idle() : Promise.resolve();
  }

  /** Claims nothing more and lets running handlers finish; their signal is aborted after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    const impatience = setTimeout(() => this.#shutdown.abort(), graceMs);
    await this.#loop.stop();
    clearTimeout(impatience);
  }

  async #drain(): Promise<boolean> {
    const owner = this.deps.newOwner();
    const now = this.deps.clock.now();
    const handlers = [...this.#handlers.keys()];
    const deliveries = await this.deps.store.claim(owner, {
      handlers,
      now,
      leaseUntil: now + LEASE_MS,
      limit: BATCH,
    });
    if (deliveries.length === 0) return false;
    await Promise.all(deliveries.map((delivery) => this.#deliver(owner, delivery)));
    // A delivery that was blocked by one of these may be free now.
    return true;
  }

  async #deliver(owner: string, delivery: Delivery): Promise<void> {
    const handler = this.#handlers.get(delivery.handler);
    if (handler === undefined) return;
    if (!handler.events.includes(delivery.event)) {
      // It was subscribed to this event once, by an older version of the host.
      await this.deps.store.done(owner, delivery, this.deps.clock.now());
      return;
    }
    const renewal = setInterval(() => this.#renew(owner, delivery), LEASE_MS / 3);
    try {
      await this.#attempt(owner, delivery, handler);
    } catch (error) {
      await this.#fail(owner, delivery, error).catch(this.deps.onError);
    } finally {
      clearInterval(renewal);
    }
  }

  async #attempt(owner: string, delivery: Delivery, handler: DurableHandler): Promise<void> {
    const { store, unitOfWork, clock } = this.deps;
    const call = async (tx?: Tx): Promise<void> => {
      await withDeadline(handler.timeoutMs, this.#shutdown.signal, (signal) =>
        handler.invoke(delivery, {
          attempt: delivery.attempts + 1,
          signal,
          ...(tx === undefined ? {} : { tx }),
        }),
      );
      const held = await store.done(owner, delivery, clock.now(), tx);
      // Another instance took over while the handler ran: its effects here must not stand beside the other's.
      if (!held && tx !== undefined) throw new Error('the lease was lost while the handler ran');
    };
    await (unitOfWork === null ? call() : unitOfWork.run(call));
  }

  async #fail(owner: string, delivery: Delivery, error: unknown): Promise<void> {
    // Our own impatience is no failure of the handler: the claim goes back uncounted, to the next process.
    if (this.#shutdown.signal.aborted) return this.deps.store.release(owner);
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const attempts = delivery.attempts + 1;
    const now = this.deps.clock.now();
    if (attempts >= this.deps.maxAttempts) {
      if (await this.deps.store.bury(owner, delivery, { now, error: text })) this.deps.onDead(delivery, text);
      return;
    }
    const nextAt = now + backoffMs(this.deps.backoffMs, attempts);
    await this.deps.store.retry(owner, delivery, { nextAt, error: text });
  }

  #renew(owner: string, delivery: Delivery): void {
    this.deps.store.renew(owner, delivery, this.deps.clock.now() + LEASE_MS).catch(this.deps.onError);
  }
}

/** Runs `work` with a signal that is aborted at the deadline or at shutdown; both end the attempt. */
async function withDeadline(
  timeoutMs: number,
  shutdown: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const deadline = new AbortController();
  const signal = AbortSignal.any([deadline.signal, shutdown]);
  const timer = setTimeout(
    () => deadline.abort(new Error(`the handler did not return within ${timeoutMs} ms`)),
    timeoutMs,
  );
  let giveUp = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    await Promise.race([work(signal), ended]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
