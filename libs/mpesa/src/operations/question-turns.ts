import type { QueryLimit } from '../daraja/exchange/query-limiter.js';
import { DarajaThrottledError } from '../errors/daraja-throttled.error.js';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import type { PaymentQueries } from '../payments/payment-ports.js';
import type { PaymentQuestion } from '../payments/question-product.js';
import type { Clock } from '../values/clock.js';
import { refuseNonObjects } from './request-objects.js';

/** On whose behalf a question is asked that Daraja limits. */
export interface OnBehalf {
  /**
   * On whose behalf, such as a tenant's, at most 100 characters: this then draws on that one's share of the questions that Daraja
   * takes, and steps back for payments that reconciliation has to ask about.
   */
  readonly askedBy?: string;
}

export interface QuestionTurnsDeps {
  readonly queries: Pick<PaymentQueries, 'isAnotherDue'>;
  /** What Daraja takes of all together, of each product. */
  readonly limit: QueryLimit;
  readonly clock: Clock;
}

/** However often one asks, every second turn is left to the others. */
const TURNS_APART = 2;
/** Those who asked longest ago are forgotten; by then their turn has come again. */
const MOST_ASKERS = 10_000;
const LONGEST_ASKER = 100;

/**
 * Who asks about a payment on somebody's behalf draws on that one's own share of the questions of that product that Daraja takes,
 * counted in this process, and steps back for payments that reconciliation, in any process, has to ask about: nobody else tells of
 * those.
 */
export class QuestionTurns {
  /** Until when each has had its share, epoch ms. */
  readonly #until = new Map<string, number>();

  constructor(private readonly deps: QuestionTurnsDeps) {}

  /**
   * On nobody's behalf it is asked at once.
   *
   * @throws InvalidRequestError field `askedBy`
   * @throws DarajaThrottledError not this one's turn, see `retryAt`; nothing was asked @throws what `ask` throws
   */
  async take<T>(question: PaymentQuestion, options: OnBehalf, ask: () => Promise<T>): Promise<T> {
    refuseNonObjects({ options });
    const { askedBy } = options;
    if (askedBy === undefined) return ask();
    const share = `${question.product} ${readAsker(askedBy)}`;
    const before = this.#until.get(share) ?? 0;
    // Before anything is waited for: of many questions at once, one has the turn.
    this.#note(share, this.#takeTurn(question, before));
    let mayAsk = false;
    try {
      await this.#stepBack(question);
      mayAsk = true;
      return await ask();
    } catch (error) {
      // Whoever came in vain has had no turn.
      if (!mayAsk || error instanceof DarajaThrottledError) this.#note(share, before);
      throw error;
    }
  }

  /** @returns when the next one comes */
  #takeTurn({ product }: PaymentQuestion, until: number): number {
    const now = this.deps.clock.now();
    const next = now + this.deps.limit.intervalMs * TURNS_APART;
    // A time that no turn can have set is of a clock that was ahead.
    if (until > now && until <= next) throw new DarajaThrottledError({ product, retryAt: until });
    return next;
  }

  /** A turn that is taken now is missing until the next one. */
  async #stepBack(question: PaymentQuestion): Promise<void> {
    const next = this.deps.clock.now() + this.deps.limit.intervalMs;
    if (!(await this.deps.queries.isAnotherDue(question, next))) return;
    throw new DarajaThrottledError({ product: question.product, retryAt: next });
  }

  #note(share: string, until: number): void {
    this.#until.delete(share);
    this.#until.set(share, until);
    const [oldest] = this.#until.keys();
    if (this.#until.size > MOST_ASKERS && oldest !== undefined) this.#until.delete(oldest);
  }
}

function readAsker(askedBy: unknown): string {
  if (typeof askedBy === 'string' && askedBy !== '' && askedBy.length <= LONGEST_ASKER) return askedBy;
  throw new InvalidRequestError('askedBy', askedBy, `must be 1 to ${LONGEST_ASKER} characters`);
}
