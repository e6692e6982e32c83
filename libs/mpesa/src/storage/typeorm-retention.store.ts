import type { ErasedCounts, RetentionStore } from '../payments/payment-ports.js';
import type { Clock } from '../values/clock.js';
import type { Database } from './database.js';
import { deliveryKeys } from './delivery-row.js';
import { marks } from './dialect.js';
import { eraseEvents } from './erase-events.js';
import type { Session } from './session.js';
import { eraseStandingOrders } from './erase-standing-orders.js';

/** How many rows one transaction erases: few, because it locks them. */
const PER_TRANSACTION = 200;

const ERASED_PAYMENT =
  'phone = NULL, phone_masked = NULL, phone_hash = NULL, party_name = NULL, metadata = NULL, claim = NULL, awaiting = NULL, ' +
  'instruction = NULL';

const FINAL = "status IN ('succeeded', 'failed', 'reversed')";

/** Everything here is found through an index that leads to what is still to be erased, so repeating it costs nothing. */
export class TypeOrmRetentionStore implements RetentionStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async erase(before: number, limit: number): Promise<ErasedCounts> {
    let events = 0;
    const payments = await this.#inSteps(limit, async (db, most) => {
      const erased = await this.#erasePayments(db, before, most);
      events += erased.events;
      return erased.payments;
    });
    const standingOrders = await this.#inSteps(limit, async (db, most) => {
      const erased = await eraseStandingOrders(db, { before, most, now: this.clock.now() });
      events += erased.events;
      return erased.orders;
    });
    const callbacks = await this.#inSteps(limit, (db, most) => eraseCallbacks(db, before, most));
    const phones = await this.#inSteps(limit, (db, most) => forgetPhones(db, before, most));
    await this.#inSteps(limit, (db, most) => eraseAnswers(db, before, most));
    await this.#inSteps(limit, (db, most) => dropDeliveries(db, before, most));
    await this.#inSteps(limit, (db, most) => dropTokens(db, before, most));
    return { payments, standingOrders, callbacks, events, phones };
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

  async #erasePayments(
    db: Session,
    before: number,
    most: number,
  ): Promise<{ payments: number; events: number }> {
    const due = `erased_at IS NULL AND updated_at < ? AND ${FINAL}`;
    const find = `SELECT id FROM mpesa_payment WHERE ${due} ORDER BY updated_at LIMIT ?`;
    const ids = (await db.rows(find, [before, most])).map((row) => String(row.id)).sort();
    if (ids.length === 0) return { payments: 0, events: 0 };
    const among = marks(ids.length);
    // The condition again, spelled so that SQLite finds the rows by their ids and not among all that is due.
    const still = `COALESCE(erased_at, 0) = 0 AND updated_at - ? < 0 AND ${FINAL}`;
    const erase = `UPDATE mpesa_payment SET ${ERASED_PAYMENT}, erased_at = ? WHERE id IN (${among}) AND ${still}`;
    const payments = await db.run(erase, [this.clock.now(), ...ids, before]);
    // Asked again: a payment that changed in between was left alone, and so are its events.
    const erased = `SELECT id FROM mpesa_payment WHERE id IN (${among}) AND erased_at IS NOT NULL`;
    return { payments, events: await eraseEvents(db, erased, ids) };
  }
}

async function eraseCallbacks(db: Session, before: number, most: number): Promise<number> {
  const due = "kept_since < ? AND status NOT IN ('new', 'waiting')";
  const find = `SELECT id FROM mpesa_callback WHERE ${due} ORDER BY kept_since LIMIT ?`;
  const ids = (await db.rows(find, [before, most])).map((row) => row.id);
  if (ids.length === 0) return 0;
  const erase = 'UPDATE mpesa_callback SET body = NULL, source_address = NULL, kept_since = NULL';
  return db.run(`${erase} WHERE id IN (${marks(ids.length)}) AND ${due}`, [...ids, before]);
}

/** The answers to inquiries, and the events that told of them. */
async function eraseAnswers(db: Session, before: number, most: number): Promise<number> {
  const find = 'SELECT id FROM mpesa_inquiry WHERE kept_since < ? ORDER BY kept_since LIMIT ?';
  const ids = (await db.rows(find, [before, most])).map((row) => String(row.id));
  if (ids.length === 0) return 0;
  const among = marks(ids.length);
  await eraseEvents(db, among, ids);
  return db.run(`UPDATE mpesa_inquiry SET answer = NULL, kept_since = NULL WHERE id IN (${among})`, ids);
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

async function dropDeliveries(db: Session, before: number, most: number): Promise<number> {
  const done = "status = 'done' AND finished_at < ?";
  const find = `SELECT event_id, handler FROM mpesa_delivery WHERE ${done} ORDER BY finished_at LIMIT ?`;
  const rows = await db.rows(find, [before, most]);
  if (rows.length === 0) return 0;
  const keys = deliveryKeys(
    rows.map((row) => ({ eventId: String(row.event_id), handler: String(row.handler) })),
  );
  // Nothing leads back from done, so the keys say it all.
  return db.run(`DELETE FROM mpesa_delivery WHERE ${keys.sql}`, keys.params);
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
