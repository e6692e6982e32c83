import { Logger } from '@nestjs/common';
import type { Operators } from './operators/operators.js';
import type { SettlementWaiters } from './settlement-waiters.js';
import type { BestEffortEvents } from '../outbox/best-effort-events.js';
import type { OutboxRelay } from '../outbox/outbox-relay.js';
import type { Inquiry } from '../inquiries/inquiry.js';
import type { NewEvent } from '../payments/payment-events.js';
import type { Payment } from '../payments/payment.js';
import type { Commit } from '../payments/recording/payment-recorder.js';

/** What an operator signed, and how it ended. */
type Signed = Pick<Payment, 'account' | 'initiator' | 'resultCode' | 'resultText' | 'sendingAt'>;

export interface CommitNewsDeps {
  readonly relay: Pick<OutboxRelay, 'wake'>;
  readonly waiters: Pick<SettlementWaiters, 'wake'>;
  readonly bestEffort: Pick<BestEffortEvents, 'emit'>;
  readonly operators: Pick<Operators, 'sawResult'>;
  /** A process without the outbox job leaves the handing over to those that have it. */
  readonly relays: boolean;
}

/** Tells the rest of the process what has been committed: wakes the relay and those who wait, one log line per change. */
export class CommitNews {
  readonly #log = new Logger('MpesaPayments');

  constructor(private readonly deps: CommitNewsDeps) {}

  tell({ events, changes }: Commit): void {
    for (const { payment, from, source } of changes) {
      this.#log.log(`payment ${payment.id}: ${from ?? 'new'} -> ${payment.status} (${source})`);
    }
    this.deps.waiters.wake(changes.map(({ payment }) => payment.id));
    for (const { payload } of events) this.deps.bestEffort.emit(payload);
    for (const { payment, from } of changes) if (from !== null) this.#watchOperator(payment);
    if (this.deps.relays && events.length > 0) this.deps.relay.wake();
  }

  /** The answer to an inquiry, or that there will be none. */
  tellAnswer(inquiry: Inquiry, event: NewEvent | null): void {
    this.deps.waiters.wake([inquiry.id]);
    if (event === null) return this.#watchOperator({ ...inquiry, sendingAt: inquiry.askedAt });
    this.deps.bestEffort.emit(event.payload);
    if (this.deps.relays) this.deps.relay.wake();
  }

  warn(message: string): void {
    this.#log.warn(message);
  }

  /** A crash in between loses this; the operator's next refusal tells it again. */
  #watchOperator({ account, initiator, resultCode, resultText, sendingAt }: Signed): void {
    if (initiator === null || resultCode === null || sendingAt === null) return;
    const told = this.deps.operators.sawResult({
      account,
      initiator,
      resultCode,
      resultText,
      sentAt: sendingAt,
    });
    told.catch((error: unknown) => this.#log.error(`operator ${initiator}: ${String(error)}`));
  }
}
