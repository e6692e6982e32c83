import { supersededEvent } from '../announce.js';
import type { Payment } from '../payment.js';
import { isPlaced, isReceiptPlaced, receiptSource } from '../placed.js';
import { noteUnsettled } from '../reversal-rules.js';
import { change } from '../transition.js';
import type { WorkingSet } from '../working-set.js';

/** Proof of whose a receipt is. */
export interface ReceiptProof {
  readonly receipt: string;
  /** Null where the source tells no amount. */
  readonly amountCents: number | null;
  readonly at: number;
}

const NO_RECEIPT = { receipt: null, receiptFrom: null } as const;
const WITHOUT = { ...NO_RECEIPT, completedAt: null, ambiguous: false } as const;

/** A receipt is one payment's only. When it turns out to be another one's, it goes there with its money. */
export class ReceiptTransfer {
  /** Money that pushes had been given which were paid under another receipt. Not stored: its own place is to be found. */
  readonly splitOff: Payment[] = [];

  constructor(
    private readonly set: WorkingSet,
    private readonly newId: () => string,
  ) {}

  /**
   * Where it is proven that another payment's receipt is this one's, a payment booked on its own is absorbed, a push that was
   * given it by comparing gives it up, and money that was given to this push by comparing is split off.
   */
  makeWayFor(payment: Payment, { receipt, amountCents, at }: ReceiptProof): void {
    if (payment.direction === 'out') return;
    if (amountCents !== null && amountCents !== payment.amountCents) return;
    // It keeps the one that it has: what is told is ignored, and the money of another must not be lost with it.
    if (payment.receipt !== null && payment.receipt !== receipt && !isReceiptPlaced(payment)) return;
    const owner = this.set.byReceipt(receipt, 'in');
    if (owner !== undefined && owner.id !== payment.id && owner.amountCents === payment.amountCents) {
      if (owner.kind === 'c2b') this.absorb(owner, payment.id, at);
      else if (isReceiptPlaced(owner)) this.#giveUp(owner, payment, at);
    }
    // Where its owner keeps it, what this one was given has to serve: with neither it would count without any money.
    const holder = this.set.byReceipt(receipt, 'in');
    if (holder !== undefined && holder.id !== payment.id) return;
    const current = this.set.get(payment.id) ?? payment;
    if (wasGivenAnother(current, receipt)) this.#splitOff(current, at);
  }

  /** The money of `owner`, booked on its own, is the money of `intoId`. */
  absorb(owner: Payment, intoId: string, at: number): void {
    const released = change(owner, at, {
      ...proven(owner, at),
      ...NO_RECEIPT,
      transactionId: owner.receipt,
      supersededBy: intoId,
      reversalUnknownCents: 0,
    });
    if ('ignored' in released) return;
    this.set.put(released.payment);
    const into = this.set.get(intoId);
    // Reversals that are under way give back the heir's money now.
    if (into !== undefined && owner.reversalUnknownCents > 0) {
      this.set.put(noteUnsettled(into, owner.reversalUnknownCents, at));
    }
    this.set.events.push(supersededEvent(released.payment, intoId));
    this.set.statusChanges.push({
      payment: released.payment,
      from: owner.status,
      source: `absorbed by ${intoId}`,
    });
  }

  /** Two pushes that looked alike were given each other's receipts. */
  #giveUp(owner: Payment, payment: Payment, at: number): void {
    const other = isReceiptPlaced(payment) ? payment.receipt : null;
    // Without any receipt its success would rest on nothing, unless a query had told it.
    if (other === null && isPlaced(owner.settledBy)) return;
    if (other === null) return this.#put(owner, at, WITHOUT);
    const { completedAt, receiptFrom } = payment;
    this.#put(owner, at, { receipt: other, completedAt, receiptFrom, ambiguous: true });
    this.#put(payment, at, WITHOUT);
  }

  /** The push was paid under another receipt: what it was given is money of its own, or another push's. */
  #splitOff(payment: Payment, at: number): void {
    const source = receiptSource(payment);
    const own = {
      ...payment,
      id: this.newId(),
      kind: 'c2b' as const,
      version: 1,
      checkoutRequestId: null,
      merchantRequestId: null,
      idempotencyKey: null,
      requestHash: null,
      metadata: null,
      sendingAt: null,
      promptUntil: null,
      ambiguous: false,
      // Whoever paid it was not kept: these are those of the push.
      phone: null,
      partyName: null,
      // Reversals name the push, and whoever counts was told of them under its name.
      reversedCents: 0,
      reversalUnknownCents: 0,
      // A query tells no receipt: this one was found by comparing.
      settledBy: isPlaced(source) ? source : ('c2b' as const),
      createdAt: at,
      updatedAt: at,
    };
    this.#put(payment, at, WITHOUT);
    this.splitOff.push(own);
  }

  #put(payment: Payment, at: number, values: Partial<Payment>): void {
    const changed = change(payment, at, values);
    if ('payment' in changed) this.set.put(changed.payment);
  }
}

function wasGivenAnother(payment: Payment, receipt: string): boolean {
  return isReceiptPlaced(payment) && payment.receipt !== receipt;
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
    failure: null,
  };
}
