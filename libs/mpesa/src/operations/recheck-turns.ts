import type { QueryLimit } from '../daraja/query-limiter.js';
import { DarajaThrottledError } from '../errors/daraja-throttled.error.js';
import type { Payment } from '../payments/payment.js';
import type { PaymentQueries } from '../payments/payment-ports.js';
import type { Clock } from '../values/clock.js';

export interface RecheckTurnsDeps {
  readonly queries: Pick<PaymentQueries, 'isAnotherDue'>;
  /** What Daraja takes of all together. */
  readonly limit: QueryLimit;
  readonly clock: Clock;
}

/** However often one asks, every second turn is left to the others. */
const TURNS_APART = 2;
/** Those who asked longest ago are forgotten; by then their turn has come again. */
const MOST_ASKERS = 10_000;

/**
 * Who asks about a payment on somebody's behalf draws on that one's own share of the questions that Daraja takes, counted in this
 * process, and steps back for payments that reconciliation, in any process, has to ask about: nobody else tells of those.
 */
export class RecheckTurns {
  /** Until when each has had its share, epoch ms. */
  readonly #until = new Map<string, number>();

  constructor(private readonly deps: RecheckTurnsDeps) {}

  /** @throws DarajaThrottledError not this one's turn, see `retryAt`; nothing was asked @throws what `ask` throws */
  async take<T>(payment: Payment, askedBy: string, ask: () => Promise<T>): Promise<T> {
    const { queries, limit, clock } = this.deps;
    const now = clock.now();
    const { intervalMs } = limit;
    const product = payment.kind === 'stk-push' ? 'stk-query' : 'transaction-status';
    const until = this.#until.get(askedBy) ?? 0;
    // A time that no turn can have set is of a clock that was ahead.
    if (until > now && until <= now + intervalMs * TURNS_APART) {
      throw new DarajaThrottledError({ product, retryAt: until });
    }
    // A turn that is taken now is missing until the next one.
    if (await queries.isAnotherDue(payment, now + intervalMs)) {
      throw new DarajaThrottledError({ product, retryAt: now + intervalMs });
    }
    this.#note(askedBy, now + intervalMs * TURNS_APART);
    try {
      return await ask();
    } catch (error) {
      // Whoever came in vain has had no turn.
      if (error instanceof DarajaThrottledError) this.#note(askedBy, until);
      throw error;
    }
  }

  #note(askedBy: string, until: number): void {
    this.#until.delete(askedBy);
    this.#until.set(askedBy, until);
    const [oldest] = this.#until.keys();
    if (this.#until.size > MOST_ASKERS && oldest !== undefined) this.#until.delete(oldest);
  }
}
