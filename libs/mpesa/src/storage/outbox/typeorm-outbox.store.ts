import { onDuplicateKey, rowsOfMarks } from 'typeorm-durable';
import type {
  DeadLetter,
  Delivery,
  DeliveryRef,
  LongestWaits,
  OutboxStore,
  Subscription,
} from '../../outbox/outbox-store.js';
import type { NewEvent } from '../../payments/payment-events.js';
import type { Page, Tx } from '../../payments/payment-ports.js';
import type { Clock } from '../../values/clock.js';
import type { Database } from '../database/database.js';
import { DeliveryClaims } from './delivery-claims.js';
import { DeadLetters } from './dead-letters.js';
import { EventAppender } from './event-appender.js';

export class TypeOrmOutboxStore implements OutboxStore {
  readonly #appender: EventAppender;
  readonly #claims: DeliveryClaims;
  readonly #deadLetters: DeadLetters;

  constructor(
    private readonly database: Database,
    options: { newId: () => string; clock: Clock },
  ) {
    this.#appender = new EventAppender(database, options);
    this.#claims = new DeliveryClaims(database, options.clock);
    this.#deadLetters = new DeadLetters(database);
  }

  append(tx: Tx, events: readonly NewEvent[]): Promise<void> {
    return this.#appender.append(tx, events);
  }

  async subscribe(subscriptions: readonly Subscription[], now: number): Promise<void> {
    if (subscriptions.length === 0) return;
    const distinct = new Map(subscriptions.map((one) => [`${one.handler} ${one.event}`, one]));
    const sorted = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    const keep = onDuplicateKey(
      this.database.dialect,
      ['handler', 'event'],
      () => 'handler = mpesa_subscription.handler',
    );
    const sql = `INSERT INTO mpesa_subscription (handler, event, since) VALUES ${rowsOfMarks(sorted.length, 3)} ${keep}`;
    const params = sorted.flatMap(({ handler, event }) => [handler, event, now]);
    await this.database.write('register handlers', (db) => db.run(sql, params));
  }

  unsubscribe(handler: string): Promise<number> {
    return this.database.write('forget a handler', async (db) => {
      await db.run('DELETE FROM mpesa_subscription WHERE handler = ?', [handler]);
      return db.run("DELETE FROM mpesa_delivery WHERE handler = ? AND next_at > 0 AND status = 'due'", [
        handler,
      ]);
    });
  }

  claim(
    owner: string,
    request: { handlers: readonly string[]; now: number; leaseUntil: number; limit: number },
  ): Promise<Delivery[]> {
    return this.#claims.claim(owner, request);
  }

  renew(owner: string, delivery: DeliveryRef, leaseUntil: number): Promise<boolean> {
    return this.#claims.renew(owner, delivery, leaseUntil);
  }

  done(owner: string, delivery: DeliveryRef, now: number, tx?: Tx): Promise<boolean> {
    return this.#claims.done(owner, delivery, now, tx);
  }

  retry(owner: string, delivery: DeliveryRef, plan: { nextAt: number; error: string }): Promise<boolean> {
    return this.#claims.retry(owner, delivery, plan);
  }

  deadLetter(owner: string, delivery: DeliveryRef, plan: { now: number; error: string }): Promise<boolean> {
    return this.#claims.deadLetter(owner, delivery, plan);
  }

  release(owner: string, deliveries?: readonly DeliveryRef[]): Promise<void> {
    return this.#claims.release(owner, deliveries);
  }

  recall(handlers: readonly string[], longest: LongestWaits): Promise<number> {
    return this.#claims.recall(handlers, longest);
  }

  deadLetters(page: { limit: number; cursor: string | null }): Promise<Page<DeadLetter>> {
    return this.#deadLetters.list(page);
  }

  replay(delivery: DeliveryRef, now: number): Promise<boolean> {
    return this.#deadLetters.replay(delivery, now);
  }
}
