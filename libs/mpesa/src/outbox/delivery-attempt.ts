import type { Tx } from '../payments/payment-ports.js';
import type { Clock } from '../values/clock.js';
import { backoffMs } from './backoff.js';
import type { DurableHandler } from './durable-handler.js';
import type { HandlerTransactions } from './handler-transactions.js';
import { LEASE_MS, type ClaimedDelivery } from './claimed-delivery.js';
import type { Delivery, OutboxStore } from './outbox-store.js';
import { withDeadline } from './with-deadline.js';

export interface DeliveryAttemptDeps {
  readonly store: OutboxStore;
  /** Set where the handler's writes can commit together with the delivery. */
  readonly transactions: HandlerTransactions | null;
  readonly clock: Clock;
  readonly maxAttempts: number;
  /** Pause after the first failure, ms. */
  readonly backoffMs: number;
  readonly onDead: (delivery: Delivery, error: unknown) => void;
  readonly onError: (error: unknown) => void;
}

/** Hands one claimed delivery to its handler, and writes down how that ended. */
export class DeliveryAttempt {
  #called = false;

  constructor(
    private readonly deps: DeliveryAttemptDeps,
    private readonly claimed: ClaimedDelivery,
    private readonly handler: DurableHandler,
  ) {}

  /** @param onReturned called when the handler has returned, and only the mark of it is left to be made */
  async run(shutdown: AbortSignal, onReturned: () => void): Promise<void> {
    const renewal = setInterval(() => void this.#renew().catch(this.deps.onError), LEASE_MS / 3);
    try {
      if (!this.handler.events.includes(this.claimed.delivery.event)) await this.#done();
      else if (await this.#stillOurs()) await this.#handOver(shutdown, onReturned);
    } catch (error) {
      await this.#fail(error, shutdown).catch(this.deps.onError);
    } finally {
      clearInterval(renewal);
    }
  }

  /** What has waited for its turn may have been taken by another instance since. */
  async #stillOurs(): Promise<boolean> {
    const waitedMs = this.deps.clock.now() - this.claimed.claimedAt;
    return (waitedMs >= 0 && waitedMs < LEASE_MS / 3) || this.#renew();
  }

  async #handOver(shutdown: AbortSignal, onReturned: () => void): Promise<void> {
    const { delivery } = this.claimed;
    const { transactions } = this.deps;
    const call = async (tx?: Tx): Promise<void> => {
      this.#called = true;
      const attempt = delivery.attempts + 1;
      await withDeadline(this.handler.timeoutMs, shutdown, (signal) =>
        this.handler.invoke(delivery, { attempt, signal, ...(tx === undefined ? {} : { tx }) }),
      );
      onReturned();
      // Another instance took over while the handler ran: its effects here must not stand beside the other's.
      if (!(await this.#done(tx)) && tx !== undefined) {
        throw new Error('the lease was lost while the handler ran');
      }
    };
    await (transactions === null ? call() : transactions.run(this.handler.id, call));
  }

  async #fail(error: unknown, shutdown: AbortSignal): Promise<void> {
    const { store, clock, maxAttempts, onDead, onError } = this.deps;
    const { owner, delivery } = this.claimed;
    // Our own impatience is no failure of the handler: the claim goes back uncounted, to the next process.
    if (shutdown.aborted) return store.release(owner, [delivery]);
    // Nor is a database that gave us no transaction: it comes again when the lease ends.
    if (!this.#called) return onError(error);
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const attempts = delivery.attempts + 1;
    const now = clock.now();
    if (attempts >= maxAttempts) {
      if (await store.deadLetter(owner, delivery, { now, error: text })) onDead(delivery, error);
      return;
    }
    const nextAt = now + backoffMs(this.deps.backoffMs, attempts);
    await store.retry(owner, delivery, { nextAt, error: text });
  }

  #done(tx?: Tx): Promise<boolean> {
    const { owner, delivery } = this.claimed;
    return this.deps.store.done(owner, delivery, this.deps.clock.now(), tx);
  }

  #renew(): Promise<boolean> {
    const { owner, delivery } = this.claimed;
    return this.deps.store.renew(owner, delivery, this.deps.clock.now() + LEASE_MS);
  }
}
