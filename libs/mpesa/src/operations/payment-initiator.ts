import { DarajaOutcomeUnknownError } from '../errors/daraja-outcome-unknown.error.js';
import { IdempotencyConflictError } from '../errors/idempotency-conflict.error.js';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { PromptOpenError } from '../errors/prompt-open.error.js';
import type { Payment, PaymentKind } from '../payments/payment.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import type { PaymentQueries, PaymentStore, UnitOfWork } from '../payments/payment-ports.js';
import type { PaymentRecorder, Recorded } from '../payments/payment-recorder.js';
import { StorageConflict } from '../payments/storage-conflict.js';
import type { Clock } from '../values/clock.js';
import { PaymentDeparture } from './payment-departure.js';
import type { PaymentSender } from './payment-sender.js';
import { sendingOutcome, type SendingOutcome } from './sending-outcome.js';

export interface PaymentInitiatorDeps {
  readonly recorder: PaymentRecorder;
  readonly payments: Pick<PaymentStore, 'findByIdempotencyKey' | 'claimUnsent' | 'depart' | 'takeBack'>;
  readonly queries: Pick<PaymentQueries, 'find'>;
  readonly unitOfWork: Pick<UnitOfWork, 'join'>;
  readonly senders: ReadonlyMap<PaymentKind, PaymentSender>;
  readonly policy: Pick<PaymentPolicy, 'promptMs' | 'sendLeaseMs' | 'horizonMs'>;
  readonly clock: Clock;
  readonly newOwner: () => string;
}

const DISPATCH_BATCH = 20;
const RACED = [StorageConflict, PromptOpenError, InvalidRequestError];

/** Stores an intent, sends it once, records the answer: written once for every kind of payment. */
export class PaymentInitiator {
  readonly #inFlight = new Set<Promise<unknown>>();

  constructor(private readonly deps: PaymentInitiatorDeps) {}

  /**
   * @param manager the host's `EntityManager`: the payment is stored in that transaction and sent after its commit
   * @returns the payment, or the one its idempotency key already names
   */
  async initiate(payment: Payment, manager?: unknown): Promise<Payment> {
    return this.#track(manager === undefined ? this.#initiate(payment) : this.#enlist(payment, manager));
  }

  /** Whether the payment's key already names one. @throws IdempotencyConflictError when that asked for something else */
  async knows(payment: Payment): Promise<boolean> {
    return (await this.#known(payment)) !== null;
  }

  /** Sends what was stored inside a host's transaction and has been committed since. @returns how many were claimed */
  async dispatch(): Promise<number> {
    const { payments, policy, clock } = this.deps;
    const owner = this.deps.newOwner();
    const now = clock.now();
    const claimed = await payments.claimUnsent(owner, now, now + policy.sendLeaseMs, DISPATCH_BATCH);
    // The caller is gone: every outcome is recorded, and an error has nobody to be thrown at.
    await Promise.all(
      claimed.map((payment) => this.#track(this.#send(payment, owner).catch(() => undefined))),
    );
    return claimed.length;
  }

  /** Resolves when no request is between its bytes and its record. */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight);
  }

  async #initiate(payment: Payment): Promise<Payment> {
    const known = await this.#known(payment);
    if (known !== null) return this.#repeat(known);
    const owner = this.deps.newOwner();
    try {
      await this.deps.recorder.openToSend(payment, owner);
    } catch (error) {
      // Another call with the same key was faster: on the key itself, the phone's screen, or what was left to reverse.
      const raced = RACED.some((kind) => error instanceof kind);
      const winner = raced ? await this.#known(payment) : null;
      if (winner !== null) return winner;
      // Not after an outage: what has the name may then be this very payment, whose commit nobody answered.
      if (error instanceof StorageConflict) await this.#refuseTakenName(payment);
      throw error;
    }
    return this.#send(payment, owner);
  }

  async #enlist(payment: Payment, manager: unknown): Promise<Payment> {
    const tx = this.deps.unitOfWork.join(manager);
    const known = await this.#known(payment);
    if (known !== null) return known;
    await this.#refuseTakenName(payment);
    // Nobody waits for it: it may be sent for as long as it would be asked about.
    const nextCheckAt = payment.createdAt + this.deps.policy.horizonMs(payment.kind);
    const deferred: Payment = { ...payment, nextCheckAt };
    await this.deps.recorder.open(deferred, tx);
    return deferred;
  }

  /** A name that another payment has would make Daraja refuse this one, and its answers tell of the other. */
  async #refuseTakenName({ originatorConversationId }: Payment): Promise<void> {
    if (originatorConversationId === null) return;
    const filter = { originatorConversationId };
    const { items } = await this.deps.queries.find(filter, { limit: 1, cursor: null });
    if (items.length === 0) return;
    throw new InvalidRequestError(
      'originatorConversationId',
      originatorConversationId,
      `must be unique: payment ${items[0]?.id} has it`,
    );
  }

  /** The payment this key already names. @throws IdempotencyConflictError when it asked for something else */
  async #known(payment: Payment): Promise<Payment | null> {
    if (payment.idempotencyKey === null) return null;
    const known = await this.deps.payments.findByIdempotencyKey(payment.account, payment.idempotencyKey);
    if (known !== null && known.requestHash !== payment.requestHash) {
      throw new IdempotencyConflictError(payment.idempotencyKey, known.id);
    }
    return known;
  }

  /** Only an attempt of which nothing was sent may be sent again. */
  async #repeat(known: Payment): Promise<Payment> {
    if (known.status !== 'failed' || known.failure !== 'not-sent') return known;
    const promptUntil = known.kind === 'stk-push' ? this.deps.clock.now() + this.deps.policy.promptMs : null;
    const owner = this.deps.newOwner();
    const { outcome, payment } = await this.deps.recorder.reopen(known, promptUntil, owner);
    return outcome.result === 'applied' ? this.#send(payment, owner) : payment;
  }

  async #send(payment: Payment, owner: string): Promise<Payment> {
    const { clock } = this.deps;
    const departure = new PaymentDeparture(this.deps, payment, owner);
    const sent = await sendingOutcome(this.#sender(payment), payment, { departure, clock });
    const recorded = await this.#record(payment, sent, departure);
    // Another has taken it over, and it may be on its way by now: that nothing was sent is no longer so.
    const overtaken = sent.fact.type === 'not-sent' && recorded.payment.failure !== 'not-sent';
    if (sent.error !== null && !overtaken) throw sent.error;
    return recorded.payment;
  }

  /** What is thrown is about the payment, not about the database: whoever calls must know whether money may have moved. */
  async #record(
    payment: Payment,
    { fact, error }: SendingOutcome,
    departure: PaymentDeparture,
  ): Promise<Recorded> {
    try {
      if (fact.type === 'not-sent') await departure.takeBack();
      return await this.deps.recorder.recordOne(fact);
    } catch (cause) {
      // Daraja has answered and we could not write it down. Its callback carries our id and will tell again.
      if (error !== null) throw error;
      const reason = 'the answer could not be stored';
      throw new DarajaOutcomeUnknownError({ product: payment.kind, reason, paymentId: payment.id, cause });
    }
  }

  #sender({ kind }: Payment): PaymentSender {
    const sender = this.deps.senders.get(kind);
    if (sender === undefined) throw new Error(`nothing sends a ${kind}`);
    return sender;
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#inFlight.add(work);
    try {
      return await work;
    } finally {
      this.#inFlight.delete(work);
    }
  }
}
