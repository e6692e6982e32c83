import { eventFor } from './announce.js';
import type { NewPaymentEvent } from './payment-events.js';
import type { Payment, PaymentDirection, PaymentKind } from './payment.js';

export interface StatusChange {
  readonly payment: Payment;
  readonly from: Payment['status'] | null;
  readonly source: string;
}

/** The locked payments of one transaction as a batch of facts leaves them, and what is to be told of it. */
export class WorkingSet {
  readonly inserted = new Map<string, Payment>();
  readonly changed = new Map<string, Payment>();
  readonly events: NewPaymentEvent[] = [];
  readonly statusChanges: StatusChange[] = [];

  /** Who has, or had, a receipt. */
  readonly #holders = new Map<string, Set<string>>();

  constructor(private readonly stored: ReadonlyMap<string, Payment>) {
    for (const payment of stored.values()) this.#index(payment);
  }

  get(id: string): Payment | undefined {
    return this.changed.get(id) ?? this.inserted.get(id) ?? this.stored.get(id);
  }

  /** Those of a kind, as they stand now. */
  ofKind(kind: PaymentKind): Payment[] {
    const all = [...this.stored.values(), ...this.inserted.values()];
    return all.flatMap((one) => (one.kind === kind ? (this.get(one.id) ?? []) : []));
  }

  byReceipt(receipt: string, direction: PaymentDirection): Payment | undefined {
    for (const id of this.#holders.get(receipt) ?? []) {
      const payment = this.get(id);
      if (payment?.receipt === receipt && payment.direction === direction) return payment;
    }
    return undefined;
  }

  put(payment: Payment): void {
    (this.inserted.has(payment.id) ? this.inserted : this.changed).set(payment.id, payment);
    this.#index(payment);
  }

  /** A payment that nobody had stored before. */
  book(payment: Payment, source: string): void {
    this.inserted.set(payment.id, payment);
    this.#index(payment);
    this.events.push(eventFor(payment));
    this.statusChanges.push({ payment, from: null, source });
  }

  /** The payment that this one has absorbed in this batch. */
  absorbedBy(id: string): Payment | undefined {
    const touched = [...this.changed.values(), ...this.inserted.values()];
    return touched.find(({ supersededBy }) => supersededBy === id);
  }

  /** Payments that gave up the receipt they are stored with: saved first, or its new owner would collide with them. */
  get releasedReceipt(): ReadonlySet<string> {
    const released = [...this.changed.values()].filter(({ id, receipt }) => {
      const before = this.stored.get(id)?.receipt ?? null;
      return before !== null && before !== receipt;
    });
    return new Set(released.map(({ id }) => id));
  }

  #index({ id, receipt }: Payment): void {
    if (receipt === null) return;
    const holders = this.#holders.get(receipt);
    if (holders === undefined) this.#holders.set(receipt, new Set([id]));
    else holders.add(id);
  }
}
