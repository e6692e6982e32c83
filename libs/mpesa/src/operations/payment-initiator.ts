import { DarajaOutcomeUnknownError } from '../errors/daraja-outcome-unknown.error.js';
import { IdempotencyConflictError } from '../errors/idempotency-conflict.error.js';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { PaymentNotFoundError } from '../errors/payment-not-found.error.js';
import { PromptOpenError } from '../errors/prompt-open.error.js';
import type { Payment, PaymentKind } from '../payments/payment.js';
import type { PaymentFact } from '../payments/payment-fact.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import type { PaymentQueries, PaymentStore, Tx, UnitOfWork } from '../payments/payment-ports.js';
import type { PaymentRecorder } from '../payments/payment-recorder.js';
import { StorageConflict } from '../payments/storage-conflict.js';
import type { Clock } from '../values/clock.js';
import type { PaymentSender } from './payment-sender.js';
import { sendingOutcome } from './sending-outcome.js';

export interface PaymentInitiatorDeps {
  readonly recorder: PaymentRecorder;
  readonly payments: Pick<PaymentStore, 'findByIdempotencyKey' | 'namesakes' | 'claimUnsent'>;
  readonly queries: Pick<PaymentQueries, 'get' | 'find'>;
  readonly unitOfWork: Pick<UnitOfWork, 'join' | 'inside'>;
  readonly senders: ReadonlyMap<PaymentKind, PaymentSender>;
  readonly policy: Pick<PaymentPolicy, 'promptMs'>;
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
    if (manager === undefined) return this.#track(this.#initiate(payment));
    return this.#track(this.inside(manager, () => this.#enlist(payment, manager)));
  }

  /** Whether the payment's key already names one. @throws IdempotencyConflictError when that asked for something else */
  async knows(payment: Payment): Promise<boolean> {
    return (await this.#known(payment)) !== null;
  }

  /** Prepares a payment inside the host's transaction: what is looked up for it is read there. Without a manager, anywhere. */
  inside<T>(manager: unknown, prepare: () => Promise<T>): Promise<T> {
    return this.deps.unitOfWork.inside(manager, prepare);
  }

  /** Sends what was stored inside a host's transaction and has been committed since. @returns how many were claimed */
  async dispatch(): Promise<number> {
    const { payments, clock, newOwner } = this.deps;
    const claimed = await payments.claimUnsent(newOwner(), clock.now(), DISPATCH_BATCH);
    // The caller is gone: every outcome is recorded, and an error has nobody to be thrown at.
    await Promise.all(claimed.map((payment) => this.#track(this.#send(payment).catch(() => undefined))));
    return claimed.length;
  }

  /** Resolves when no request is between its bytes and its record. */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight);
  }

  async #initiate(payment: Payment): Promise<Payment> {
    const known = await this.#known(payment);
    if (known !== null) return this.#repeat(known);
    const sending: Payment = { ...payment, sendingAt: payment.createdAt };
    try {
      await this.deps.recorder.open(sending);
    } catch (error) {
      // Another call with the same key was faster: on the key itself, the phone's screen, or what was left to reverse.
      const raced = RACED.some((kind) => error instanceof kind);
      const winner = raced ? await this.#known(payment) : null;
      if (winner !== null) return winner;
      await this.#refuseTakenName(payment);
      throw error;
    }
    return this.#send(sending);
  }

  async #enlist(payment: Payment, manager: unknown): Promise<Payment> {
    const tx = this.deps.unitOfWork.join(manager);
    const known = await this.#known(payment);
    if (known !== null) return known;
    await this.#refuseTakenName(payment);
    try {
      await this.deps.recorder.open(payment, tx);
      return payment;
    } catch (error) {
      const winner = isRaced(error) ? await this.#committedSince(payment, tx) : null;
      if (winner !== null) return winner;
      throw error;
    }
  }

  /** The payment of this key, where the host's transaction is REPEATABLE READ and older than that payment's commit. */
  async #committedSince(payment: Payment, tx: Tx): Promise<Payment | null> {
    const namesakes = await this.deps.payments.namesakes(tx, payment);
    const winner = namesakes.find((one) => isRepetition(payment, one)) ?? null;
    refuseNamesake(payment, winner === null ? namesakes[0] : undefined);
    return winner;
  }

  /** A name that another payment has would make Daraja refuse this one, and its answers tell of the other. */
  async #refuseTakenName({ originatorConversationId }: Payment): Promise<void> {
    if (originatorConversationId === null) return;
    const filter = { originatorConversationId };
    const { items } = await this.deps.queries.find(filter, { limit: 1, cursor: null });
    refuseNamesake({ originatorConversationId }, items[0]);
  }

  /** The payment this key already names. @throws IdempotencyConflictError when it asked for something else */
  async #known(payment: Payment): Promise<Payment | null> {
    if (payment.idempotencyKey === null) return null;
    const known = await this.deps.payments.findByIdempotencyKey(payment.account, payment.idempotencyKey);
    return known !== null && isRepetition(payment, known) ? known : null;
  }

  /** Only an attempt of which nothing was sent may be sent again. */
  async #repeat(known: Payment): Promise<Payment> {
    if (known.status !== 'failed' || known.failure !== 'not-sent') return known;
    const promptUntil = known.kind === 'stk-push' ? this.deps.clock.now() + this.deps.policy.promptMs : null;
    const mine = await this.deps.recorder.reopen(known, promptUntil);
    const reopened = await this.#reload(known.id);
    return mine ? this.#send(reopened) : reopened;
  }

  async #send(payment: Payment): Promise<Payment> {
    const sender = this.deps.senders.get(payment.kind);
    if (sender === undefined) throw new Error(`nothing sends a ${payment.kind}`);
    const { fact, error } = await sendingOutcome(sender, payment, this.deps.clock);
    await this.#record(payment, fact, error);
    if (error !== null) throw error;
    return this.#reload(payment.id);
  }

  async #record(payment: Payment, fact: PaymentFact, error: Error | null): Promise<void> {
    try {
      await this.deps.recorder.record([fact]);
    } catch (cause) {
      // Daraja has answered and we could not write it down. Its callback carries our id and will tell again.
      if (error !== null) throw error;
      const reason = 'the answer could not be stored';
      throw new DarajaOutcomeUnknownError({ product: payment.kind, reason, paymentId: payment.id, cause });
    }
  }

  async #reload(id: string): Promise<Payment> {
    const payment = await this.deps.queries.get(id);
    if (payment === null) throw new PaymentNotFoundError(id);
    return payment;
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

function isRaced(error: unknown): boolean {
  // Contention has ended the host's transaction: nothing can be looked up in it any more.
  if (error instanceof StorageConflict) return error.kind === 'duplicate';
  return RACED.some((kind) => error instanceof kind);
}

/** Whether this payment's key names that one. @throws IdempotencyConflictError when that asked for something else */
function isRepetition({ account, idempotencyKey, requestHash }: Payment, known: Payment): boolean {
  if (idempotencyKey === null || known.account !== account || known.idempotencyKey !== idempotencyKey) {
    return false;
  }
  if (known.requestHash === requestHash) return true;
  throw new IdempotencyConflictError(idempotencyKey, known.id);
}

function refuseNamesake(
  { originatorConversationId }: Pick<Payment, 'originatorConversationId'>,
  namesake: Payment | undefined,
): void {
  if (namesake === undefined) return;
  throw new InvalidRequestError(
    'originatorConversationId',
    originatorConversationId,
    `must be unique: payment ${namesake.id} has it`,
  );
}
