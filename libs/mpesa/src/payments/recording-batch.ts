import { applyFact } from './apply-fact.js';
import { isOnlyClaim } from './apply-success.js';
import type { Payment, PaymentDirection } from './payment.js';
import { eventFor, supersededEvent } from './announce.js';
import type { NewPaymentEvent } from './payment-events.js';
import type { FactAboutPayment, MoneyReceivedFact, PaymentFact, SucceededFact } from './payment-fact.js';
import type { PaymentPolicy } from './payment-policy.js';
import type { PromptEnd } from './phone-line.js';
import { giveBack, noteUnsettled, unsettledCents } from './reversal-rules.js';
import {
  asSuccessOf,
  awaitsConfirmation,
  bookClaim,
  bookMoney,
  isPlaced,
  placeMoney,
} from './place-money.js';
import type { RecordOutcome } from './record-outcome.js';
import { change } from './transition.js';

export interface StatusChange {
  readonly payment: Payment;
  readonly from: Payment['status'] | null;
  readonly source: string;
}

/** A prompt that is over, and how it ended for the phone. */
export interface EndedPrompt {
  readonly phone: string;
  readonly paymentId: string;
  readonly end: PromptEnd;
}

/**
 * The locked payments of one transaction and what a batch of facts makes of them, in memory. Facts are applied in order,
 * each seeing what the ones before it did.
 */
export class RecordingBatch {
  readonly inserted = new Map<string, Payment>();
  readonly changed = new Map<string, Payment>();
  /** Payments that gave up a receipt: saved first, or the new owner would collide with them. */
  readonly releasedReceipt = new Set<string>();
  readonly events: NewPaymentEvent[] = [];
  readonly statusChanges: StatusChange[] = [];
  readonly endedPrompts: EndedPrompt[] = [];

  constructor(
    private readonly stored: ReadonlyMap<string, Payment>,
    private readonly candidates: ReadonlyMap<MoneyReceivedFact, readonly string[]>,
    private readonly deps: {
      readonly policy: PaymentPolicy;
      readonly now: number;
      readonly newId: () => string;
    },
  ) {}

  apply(fact: PaymentFact): RecordOutcome {
    return fact.type === 'money-received' ? this.#place(fact) : this.#applyTo(fact);
  }

  #place(fact: MoneyReceivedFact): RecordOutcome {
    const known = this.#byReceipt(fact.receipt, 'in');
    if (known !== undefined) return this.#applyTo(asSuccessOf(known.id, fact));
    const candidates = (this.candidates.get(fact) ?? [])
      .map((id) => this.#get(id))
      .filter((payment) => payment !== undefined);
    const claimant = candidates.find(({ claim }) => claim?.receipt === fact.receipt);
    if (claimant !== undefined) return this.#applyTo(asSuccessOf(claimant.id, fact));
    const placement = placeMoney(fact, candidates, this.deps.now, this.deps.policy);
    if (placement.place === 'wait') return { result: 'waiting', until: placement.until };
    if (placement.place === 'push') return this.#applyTo(asSuccessOf(placement.payment.id, fact));
    const book = awaitsConfirmation(fact, this.deps.policy) ? bookClaim : bookMoney;
    return this.#book(book(this.deps.newId(), fact));
  }

  #book(payment: Payment): RecordOutcome {
    this.inserted.set(payment.id, payment);
    this.events.push(eventFor(payment));
    this.statusChanges.push({ payment, from: null, source: payment.settledBy ?? 'c2b' });
    return { result: 'applied', paymentId: payment.id };
  }

  #applyTo(fact: FactAboutPayment): RecordOutcome {
    const payment = this.#get(fact.paymentId);
    if (payment === undefined) return { result: 'unmatched', paymentId: fact.paymentId };
    if (fact.type === 'succeeded' && !isOnlyClaim(payment, fact, this.deps.policy)) {
      this.#makeWayFor(payment, fact);
      // Saving it would fail for ever, and every fact beside it too.
      if (this.#isTaken(payment, fact))
        return { result: 'ignored', paymentId: payment.id, reason: 'receipt-taken' };
    }
    const current = this.#get(fact.paymentId) ?? payment;
    const applied = applyFact(current, fact, this.deps.policy);
    if ('ignored' in applied) return { result: 'ignored', paymentId: payment.id, reason: applied.ignored };
    this.#put(applied.payment);
    this.#noteStatus(current, applied.payment, fact);
    this.#noteUnsettled(current, applied.payment, fact.at);
    this.events.push(...applied.events.map((event) => this.#withSupersedes(event)));
    if (current.status !== 'succeeded' && applied.payment.status === 'succeeded') {
      this.#inheritReversals(applied.payment, fact.at);
      this.#giveBackOriginal(applied.payment, fact.at);
    }
    return { result: 'applied', paymentId: payment.id };
  }

  /**
   * A receipt is one payment's only. Where a callback proves that another payment's receipt is this one's, a payment booked
   * on its own is absorbed, and a push that a C2B confirmation was wrongly given to hands that money back to itself.
   */
  #makeWayFor(payment: Payment, fact: SucceededFact): void {
    const receipt = receiptTold(payment, fact);
    if (receipt === null || isPlaced(fact.source) || payment.direction === 'out') return;
    if (fact.amountCents !== null && fact.amountCents !== payment.amountCents) return;
    const owner = this.#byReceipt(receipt, 'in');
    if (owner !== undefined && owner.id !== payment.id && owner.kind === 'c2b')
      this.#absorb(owner, payment, fact.at);
    if (payment.status === 'succeeded' && isPlaced(payment.settledBy) && payment.receipt !== receipt) {
      this.#splitOff(this.#get(payment.id) ?? payment, fact.at);
    }
  }

  /** True while another payment holds on to this receipt. */
  #isTaken(payment: Payment, fact: SucceededFact): boolean {
    const receipt = receiptTold(payment, fact);
    const owner = receipt === null ? undefined : this.#byReceipt(receipt, payment.direction);
    return owner !== undefined && owner.id !== payment.id;
  }

  #absorb(owner: Payment, into: Payment, at: number): void {
    const released = change(owner, at, {
      ...proven(owner, at),
      receipt: null,
      transactionId: owner.receipt,
      supersededBy: into.id,
      reversalUnknownCents: 0,
    });
    if ('ignored' in released) return;
    this.#put(released.payment);
    if (owner.reversalUnknownCents > 0) this.#put(noteUnsettled(into, owner.reversalUnknownCents, at));
    this.releasedReceipt.add(owner.id);
    this.events.push(supersededEvent(released.payment, into.id));
    this.statusChanges.push({
      payment: released.payment,
      from: owner.status,
      source: `absorbed by ${into.id}`,
    });
  }

  /** The original says what may have been given back of it, from the asking to the news. */
  #noteUnsettled(before: Payment, after: Payment, at: number): void {
    const cents = unsettledCents(after) - unsettledCents(before);
    const original = cents === 0 ? undefined : this.#originalOf(after);
    if (original === undefined) return;
    const noted = noteUnsettled(original, cents, at);
    if (noted.reversalUnknownCents !== original.reversalUnknownCents) this.#put(noted);
  }

  /** A reversal succeeds once, so its original is given back once. */
  #giveBackOriginal(reversal: Payment, at: number): void {
    const original = this.#originalOf(reversal);
    if (original === undefined) return;
    this.#giveBack(original, reversal.amountCents, { at, source: `reversal ${reversal.id}` });
  }

  /** Absorbed while the reversal was under way: the money is its heir's now. */
  #originalOf({ originalPaymentId }: Payment): Payment | undefined {
    const original = originalPaymentId === null ? undefined : this.#get(originalPaymentId);
    const heir = original?.supersededBy == null ? undefined : this.#get(original.supersededBy);
    return heir ?? original;
  }

  /** What had been given back of a payment before it was absorbed. */
  #inheritReversals(payment: Payment, at: number): void {
    const absorbed = this.#absorbedBy(payment.id);
    if (absorbed === undefined || absorbed.reversedCents === 0) return;
    this.#giveBack(payment, absorbed.reversedCents, { at, source: `reversed as ${absorbed.id}` });
  }

  #giveBack(original: Payment, cents: number, why: { readonly at: number; readonly source: string }): void {
    const { payment, event } = giveBack(original, cents, why.at);
    this.#put(payment);
    this.events.push(event);
    if (payment.status === original.status) return;
    this.statusChanges.push({ payment, from: original.status, source: why.source });
  }

  /** The push was paid under another receipt: what C2B told was money of its own. */
  #splitOff(payment: Payment, at: number): void {
    if (payment.receipt === null) return;
    const own = {
      ...payment,
      id: this.deps.newId(),
      kind: 'c2b' as const,
      version: 1,
      checkoutRequestId: null,
      merchantRequestId: null,
      idempotencyKey: null,
      requestHash: null,
      metadata: null,
      sendingAt: null,
      promptUntil: null,
      createdAt: at,
      updatedAt: at,
    };
    const emptied = change(payment, at, { receipt: null });
    if ('ignored' in emptied) return;
    this.#put(emptied.payment);
    this.#book(own);
  }

  #withSupersedes(event: NewPaymentEvent): NewPaymentEvent {
    if (event.name !== 'payment.succeeded') return event;
    const absorbed = this.#absorbedBy(event.paymentId);
    return absorbed === undefined
      ? event
      : { ...event, payload: { ...event.payload, supersedes: absorbed.id } };
  }

  /** The payment that this one has absorbed in this batch. */
  #absorbedBy(id: string): Payment | undefined {
    const touched = [...this.changed.values(), ...this.inserted.values()];
    return touched.find(({ supersededBy }) => supersededBy === id);
  }

  #noteStatus(before: Payment, after: Payment, fact: FactAboutPayment): void {
    if (before.status === after.status) return;
    const source = 'source' in fact ? fact.source : fact.type;
    this.statusChanges.push({ payment: after, from: before.status, source });
    const end = promptEnd(after, fact);
    if (after.kind === 'stk-push' && after.phone !== null && end !== null) {
      this.endedPrompts.push({ phone: after.phone, paymentId: after.id, end });
    }
  }

  #get(id: string): Payment | undefined {
    return this.changed.get(id) ?? this.inserted.get(id) ?? this.stored.get(id);
  }

  #put(payment: Payment): void {
    (this.inserted.has(payment.id) ? this.inserted : this.changed).set(payment.id, payment);
  }

  #byReceipt(receipt: string, direction: PaymentDirection): Payment | undefined {
    for (const id of [...this.inserted.keys(), ...this.stored.keys()]) {
      const payment = this.#get(id);
      if (payment?.receipt === receipt && payment.direction === direction) return payment;
    }
    return undefined;
  }
}

/** A query tells no receipt, but it may confirm the claim of a callback that did. */
function receiptTold(payment: Payment, fact: SucceededFact): string | null {
  return fact.receipt ?? payment.claim?.receipt ?? null;
}

/** Money that nobody had confirmed is as real as the push that proves to be the same. */
function proven({ status, settledAt }: Payment, at: number): Partial<Payment> {
  if (status === 'succeeded' || status === 'reversed') return {};
  return {
    status: 'succeeded',
    settledAt: settledAt ?? at,
    claim: null,
    nextCheckAt: null,
    reviewReason: null,
  };
}

/** How a prompt ended, or null while it may still be on the screen. */
function promptEnd(payment: Payment, fact: FactAboutPayment): PromptEnd | null {
  if (payment.status === 'succeeded') return 'paid';
  if (payment.status === 'review') return 'untouched';
  if (payment.status !== 'failed') return null;
  const neverShown = fact.type === 'refused' || fact.type === 'not-sent' || payment.failure === 'prompt-open';
  return neverShown ? 'untouched' : 'unfinished';
}
