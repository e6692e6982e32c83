import { hearable } from './after-erasure.js';
import { applyFact } from './apply-fact.js';
import { isAmountInDoubt } from './apply-success.js';
import { claimedReceipt } from '../claim.js';
import { MoneyPlacing } from '../money/money-placing.js';
import type { NewPaymentEvent } from '../payment-events.js';
import type { FactAboutPayment, MoneyReceivedFact, PaymentFact, ResolvedFact } from '../payment-fact.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { Payment } from '../payment.js';
import type { EndedPrompt, PromptEnd } from '../prompt-lock.js';
import {
  asSuccessOf,
  believedMoney,
  doubtOver,
  isOwnerInDoubt,
  isUnbelieved,
  moneyOf,
} from '../money/place-money.js';
import { isPlaced } from '../placed.js';
import { ReceiptTransfer } from '../money/receipt-transfer.js';
import type { RecordOutcome } from '../record-outcome.js';
import { giveBack, noteUnsettled, unsettledCents } from '../reversal-rules.js';
import { toldTogether } from '../money/told-together.js';
import { isUnsigned, verdictOf, type Verdict } from '../verdict.js';
import { WorkingSet } from '../working-set.js';

/**
 * What a batch of facts makes of the locked payments of one transaction, in memory. Facts are applied in order, each seeing
 * what the ones before it did; only money looks ahead, because receipts are counted.
 */
export class RecordingBatch {
  readonly endedPrompts: EndedPrompt[] = [];
  readonly #set: WorkingSet;
  readonly #transfer: ReceiptTransfer;
  readonly #placing: MoneyPlacing;

  constructor(
    stored: ReadonlyMap<string, Payment>,
    private readonly deps: {
      readonly policy: PaymentPolicy;
      readonly now: number;
      readonly newId: () => string;
    },
  ) {
    this.#set = new WorkingSet(stored);
    this.#transfer = new ReceiptTransfer(this.#set, deps.newId);
    const applyTo = (fact: FactAboutPayment): RecordOutcome => this.#applyTo(fact);
    this.#placing = new MoneyPlacing({ ...deps, set: this.#set, transfer: this.#transfer, applyTo });
  }

  /** The payment as the facts so far have left it. */
  payment(id: string): Payment | undefined {
    return this.#set.get(id);
  }

  /** @returns one outcome per fact, in their order */
  applyAll(told: readonly PaymentFact[]): RecordOutcome[] {
    const facts = toldTogether(told);
    const later = facts.filter((fact) => fact.type === 'money-received');
    const outcomes = facts.map((fact) => {
      if (fact === later[0]) later.shift();
      return this.apply(fact, later);
    });
    this.#placing.settleBereft();
    this.#placing.placeSplitOff();
    this.#placing.settleDoubts();
    return outcomes;
  }

  /** @param later money that is to come after it */
  apply(fact: PaymentFact, later: readonly MoneyReceivedFact[] = []): RecordOutcome {
    if (fact.type === 'resolved') return this.#resolve(fact);
    return fact.type === 'money-received' ? this.#placing.place(fact, later) : this.#applyTo(fact);
  }

  get inserted(): ReadonlyMap<string, Payment> {
    return this.#set.inserted;
  }

  get changed(): ReadonlyMap<string, Payment> {
    return this.#set.changed;
  }

  get releasedReceipt(): ReadonlySet<string> {
    return this.#set.releasedReceipt;
  }

  get events(): readonly NewPaymentEvent[] {
    return this.#set.events;
  }

  get statusChanges(): WorkingSet['statusChanges'] {
    return this.#set.statusChanges;
  }

  #applyTo(news: FactAboutPayment): RecordOutcome {
    const payment = this.#set.get(news.paymentId);
    if (payment === undefined) return { result: 'unmatched', paymentId: news.paymentId };
    // Its money is another's by now: a second answer to a question about it must not take that back.
    if (payment.supersededBy !== null && news.type === 'succeeded')
      return { result: 'ignored', paymentId: payment.id, reason: 'absorbed' };
    const fact = hearable(payment, news, this.deps.policy);
    const absorbed = this.#set.absorbedBy(payment.id);
    if (this.#isTaken(payment, fact)) {
      return { result: 'ignored', paymentId: payment.id, reason: 'receipt-taken' };
    }
    const placed = this.#placeBelieved(payment.id, fact);
    if (placed !== null) return placed;
    const current = this.#set.get(fact.paymentId) ?? payment;
    const applied = applyFact(current, fact, this.deps.policy);
    if ('ignored' in applied) return { result: 'ignored', paymentId: payment.id, reason: applied.ignored };
    this.#set.put(applied.payment);
    this.#noteStatus(current, applied.payment, fact);
    this.#noteUnsettled(current, applied.payment, fact.at);
    this.#set.events.push(...applied.events.map((event) => this.#withSupersedes(event)));
    const counts = current.status !== 'succeeded' && applied.payment.status === 'succeeded';
    // One that counted already absorbs as well, when it is told its receipt.
    if (counts || this.#set.absorbedBy(payment.id)?.id !== absorbed?.id)
      this.#inheritReversals(applied.payment, fact.at);
    if (counts) this.#giveBackOriginal(applied.payment, fact.at);
    return { result: 'applied', paymentId: payment.id };
  }

  /** Where money by hand that this news shows to be there is a push's, or may be; null where it is its own. */
  #placeBelieved(id: string, fact: FactAboutPayment): RecordOutcome | null {
    const row = this.#set.get(id);
    if (row === undefined || fact.type !== 'succeeded' || !isUnbelieved(row)) return null;
    const applied = applyFact(row, fact, this.deps.policy);
    const isBelieved = 'payment' in applied && applied.payment.status === 'succeeded';
    const money = isBelieved ? believedMoney(applied.payment, fact) : null;
    return money === null ? null : this.#placing.placeBelieved(row, money);
  }

  /** True while another payment holds on to the receipt. Saving it would fail for ever, and every fact beside it too. */
  #isTaken(payment: Payment, fact: FactAboutPayment): boolean {
    const receipt = receiptTold(payment, fact, this.deps.policy);
    if (receipt === null) return false;
    const amountCents = fact.type === 'succeeded' ? fact.amountCents : null;
    const isProof = fact.type === 'resolved' || (fact.type === 'succeeded' && !isPlaced(fact.source));
    if (isProof) this.#transfer.makeWayFor(payment, { receipt, amountCents, at: fact.at });
    const owner = this.#set.byReceipt(receipt, payment.direction);
    return owner !== undefined && owner.id !== payment.id;
  }

  /** A person's word on a payment in review. Of money by hand it says whose it is: its own, or that push's. */
  #resolve(fact: ResolvedFact): RecordOutcome {
    const { paymentId, belongsTo, receipt, at } = fact;
    const row = this.#set.get(paymentId);
    const ignored = (reason: string) => ({ result: 'ignored', paymentId, reason }) as const;
    if (row === undefined || fact.as !== 'succeeded') return this.#applyTo(fact);
    const byHand = row.kind === 'c2b' ? row : this.#set.byReceipt(receipt ?? '', row.direction);
    if (byHand?.kind === 'c2b' && isAmountInDoubt(byHand)) return ignored('amount-differs');
    if (belongsTo == null) {
      const isAnother = row.kind === 'c2b' && row.receipt !== null && receipt !== row.receipt;
      if (isAnother) return ignored('receipt-differs');
      const pushes = belongsTo === undefined && isUnplaced(row) ? this.#placing.placeSpoken(row) : [];
      return pushes.length > 0 ? ignored(doubtOver(row.receipt ?? '', pushes)) : this.#applyTo(fact);
    }
    const push = this.#set.get(belongsTo);
    const money = isOwnerInDoubt(row) || isUnplaced(row) ? moneyOf(row) : null;
    if (money === null) return ignored('not-in-review');
    if (push === undefined || !mayHave(push, row)) return ignored('belongs-to-another');
    const resultText = `${fact.reason} (${fact.by})`;
    return this.#applyTo({ ...asSuccessOf(push.id, money), source: 'person', at, resultText });
  }

  /** The original says what may have been given back of it, from the asking to the news. */
  #noteUnsettled(before: Payment, after: Payment, at: number): void {
    const cents = unsettledCents(after) - unsettledCents(before);
    const original = cents === 0 ? undefined : this.#originalOf(after);
    if (original === undefined) return;
    const noted = noteUnsettled(original, cents, at);
    if (noted.reversalUnknownCents !== original.reversalUnknownCents) this.#set.put(noted);
  }

  /** A reversal succeeds once, so its original is given back once. */
  #giveBackOriginal(reversal: Payment, at: number): void {
    const original = this.#originalOf(reversal);
    if (original === undefined) return;
    this.#giveBack(original, reversal.amountCents, { at, source: `reversal ${reversal.id}` });
  }

  /** Absorbed while the reversal was under way: the money is its heir's now. */
  #originalOf({ originalPaymentId }: Payment): Payment | undefined {
    const original = originalPaymentId === null ? undefined : this.#set.get(originalPaymentId);
    const heir = original?.supersededBy == null ? undefined : this.#set.get(original.supersededBy);
    return heir ?? original;
  }

  /** What had been given back of a payment before it was absorbed. */
  #inheritReversals(payment: Payment, at: number): void {
    const absorbed = this.#set.absorbedBy(payment.id);
    if (absorbed === undefined || absorbed.reversedCents === 0) return;
    this.#giveBack(payment, absorbed.reversedCents, { at, source: `reversed as ${absorbed.id}` });
  }

  #giveBack(original: Payment, cents: number, why: { readonly at: number; readonly source: string }): void {
    const { payment, event } = giveBack(original, cents, why.at);
    this.#set.put(payment);
    this.#set.events.push(event);
    if (payment.status === original.status) return;
    this.#set.statusChanges.push({ payment, from: original.status, source: why.source });
  }

  #withSupersedes(event: NewPaymentEvent): NewPaymentEvent {
    const { payload, subjectId } = event;
    if (payload.type !== 'payment.succeeded') return event;
    const absorbed = this.#set.absorbedBy(subjectId);
    return absorbed === undefined ? event : { ...event, payload: { ...payload, supersedes: absorbed.id } };
  }

  #noteStatus(before: Payment, after: Payment, fact: FactAboutPayment): void {
    if (before.status === after.status) return;
    const source = 'source' in fact ? fact.source : fact.type;
    this.#set.statusChanges.push({ payment: after, from: before.status, source });
    const end = promptEnd(after, fact);
    if (after.kind === 'stk-push' && after.phone !== null && end !== null) {
      this.endedPrompts.push({ phone: after.phone, paymentId: after.id, end });
    }
  }
}

/** What is believed of unsigned news gets its receipt booked, and nothing else does. */
const BOOKING = new Set<Verdict>(['settle', 'enrich']);

/** The receipt that the payment gets by this fact. A query tells none, but it may confirm the claim of a callback that did. */
function receiptTold(payment: Payment, fact: FactAboutPayment, policy: PaymentPolicy): string | null {
  if (fact.type === 'resolved') return payment.status === 'review' ? fact.receipt : null;
  if (fact.type !== 'succeeded') return null;
  if (isUnsigned(fact) && !BOOKING.has(verdictOf(payment, fact, policy))) return null;
  return fact.receipt ?? claimedReceipt(payment);
}

/** True for money by hand in review of which nobody has said yet whose it is. */
function isUnplaced(row: Payment): boolean {
  return row.status === 'review' && isUnbelieved(row);
}

/** True for a push that can have been paid with this money and whose receipt nobody knows. */
function mayHave(push: Payment, money: Payment): boolean {
  const isAlike = push.account === money.account && push.amountCents === money.amountCents;
  return isAlike && push.kind === 'stk-push' && push.receipt === null && push.status !== 'reversed';
}

/** How a prompt ended, or null while it may still be on the screen. */
function promptEnd(payment: Payment, fact: FactAboutPayment): PromptEnd | null {
  if (payment.status === 'succeeded') return 'paid';
  if (payment.status === 'review') return 'untouched';
  if (payment.status !== 'failed') return null;
  const neverShown = fact.type === 'refused' || fact.type === 'not-sent' || payment.failure === 'prompt-open';
  return neverShown ? 'untouched' : 'unfinished';
}
