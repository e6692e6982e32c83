import { DarajaOutcomeUnknownError } from '../errors/daraja-outcome-unknown.error.js';
import { IdempotencyConflictError } from '../errors/idempotency-conflict.error.js';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { MpesaError } from '../errors/mpesa.error.js';
import { PromptOpenError } from '../errors/prompt-open.error.js';
import { heldBack } from '../payments/held-back.js';
import type { Payment } from '../payments/payment.js';
import type { PaymentPolicy } from '../payments/payment-policy.js';
import type { PaymentQueries, PaymentStore, Tx, UnitOfWork } from '../payments/payment-ports.js';
import type { PaymentRecorder, Recorded } from '../payments/recording/payment-recorder.js';
import { StorageConflict, toldOutside } from '../payments/storage-conflict.js';
import type { Clock } from '../values/clock.js';
import type { KeyedDigests } from '../values/keyed-digests.js';
import { paymentDeparture } from './payment-departure.js';
import type { PaymentSender, PaymentSenders } from './payment-sender.js';
import type { RestoreGuard } from './restores/restore-guard.js';
import { sendingOutcome, type SendingOutcome } from './sending-outcome.js';
import type { StoredDeparture } from './stored-departure.js';
import { unstoredOutcome } from './unstored-outcome.js';

export interface PaymentInitiatorDeps {
  readonly recorder: PaymentRecorder;
  readonly payments: Pick<
    PaymentStore,
    'findByIdempotencyKey' | 'namesakes' | 'claimUnsent' | 'depart' | 'takeBack'
  >;
  readonly queries: Pick<PaymentQueries, 'find'>;
  readonly unitOfWork: Pick<UnitOfWork, 'join' | 'inside'>;
  readonly senders: Partial<PaymentSenders>;
  /** Asked before anything is sent. */
  readonly guard: Pick<RestoreGuard, 'holds'>;
  readonly policy: Pick<PaymentPolicy, 'promptMs' | 'sendLeaseMs' | 'horizonMs'>;
  readonly digests: Pick<KeyedDigests, 'of' | 'formsOf'>;
  readonly clock: Clock;
  readonly newOwner: () => string;
  /** Told in words of a payment whose way the books do not have, for the log. */
  readonly onUnstored: (message: string) => void;
}

const DISPATCH_BATCH = 20;
const STORING = 'store a payment';
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
    const { payments, policy, clock } = this.deps;
    const owner = this.deps.newOwner();
    const now = clock.now();
    const claimed = await payments.claimUnsent(owner, now, now + policy.sendLeaseMs, DISPATCH_BATCH);
    await Promise.all(claimed.map((payment) => this.#track(this.#sendForNobody(payment, owner))));
    return claimed.length;
  }

  /** Resolves when no request is between its bytes and its record. */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight);
  }

  async #initiate(payment: Payment): Promise<Payment> {
    const known = await this.#known(payment);
    if (known !== null) return this.#repeat(known);
    const held = await this.deps.guard.holds(payment);
    const stored = this.#keyed(held ? inReview(payment) : payment);
    const owner = this.deps.newOwner();
    try {
      await (held ? this.deps.recorder.open(stored) : this.deps.recorder.openToSend(stored, owner));
    } catch (error) {
      // Another call with the same key was faster: on the key itself, the phone's prompt lock, or what was left to reverse.
      const raced = RACED.some((kind) => error instanceof kind);
      const winner = raced ? await this.#known(payment) : null;
      if (winner !== null) return winner;
      // Not after an outage: what has the name may then be this very payment, whose commit nobody answered.
      if (error instanceof StorageConflict) await this.#refuseTakenName(payment);
      throw toldOutside(STORING, error);
    }
    return held ? stored : this.#send(stored, owner);
  }

  async #enlist(payment: Payment, manager: unknown): Promise<Payment> {
    const tx = this.deps.unitOfWork.join(manager);
    const known = await this.#known(payment);
    if (known !== null) return this.#enlistAgain(known, tx);
    await this.#refuseTakenName(payment);
    // Nobody waits for it: it may be sent for as long as it would be asked about.
    const nextCheckAt = payment.createdAt + this.deps.policy.horizonMs(payment.kind);
    const deferred = this.#keyed({ ...payment, nextCheckAt });
    try {
      await this.deps.recorder.open(deferred, tx);
      return deferred;
    } catch (error) {
      const winner = isRaced(error) ? await this.#committedSince(payment, tx) : null;
      if (winner !== null) return this.#enlistAgain(winner, tx);
      throw toldOutside(STORING, error);
    }
  }

  /** An attempt of which nothing was sent is sent after the commit, like a new one. */
  async #enlistAgain(known: Payment, tx: Tx): Promise<Payment> {
    if (!maySendAgain(known)) return known;
    return (await this.deps.recorder.reopenIn(tx, known, this.#promptUntil(known))).payment;
  }

  /** The payment of this key, where the host's transaction is REPEATABLE READ and older than that payment's commit. */
  async #committedSince(payment: Payment, tx: Tx): Promise<Payment | null> {
    const namesakes = await this.deps.payments.namesakes(tx, payment);
    const winner = namesakes.find((one) => this.#isRepetition(payment, one)) ?? null;
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
    return known !== null && this.#isRepetition(payment, known) ? known : null;
  }

  /** Whether this payment's key names that one. @throws IdempotencyConflictError when that asked for something else */
  #isRepetition({ account, idempotencyKey, requestHash }: Payment, known: Payment): boolean {
    if (idempotencyKey === null || known.account !== account || known.idempotencyKey !== idempotencyKey) {
      return false;
    }
    if (requestHash !== null && known.requestHash !== null) {
      if (this.deps.digests.formsOf('request', requestHash).includes(known.requestHash)) return true;
    }
    throw new IdempotencyConflictError(idempotencyKey, known.id);
  }

  #keyed(payment: Payment): Payment {
    const { requestHash } = payment;
    return requestHash === null
      ? payment
      : { ...payment, requestHash: this.deps.digests.of('request', requestHash) };
  }

  async #repeat(known: Payment): Promise<Payment> {
    if (!maySendAgain(known)) return known;
    if (await this.deps.guard.holds(known)) return this.#hold(known);
    const owner = this.deps.newOwner();
    const { outcome, payment } = await this.deps.recorder.reopen(known, this.#promptUntil(known), owner);
    return outcome.result === 'applied' ? this.#send(payment, owner) : payment;
  }

  #promptUntil({ kind }: Payment): number | null {
    return kind === 'stk-push' ? this.deps.clock.now() + this.deps.policy.promptMs : null;
  }

  /** The caller is gone: every outcome is recorded, and an error has nobody to be thrown at. */
  async #sendForNobody(payment: Payment, owner: string): Promise<void> {
    try {
      await ((await this.deps.guard.holds(payment)) ? this.#hold(payment) : this.#send(payment, owner));
    } catch (error) {
      // One that names the payment tells of an outcome, and that is in the books or in the log.
      if (error instanceof MpesaError && error.paymentId === payment.id) return;
      this.deps.onUnstored(`payment ${payment.id}: not sent for now, and tried again: ${String(error)}`);
    }
  }

  async #hold({ id }: Payment): Promise<Payment> {
    const at = this.deps.clock.now();
    return (await this.deps.recorder.recordOne({ type: 'held', paymentId: id, at })).payment;
  }

  async #send(payment: Payment, owner: string): Promise<Payment> {
    const { clock } = this.deps;
    const departure = paymentDeparture(this.deps, payment, owner);
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
    departure: StoredDeparture,
  ): Promise<Recorded> {
    try {
      if (fact.type === 'not-sent') await departure.takeBack();
      return await this.deps.recorder.recordOne(fact);
    } catch (cause) {
      this.deps.onUnstored(unstoredOutcome(`payment ${payment.id}`, fact, cause));
      // Daraja has answered and we could not write it down. Its callback carries our id and will tell again.
      if (error !== null) throw error;
      const reason = 'the answer could not be stored';
      throw new DarajaOutcomeUnknownError({ product: payment.kind, reason, paymentId: payment.id, cause });
    }
  }

  #sender({ kind }: Payment): PaymentSender {
    const sender = kind === 'c2b' ? undefined : this.deps.senders[kind];
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

/** Only an attempt of which nothing was sent may be sent again, while it is known to whom. */
function maySendAgain({ status, failure, erasedAt }: Payment): boolean {
  return status === 'failed' && failure === 'not-sent' && erasedAt === null;
}

/** Stored so that no process takes it for one that is to be sent. */
function inReview(payment: Payment): Payment {
  return { ...payment, ...heldBack(), status: 'review', settledAt: payment.createdAt };
}

function isRaced(error: unknown): boolean {
  // Contention has ended the host's transaction: nothing can be looked up in it any more.
  if (error instanceof StorageConflict) return error.kind === 'duplicate';
  return RACED.some((kind) => error instanceof kind);
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
