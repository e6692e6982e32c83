import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DarajaThrottledError, InvalidRequestError, MpesaError } from 'nestjs-mpesa';
import { DeliveryService } from '../../../deliveries/delivery.service.js';
import { CLOCK, type Clock } from '../../../setup/clock.js';
import { couldNotBeAsked, type BrijAnswer } from './brij-answer.js';
import type { BrijQuestion } from './brij-question.entity.js';
import { BrijQuestions } from './brij-questions.js';
import { BrijQuestionService, type Verdict } from './brij-question.service.js';
import { ClientTurns } from './client-turns.js';

/** What was just asked wakes the worker by itself; this is for what becomes due, and for what another process stored. */
const LOOK_EVERY_MS = 1_000;
const SOON_MS = 500;
/** Between one look and the next; the last is repeated. */
const PAUSES_MS = [5_000, 30_000, 60_000, 120_000, 300_000];
/** Longer than anybody who could tell the account number takes. */
const HORIZON_MS = 3_600_000;

/** Answers what clients asked about transactions, also after a restart. */
@Injectable()
export class QuestionWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('BrijQuestions');
  private timer: NodeJS.Timeout | undefined;
  private readonly turns = new ClientTurns();
  private readonly working = new Set<Promise<void>>();
  private running: Promise<void> | null = null;
  private again = false;
  private stopped = false;

  constructor(
    private readonly questions: BrijQuestions,
    private readonly asking: BrijQuestionService,
    private readonly deliveries: DeliveryService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), LOOK_EVERY_MS);
    this.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
    await Promise.all(this.working);
  }

  /** Looks for what is due, now. */
  wake(): void {
    this.again = true;
    this.running ??= this.#run().finally(() => (this.running = null));
  }

  async #run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        await this.#beginAll();
      } catch (error) {
        this.logger.error(error);
      }
    }
  }

  /** Waits for none of them: one may wait for M-Pesa, and others are not to wait for it. */
  async #beginAll(): Promise<void> {
    let waiting = await this.questions.waiting();
    for (let client = this.turns.next(waiting); client !== null; client = this.turns.next(waiting)) {
      const question = this.stopped ? null : await this.questions.claim(client);
      if (question === null) waiting = waiting.filter((one) => one !== client);
      else this.#begin(question);
    }
  }

  #begin(question: BrijQuestion): void {
    this.turns.begin(question.clientId);
    const work = this.#work(question)
      .catch((error: unknown) => this.logger.error(error))
      .finally(() => {
        this.working.delete(work);
        this.turns.end(question.clientId);
        this.wake();
      });
    this.working.add(work);
  }

  async #work(question: BrijQuestion): Promise<void> {
    const { verdict, dueAt } = await this.#look(question);
    if (verdict !== 'soon' && verdict !== 'later') return this.#answer(question, verdict);
    if (dueAt < question.askedAt + HORIZON_MS) return this.questions.postpone(question, dueAt);
    return this.#answer(question, couldNotBeAsked(question));
  }

  async #look(question: BrijQuestion): Promise<{ readonly verdict: Verdict; readonly dueAt: number }> {
    const pause = PAUSES_MS[Math.min(question.attempts, PAUSES_MS.length) - 1] ?? 0;
    try {
      const verdict = await this.asking.verdictOn(question);
      return { verdict, dueAt: this.clock.now() + (verdict === 'soon' ? SOON_MS : pause) };
    } catch (error) {
      // Also after what nobody foresaw: the question stays, until its time is over.
      const retryable = error instanceof MpesaError ? error.retryable : true;
      this.logger.warn(`question ${question.id}, attempt ${question.attempts}: ${String(error)}`);
      const dueAt = error instanceof DarajaThrottledError ? error.retryAt : this.clock.now() + pause;
      return { verdict: retryable ? 'later' : couldNotBeAsked(question), dueAt };
    }
  }

  async #answer(question: BrijQuestion, payload: BrijAnswer): Promise<void> {
    const { id, clientId, resultUrl: url } = question;
    const message = { id: `brij:${id}`, clientId, endpointId: null, url, stream: id, payload };
    try {
      await this.questions.end(question, (manager) =>
        this.deliveries.enqueue({ ...message, type: 'transaction-status.result' }, manager),
      );
      this.deliveries.wake();
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      // The rules for URLs have become stricter since it was asked.
      this.logger.warn(`question ${id} cannot be answered: ${error.message}`);
      await this.questions.end(question, () => Promise.resolve());
    }
  }
}
