import { type Lease, marks, Mutex, type Session } from 'typeorm-durable';
import type { Delivery, DeliveryRef, LongestWaits } from '../../outbox/outbox-store.js';
import type { Tx } from '../../payments/payment-ports.js';
import type { Clock } from '../../values/clock.js';
import type { Database } from '../database/database.js';
import { DELIVERY_COLUMNS, DELIVERY_TABLES, deliveryKeys, toDelivery } from './delivery-row.js';

/**
 * An earlier event of the same payment that this handler has not finished. COALESCE keeps SQLite, which has no statistics,
 * from walking everything that is due instead of the few events of one payment.
 */
const EARLIER_UNFINISHED =
  'SELECT 1 FROM mpesa_delivery p WHERE p.payment_id = d.payment_id AND p.handler = d.handler ' +
  'AND p.seq <= d.seq AND (p.seq < d.seq OR p.event_id < d.event_id) AND COALESCE(p.next_at, 0) > 0';

const DUE = `SELECT d.event_id, d.handler, d.next_at FROM mpesa_delivery d WHERE d.handler = ? AND d.next_at <= ? AND NOT EXISTS (${EARLIER_UNFINISHED}) ORDER BY d.next_at, d.event_id LIMIT ?`;

const HELD = "event_id = ? AND handler = ? AND owner = ? AND status = 'due'";

/** Claims on deliveries, and what ends one. */
export class DeliveryClaims {
  readonly #turn = new Mutex();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** One claim at a time in this process: two of one owner could not tell their rows apart. */
  claim(owner: string, request: Lease & { handlers: readonly string[] }): Promise<Delivery[]> {
    if (request.handlers.length === 0) return Promise.resolve([]);
    return this.#turn.run(() =>
      this.database.write('claim deliveries', async (db) => {
        const candidates = await findDue(db, request);
        if (candidates.length === 0) return [];
        const among = deliveryKeys(candidates);
        // `next_at - ?`, not `next_at <= ?`: SQLite would look for the keys among all that is due.
        await db.run(
          `UPDATE mpesa_delivery SET owner = ?, next_at = ? WHERE (${among.sql}) AND next_at - ? <= 0`,
          [owner, request.leaseUntil, ...among.params, request.now],
        );
        const mine = `SELECT ${DELIVERY_COLUMNS} FROM ${DELIVERY_TABLES} WHERE (${among.sql}) AND owner = ? AND next_at = ?`;
        const rows = await db.rows(mine, [...among.params, owner, request.leaseUntil]);
        const byKey = new Map(rows.map(toDelivery).map((delivery) => [keyOf(delivery), delivery]));
        return candidates.flatMap((candidate) => byKey.get(keyOf(candidate)) ?? []);
      }),
    );
  }

  renew(owner: string, delivery: DeliveryRef, leaseUntil: number): Promise<boolean> {
    return this.#end('renew a lease', { sql: 'next_at = ?', params: [leaseUntil] }, { owner, delivery });
  }

  done(owner: string, delivery: DeliveryRef, now: number, tx?: Tx): Promise<boolean> {
    const set = "status = 'done', next_at = NULL, owner = NULL, finished_at = ?";
    return this.#end('mark a delivery', { sql: set, params: [now] }, { owner, delivery, tx });
  }

  retry(owner: string, delivery: DeliveryRef, plan: { nextAt: number; error: string }): Promise<boolean> {
    const set = 'attempts = attempts + 1, next_at = ?, owner = NULL, last_error = ?';
    return this.#end('plan a delivery', { sql: set, params: [plan.nextAt, plan.error] }, { owner, delivery });
  }

  deadLetter(owner: string, delivery: DeliveryRef, plan: { now: number; error: string }): Promise<boolean> {
    const set =
      "status = 'dead', attempts = attempts + 1, next_at = NULL, owner = NULL, finished_at = ?, last_error = ?";
    return this.#end(
      'dead-letter a delivery',
      { sql: set, params: [plan.now, plan.error] },
      { owner, delivery },
    );
  }

  async release(owner: string, deliveries?: readonly DeliveryRef[]): Promise<void> {
    if (deliveries === undefined) return this.#releaseAll(owner);
    if (deliveries.length === 0) return;
    const among = deliveryKeys(deliveries);
    const sql = `UPDATE mpesa_delivery SET owner = NULL, next_at = ? WHERE (${among.sql}) AND owner = ? AND status = 'due'`;
    await this.database.write('release deliveries', (db) =>
      db.run(sql, [this.clock.now(), ...among.params, owner]),
    );
  }

  async recall(handlers: readonly string[], { now, claimedMs, plannedMs }: LongestWaits): Promise<number> {
    if (handlers.length === 0) return 0;
    const longest = plannedMs.at(-1) ?? 0;
    const planned = `CASE attempts ${plannedMs.map(() => 'WHEN ? THEN ?').join(' ')} ELSE ? END`;
    const sql =
      `UPDATE mpesa_delivery SET owner = NULL, next_at = ? WHERE handler IN (${marks(handlers.length)}) ` +
      `AND next_at > ? AND next_at - ? > CASE WHEN owner IS NOT NULL THEN ? ELSE ${planned} END`;
    const waits = plannedMs.flatMap((wait, attempts) => [attempts, wait]);
    return this.database.write('recall deliveries', (db) =>
      db.run(sql, [
        now,
        ...handlers,
        now + Math.min(claimedMs, ...plannedMs),
        now,
        claimedMs,
        ...waits,
        longest,
      ]),
    );
  }

  #releaseAll(owner: string): Promise<void> {
    return this.database.write('release deliveries', async (db) => {
      const handlers = await db.rows('SELECT DISTINCT handler FROM mpesa_subscription');
      if (handlers.length === 0) return;
      // By handler, because the index on what is due begins with it.
      const held = `handler IN (${marks(handlers.length)}) AND next_at > 0 AND owner = ?`;
      await db.run(`UPDATE mpesa_delivery SET owner = NULL, next_at = ? WHERE ${held}`, [
        this.clock.now(),
        ...handlers.map((row) => row.handler),
        owner,
      ]);
    });
  }

  async #end(
    operation: string,
    set: { sql: string; params: readonly unknown[] },
    claim: { owner: string; delivery: DeliveryRef; tx?: Tx },
  ): Promise<boolean> {
    const sql = `UPDATE mpesa_delivery SET ${set.sql} WHERE ${HELD}`;
    const params = [...set.params, claim.delivery.eventId, claim.delivery.handler, claim.owner];
    const run = (db: Session): Promise<number> => db.run(sql, params);
    const changed =
      claim.tx === undefined
        ? await this.database.write(operation, run)
        : await run(this.database.within(claim.tx, operation));
    return changed === 1;
  }
}

/** Per handler, so that each part walks its index, and none of them crowds out another. */
async function findDue(
  db: Session,
  request: Lease & { handlers: readonly string[] },
): Promise<DeliveryRef[]> {
  const { handlers, now, limit } = request;
  const parts = handlers.map((_, index) => `SELECT * FROM (${DUE}) h${index}`);
  const sql = `SELECT * FROM (${parts.join(' UNION ALL ')}) due ORDER BY next_at, event_id`;
  const rows = await db.rows(
    sql,
    handlers.flatMap((handler) => [handler, now, limit]),
  );
  return rows.map((row) => ({ eventId: String(row.event_id), handler: String(row.handler) }));
}

function keyOf({ eventId, handler }: DeliveryRef): string {
  return `${eventId} ${handler}`;
}
