import { marks, type Row, scrub, type Session } from 'typeorm-durable';
import type { ErasedCounts, RetentionStore } from '../../payments/payment-ports.js';
import type { Clock } from '../../values/clock.js';
import type { KeyedDigests } from '../../values/keyed-digests.js';
import type { Database } from '../database/database.js';
import { deliveryKeys } from '../outbox/delivery-row.js';
import { eraseOldCallbacks } from './erase-callbacks.js';
import { eraseEvents } from './erase-events.js';
import { ERASABLE, erasePayments, IS_FINAL, type Erasing } from './erase-payments.js';
import { eraseEndedOrders } from './erase-standing-orders.js';

/** How many rows one transaction erases: few, because it locks them. */
const PER_TRANSACTION = 200;

export interface RetentionStoreDeps {
  readonly clock: Clock;
  readonly digests: Pick<KeyedDigests, 'of'>;
}

/** Everything here is found through an index that leads to what is still to be erased, so repeating it costs nothing. */
export class TypeOrmRetentionStore implements RetentionStore {
  constructor(
    private readonly database: Database,
    private readonly deps: RetentionStoreDeps,
  ) {}

  async erase(before: number, limit: number, typed: 'keep' | 'digest' = 'keep'): Promise<ErasedCounts> {
    const erasing = { ...this.#erasing(), takesTyped: typed === 'digest' };
    let events = 0;
    const payments = await this.#inSteps(limit, async (db, most) => {
      const erased = await eraseOldPayments(db, before, most, erasing);
      events += erased.events;
      return erased.payments;
    });
    const standingOrders = await this.#inSteps(limit, async (db, most) => {
      const erased = await eraseEndedOrders(db, { before, most }, erasing);
      events += erased.events;
      return erased.orders;
    });
    const { digests } = this.deps;
    const callbacks = await this.#inSteps(limit, (db, most) =>
      eraseOldCallbacks(db, { before, most }, digests),
    );
    const phones = await this.#inSteps(limit, (db, most) => forgetPhones(db, before, most));
    const answers = await this.#inSteps(limit, (db, most) => eraseAnswers(db, before, most));
    const letters = await this.#inSteps(limit, (db, most) => hushDeadLetters(db, before, most));
    const deliveries = await this.#inSteps(limit, (db, most) => dropDeliveries(db, before, most));
    await this.#inSteps(limit, (db, most) => dropTokens(db, before, most));
    const changed = [payments, standingOrders, callbacks, phones, answers, letters, deliveries];
    if (changed.some((count) => count > 0)) await scrub(this.database);
    return { payments, standingOrders, callbacks, events, phones };
  }

  #erasing(): Erasing {
    return { now: this.deps.clock.now(), digests: this.deps.digests };
  }

  async #inSteps(limit: number, step: (db: Session, most: number) => Promise<number>): Promise<number> {
    let total = 0;
    while (total < limit) {
      const most = Math.min(PER_TRANSACTION, limit - total);
      const changed = await this.database.write('erase personal data', (db) => step(db, most));
      total += changed;
      if (changed < most) break;
    }
    return total;
  }
}

async function eraseOldPayments(db: Session, before: number, most: number, erasing: Erasing) {
  const due = `erased_at IS NULL AND updated_at < ? AND ${IS_FINAL}`;
  const find = `SELECT ${ERASABLE} FROM mpesa_payment WHERE ${due} ORDER BY updated_at LIMIT ?`;
  const found = await db.rows(find, [before, most]);
  // The condition again, spelled so that SQLite finds the rows by their ids and not among all that is due.
  const sql = `COALESCE(erased_at, 0) = 0 AND updated_at - ? < 0 AND ${IS_FINAL}`;
  return erasePayments(db, found, { sql, params: [before] }, erasing);
}

/** The answers to inquiries, and the events that told of them. */
async function eraseAnswers(db: Session, before: number, most: number): Promise<number> {
  const find = 'SELECT id FROM mpesa_inquiry WHERE kept_since < ? ORDER BY kept_since LIMIT ?';
  const ids = (await db.rows(find, [before, most])).map((row) => String(row.id));
  if (ids.length === 0) return 0;
  await eraseEvents(db, ids);
  const erase = 'UPDATE mpesa_inquiry SET answer = NULL, result_text = NULL, kept_since = NULL';
  return db.run(`${erase} WHERE id IN (${marks(ids.length)})`, ids);
}

async function forgetPhones(db: Session, before: number, most: number): Promise<number> {
  const idle = 'seen_at < ? AND open_until < ? AND last_unfinished_at < ?';
  const past = [before, before, before];
  const find = `SELECT phone FROM mpesa_phone_line WHERE ${idle} ORDER BY seen_at LIMIT ?`;
  const phones = (await db.rows(find, [...past, most])).map((row) => row.phone);
  if (phones.length === 0) return 0;
  const forget = `DELETE FROM mpesa_phone_line WHERE phone IN (${marks(phones.length)}) AND ${idle}`;
  return db.run(forget, [...phones, ...past]);
}

/** A dead letter stays until somebody has seen to it. What its handler said of it does not. */
async function hushDeadLetters(db: Session, before: number, most: number): Promise<number> {
  const old = "status = 'dead' AND finished_at < ? AND last_error IS NOT NULL";
  const rows = await db.rows(
    `SELECT event_id, handler FROM mpesa_delivery WHERE ${old} ORDER BY finished_at LIMIT ?`,
    [before, most],
  );
  return onDeliveries(db, rows, 'UPDATE mpesa_delivery SET last_error = NULL');
}

async function dropDeliveries(db: Session, before: number, most: number): Promise<number> {
  const done = "status = 'done' AND finished_at < ?";
  const find = `SELECT event_id, handler FROM mpesa_delivery WHERE ${done} ORDER BY finished_at LIMIT ?`;
  // Nothing leads back from done, so the keys say it all.
  return onDeliveries(db, await db.rows(find, [before, most]), 'DELETE FROM mpesa_delivery');
}

async function onDeliveries(db: Session, rows: readonly Row[], statement: string): Promise<number> {
  if (rows.length === 0) return 0;
  const keys = deliveryKeys(
    rows.map((row) => ({ eventId: String(row.event_id), handler: String(row.handler) })),
  );
  return db.run(`${statement} WHERE ${keys.sql}`, keys.params);
}

/** Tokens of apps whose keys are no longer used. */
async function dropTokens(db: Session, before: number, most: number): Promise<number> {
  const old = 'expires_at < ? AND lease_until < ?';
  const find = `SELECT app FROM mpesa_access_token WHERE ${old} ORDER BY expires_at LIMIT ?`;
  const apps = (await db.rows(find, [before, before, most])).map((row) => row.app);
  if (apps.length === 0) return 0;
  const drop = `DELETE FROM mpesa_access_token WHERE app IN (${marks(apps.length)}) AND ${old}`;
  return db.run(drop, [...apps, before, before]);
}
