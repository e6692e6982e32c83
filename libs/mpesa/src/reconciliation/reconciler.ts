import { DarajaThrottledError } from '../errors/daraja-throttled.error.js';
import { StorageLockedError } from '../errors/storage-locked.error.js';
import { StorageUnavailableError } from '../errors/storage-unavailable.error.js';
import type { Payment } from '../payments/payment.js';
import type { PaymentFact } from '../payments/payment-fact.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import type { CheckTurn, PaymentStore, ScheduledCheck } from '../payments/payment-ports.js';
import type { PaymentRecorder } from '../payments/recording/payment-recorder.js';
import { isOpen } from '../payments/payment-status.js';
import type { Clock } from '../values/clock.js';
import { DrainLoop } from '../values/drain-loop.js';
import { MINUTE_MS } from '../values/duration.js';
import { CheckTurns, turnOf, TURNS, whoseTurn } from './check-turns.js';
import { horizonOf, lastQuestionAt } from './horizon.js';
import type { PaymentInquiries } from './payment-inquiry.js';
import { isUnanswered } from './unanswered.js';

export interface ReconcilerDeps {
  readonly payments: Pick<PaymentStore, 'claimDue' | 'reschedule' | 'releaseChecks' | 'recallChecks'>;
  readonly recorder: Pick<PaymentRecorder, 'recordUnlocked'>;
  readonly inquiries: Partial<PaymentInquiries>;
  readonly policy: Pick<PaymentPolicy, 'horizonMs' | 'sendLeaseMs'>;
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly newOwner: () => string;
  /** Told when the next question may be asked, epoch ms: a turn that is not taken at once is lost to everybody. */
  readonly comeBackAt: (at: number) => void;
  readonly onError: (error: unknown) => void;
}

/** Of each kind. */
const BATCH = 10;
const LEASE_MS = 120_000;
const RECALL_MS = MINUTE_MS;

/** When a payment is due again, and among which. */
interface Later {
  readonly turn: CheckTurn;
  readonly check: ScheduledCheck;
}

/** What to do about one payment whose time has come. */
type Step = { readonly fact: PaymentFact } | Pause | 'nothing-to-ask-about';

interface Pause {
  readonly lookAgainAt: number;
  /** Why there was no answer: it was not our turn, so that nothing was asked, or the question got none. */
  readonly silence?: 'throttled' | 'unanswered';
}

/**
 * Asks about payments nobody told us of, oldest promise first. Its cost grows with what is due, not with what is stored.
 */
export class Reconciler {
  readonly #loop: DrainLoop;
  readonly #turns = new CheckTurns();
  #recalledAt = -Infinity;

  constructor(private readonly deps: ReconcilerDeps) {
    this.#loop = new DrainLoop(() => this.#drain(), deps.onError);
  }

  wake(): void {
    this.#loop.wake();
  }

  /** Works off everything that is due now. */
  idle(): Promise<void> {
    return this.#loop.idle();
  }

  /** Makes due what a wrong clock has put off: looked for once a minute, and as soon as our own clock is set back. */
  async recall(): Promise<void> {
    const now = this.deps.clock.now();
    if (now >= this.#recalledAt && now < this.#recalledAt + RECALL_MS) return;
    this.#recalledAt = now;
    if ((await this.deps.payments.recallChecks(now)) > 0) this.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #drain(): Promise<boolean> {
    const owners = { checks: this.deps.newOwner(), confirmations: this.deps.newOwner() };
    try {
      const due = [
        ...(await this.#claim(owners.checks, 'checks')),
        ...(await this.#claim(owners.confirmations, 'confirmations')),
      ];
      const later = await this.#work(this.#turns.order(due));
      for (const turn of TURNS) await this.#reschedule(owners[turn], later, turn);
      return TURNS.some((turn) => due.filter((one) => turnOf(one) === turn).length === BATCH);
    } catch (error) {
      for (const turn of TURNS) await this.deps.payments.releaseChecks(owners[turn], this.deps.clock.now());
      throw error;
    }
  }

  #claim(owner: string, turn: CheckTurn): Promise<Payment[]> {
    const now = this.deps.clock.now();
    return this.deps.payments.claimDue(owner, now, now + LEASE_MS, BATCH, turn);
  }

  async #reschedule(owner: string, later: readonly Later[], turn: CheckTurn): Promise<void> {
    const own = later.filter((one) => one.turn === turn);
    if (own.length > 0)
      await this.deps.payments.reschedule(
        owner,
        own.map(({ check }) => check),
      );
  }

  async #work(due: readonly Payment[]): Promise<Later[]> {
    const later: Later[] = [];
    const throttledUntil = new Map<string, number>();
    for (const payment of due) {
      const turn = turnOf(payment);
      const step = await this.#step(payment, throttledUntil);
      if (step === 'nothing-to-ask-about') {
        later.push({ turn, check: { id: payment.id, nextCheckAt: null, checks: payment.checks } });
      } else if ('fact' in step) {
        const again = await this.#record(payment, step.fact);
        const check = { id: payment.id, nextCheckAt: again ?? 0, checks: payment.checks + 1 };
        if (again !== null) later.push({ turn, check });
      } else {
        const checks = payment.checks + (step.silence === 'throttled' ? 0 : 1);
        later.push({ turn, check: { id: payment.id, nextCheckAt: step.lookAgainAt, checks } });
      }
    }
    return later;
  }

  /** @returns when to ask again, if the fact did not fit the payment and may not be the last word on it */
  async #record(payment: Payment, fact: PaymentFact): Promise<number | null> {
    const [outcome] = await this.deps.recorder.recordUnlocked([fact]);
    const now = this.deps.clock.now();
    if (outcome?.result === 'locked') return now + this.deps.intervalMs;
    if (outcome?.result !== 'ignored') return null;
    // The payment has moved since it was claimed: what is to be done about it cannot be told from this copy. One that was
    // unsent then has always moved, and may be a later attempt by now.
    const { status } = payment;
    const old = outcome.reason === 'superseded' || status === 'created';
    if (old || now < horizonOf(payment, this.deps.policy)) return this.#nextTurn(payment);
    // An answer that contradicts the payment settles it no better for being heard again.
    await this.deps.recorder.recordUnlocked([{ type: 'horizon-passed', paymentId: payment.id, at: now }]);
    return null;
  }

  async #step(payment: Payment, throttledUntil: Map<string, number>): Promise<Step> {
    const now = this.deps.clock.now();
    if (payment.status === 'created') return this.#stepUnsent(payment, now);
    const { policy } = this.deps;
    const horizon = horizonOf(payment, policy);
    const answer = await this.#ask(payment, throttledUntil);
    if ('fact' in answer) return answer;
    if (answer.silence !== undefined && now < lastQuestionAt(payment, policy)) return answer;
    // Only what Daraja itself could not tell on the last question goes to a person.
    if (now >= horizon) {
      const isDoubt = isOpen(payment.status) || payment.claim !== null;
      // An older version erased the claim that a failure was asked about for.
      if (!isDoubt) return 'nothing-to-ask-about';
      return { fact: { type: 'horizon-passed', paymentId: payment.id, at: now } };
    }
    return { lookAgainAt: Math.min(answer.lookAgainAt, Math.max(horizon, now + 1)) };
  }

  /**
   * A request nobody finished: sent by a process that died, or never sent. An unsent one is due when it may no longer be sent,
   * because its caller has given up or its time is over. Another may have begun to send since: the fact is void then.
   */
  #stepUnsent(payment: Payment, now: number): Step {
    const { id: paymentId, sendingAt, version } = payment;
    if (sendingAt === null) {
      const reason = 'no process sent it in time';
      return { fact: { type: 'not-sent', paymentId, at: now, reason, version } };
    }
    const leaseEnds = sendingAt + this.deps.policy.sendLeaseMs;
    const reason = 'the process that sent it did not come back';
    return now >= leaseEnds
      ? { fact: { type: 'unanswered', paymentId, at: now, reason, sendingAt } }
      : { lookAgainAt: leaseEnds };
  }

  async #ask(
    payment: Payment,
    throttledUntil: Map<string, number>,
  ): Promise<{ readonly fact: PaymentFact } | Pause> {
    const whose = whoseTurn(payment);
    const turn = throttledUntil.get(whose);
    if (turn !== undefined) return { lookAgainAt: turn, silence: 'throttled' };
    try {
      const answer = (await this.deps.inquiries[payment.kind]?.ask(payment)) ?? 'nothing-to-ask-by';
      this.#turns.taken(payment);
      if (answer === 'unasked') return this.#unanswered(payment);
      if (answer === 'nothing-to-ask-by') return { lookAgainAt: Number.MAX_SAFE_INTEGER };
      return answer === 'later' ? { lookAgainAt: this.#nextTurn(payment) } : answer;
    } catch (error) {
      if (error instanceof DarajaThrottledError) {
        throttledUntil.set(whose, error.retryAt);
        this.deps.comeBackAt(error.retryAt);
        return { lookAgainAt: Math.max(error.retryAt, this.deps.clock.now() + 1), silence: 'throttled' };
      }
      // A database that is away, or that somebody keeps locked, is so for all of them.
      if (error instanceof StorageUnavailableError || error instanceof StorageLockedError) throw error;
      this.deps.onError(error);
      // An account source that is away, or a Daraja that is: neither says anything of the payment.
      if (isUnanswered(error)) return this.#unanswered(payment);
      return { lookAgainAt: this.#nextTurn(payment) };
    }
  }

  #unanswered(payment: Payment): Pause {
    return { lookAgainAt: this.#nextTurn(payment), silence: 'unanswered' };
  }

  /** Doubles up to sixteen intervals. */
  #nextTurn(payment: Payment): number {
    return this.deps.clock.now() + this.deps.intervalMs * 2 ** Math.min(payment.checks, 4);
  }
}
