import { PaymentNotFoundError } from '../../errors/payment-not-found.error.js';
import type { Clock } from '../../values/clock.js';
import { eventFor } from '../announce.js';
import type { ReopenedFact } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { EventSink, PaymentStore, PromptLockStore, Tx } from '../payment-ports.js';
import type { Payment } from '../payment.js';
import { releasePromptLocks, takePromptLock } from '../prompt/prompt-locks.js';
import type { RecordingBatch } from './recording-batch.js';
import { noteUnsettled, refuseReversal } from '../reversal-rules.js';

export interface PaymentWritesDeps {
  readonly payments: PaymentStore;
  readonly promptLocks: PromptLockStore;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly policy: PaymentPolicy;
  readonly onWarning: (message: string) => void;
}

/** What the recorder writes inside one transaction: payments, their events, and the prompt locks and the money they take. */
export class PaymentWrites {
  constructor(private readonly deps: PaymentWritesDeps) {}

  /**
   * A new payment with its first event, and the prompt lock or the money that it takes.
   *
   * @throws PromptOpenError, UnfinishedPushesError, InvalidRequestError, StorageConflict as `PaymentRecorder.open` tells them
   */
  async insert(tx: Tx, payment: Payment): Promise<void> {
    const original = await this.#reserve(tx, payment);
    if (original !== null) {
      await this.deps.payments.save(tx, [noteUnsettled(original, payment.amountCents, payment.createdAt)]);
    }
    const line = await takePromptLock(tx, payment, this.deps);
    // Before the prompt lock: in a host's transaction that goes on after a refusal, a taken key must leave no trace.
    await this.deps.payments.insert(tx, [payment]);
    if (line !== null) await this.deps.promptLocks.save(tx, [line]);
    await this.deps.events.append(tx, [eventFor(payment)]);
  }

  /** What a batch of facts has made of its payments, with its events and the prompt locks that it releases. */
  async save(tx: Tx, batch: RecordingBatch, now: number): Promise<void> {
    const changed = [...batch.changed.values()];
    const { releasedReceipt } = batch;
    const released = changed.filter(({ id }) => releasedReceipt.has(id));
    // Two that exchange their receipts would collide whichever comes first.
    const emptied = released.map((payment) => ({ ...payment, receipt: null }));
    const others = changed.filter(({ id, receipt }) => !releasedReceipt.has(id) || receipt !== null);
    if (emptied.length > 0) await this.deps.payments.save(tx, emptied);
    if (others.length > 0) await this.deps.payments.save(tx, others);
    if (batch.inserted.size > 0) await this.deps.payments.insert(tx, [...batch.inserted.values()]);
    if (batch.events.length > 0) await this.deps.events.append(tx, batch.events);
    if (batch.endedPrompts.length > 0)
      await releasePromptLocks(tx, batch.endedPrompts, { promptLocks: this.deps.promptLocks, now });
  }

  /**
   * The prompt lock or the money once more, for an attempt that was not sent and is opened again: another prompt, or another reversal, may
   * have come in since.
   */
  async retake(tx: Tx, batch: RecordingBatch, { paymentId, owner }: ReopenedFact): Promise<void> {
    const payment = batch.changed.get(paymentId);
    if (payment?.status !== 'created') return;
    await this.#reserve(tx, payment, payment.amountCents);
    const line = await takePromptLock(tx, payment, this.deps);
    if (line !== null) await this.deps.promptLocks.save(tx, [line]);
    await this.deps.payments.claimSending(tx, paymentId, owner);
  }

  /**
   * Two reversals that are asked for at once must not give back more than was paid.
   *
   * @param ownCents what of all that is under way is this very reversal
   * @returns the payment that is to be given back; null for any other than a reversal
   */
  async #reserve(tx: Tx, { originalPaymentId, amountCents }: Payment, ownCents = 0): Promise<Payment | null> {
    if (originalPaymentId === null) return null;
    await this.deps.payments.lock(tx, [originalPaymentId]);
    const [original] = await this.deps.payments.load(tx, [originalPaymentId]);
    if (original === undefined) throw new PaymentNotFoundError(originalPaymentId);
    const openCents = await this.deps.payments.openReversalCents(tx, original.id);
    // The original also counts what is under way of a payment that it has absorbed.
    const underWayCents = Math.max(openCents, original.reversalUnknownCents);
    refuseReversal(original, amountCents, underWayCents - ownCents);
    return original;
  }
}
