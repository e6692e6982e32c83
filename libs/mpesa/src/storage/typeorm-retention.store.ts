import type { RetentionStore } from '../payments/payment-ports.js';
import type { Clock } from '../values/clock.js';
import type { Database } from './database.js';
import { marks } from './dialect.js';
import { withoutPersonalFields } from './personal-fields.js';
import type { Session } from './session.js';
import { updateRows } from './update-rows.js';

/** How many payments one transaction erases: short, because it locks them. */
const PER_TRANSACTION = 100;

const ERASED_PAYMENT =
  'phone = NULL, phone_masked = NULL, phone_hash = NULL, party_name = NULL, metadata = NULL, claim = NULL';

export class TypeOrmRetentionStore implements RetentionStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async erase(
    before: number,
    limit: number,
  ): Promise<{ payments: number; callbacks: number; events: number; phones: number }> {
    const { payments, events } = await this.#erasePayments(before, limit);
    const callbacks = await this.#eraseCallbacks(before, limit);
    const phones = await this.#forgetPhones(before, limit);
    await this.#dropDeliveries(before, limit);
    await this.#dropTokens(before, limit);
    return { payments, callbacks, events, phones };
  }

  async #erasePayments(before: number, limit: number): Promise<{ payments: number; events: number }> {
    let payments = 0;
    let events = 0;
    while (payments < limit) {
      const most = Math.min(PER_TRANSACTION, limit - payments);
      const erased = await this.database.write('erase personal data', (db) =>
        this.#eraseSome(db, before, most),
      );
      payments += erased.payments;
      events += erased.events;
      if (erased.payments < most) break;
    }
    return { payments, events };
  }

  async #eraseSome(db: Session, before: number, most: number): Promise<{ payments: number; events: number }> {
    const due = "erased_at IS NULL AND updated_at < ? AND status IN ('succeeded', 'failed', 'reversed')";
    const found = await db.rows(`SELECT id FROM mpesa_payment WHERE ${due} ORDER BY updated_at LIMIT ?`, [
      before,
      most,
    ]);
    const ids = found.map((row) => String(row.id)).sort();
    if (ids.length === 0) return { payments: 0, events: 0 };
    const among = marks(ids.length);
    const payments = await db.run(
      `UPDATE mpesa_payment SET ${ERASED_PAYMENT}, erased_at = ? WHERE id IN (${among}) AND ${due}`,
      [this.clock.now(), ...ids, before],
    );
    const erased = `SELECT id FROM mpesa_payment WHERE id IN (${among}) AND erased_at IS NOT NULL`;
    return { payments, events: await eraseEvents(db, erased, ids) };
  }

  #eraseCallbacks(before: number, limit: number): Promise<number> {
    return this.database.write('erase callbacks', async (db) => {
      const due = "kept_since < ? AND status NOT IN ('new', 'waiting')";
      const found = await db.rows(`SELECT id FROM mpesa_callback WHERE ${due} ORDER BY kept_since LIMIT ?`, [
        before,
        limit,
      ]);
      if (found.length === 0) return 0;
      return db.run(
        'UPDATE mpesa_callback SET body = NULL, source_address = NULL, kept_since = NULL ' +
          `WHERE id IN (${marks(found.length)}) AND ${due}`,
        [...found.map((row) => row.id), before],
      );
    });
  }

  #forgetPhones(before: number, limit: number): Promise<number> {
    return this.database.write('forget phones', async (db) => {
      const idle = 'seen_at < ? AND open_until < ? AND last_unfinished_at < ?';
      const params = [before, before, before];
      const found = await db.rows(
        `SELECT phone FROM mpesa_phone_line WHERE ${idle} ORDER BY seen_at LIMIT ?`,
        [...params, limit],
      );
      if (found.length === 0) return 0;
      const phones = found.map((row) => row.phone);
      return db.run(`DELETE FROM mpesa_phone_line WHERE phone IN (${marks(phones.length)}) AND ${idle}`, [
        ...phones,
        ...params,
      ]);
    });
  }

  #dropDeliveries(before: number, limit: number): Promise<number> {
    return this.database.write('drop finished deliveries', async (db) => {
      const sql =
        "SELECT DISTINCT event_id FROM mpesa_delivery WHERE status = 'done' AND finished_at < ? ORDER BY event_id LIMIT ?";
      const events = (await db.rows(sql, [before, limit])).map((row) => row.event_id);
      if (events.length === 0) return 0;
      const done = `event_id IN (${marks(events.length)}) AND status = 'done' AND finished_at < ?`;
      return db.run(`DELETE FROM mpesa_delivery WHERE ${done}`, [...events, before]);
    });
  }

  /** Tokens of apps whose keys have not been used for that long. */
  #dropTokens(before: number, limit: number): Promise<number> {
    return this.database.write('drop old tokens', async (db) => {
      const old = 'expires_at < ? AND lease_until < ?';
      const found = await db.rows(
        `SELECT app FROM mpesa_access_token WHERE ${old} ORDER BY expires_at LIMIT ?`,
        [before, before, limit],
      );
      if (found.length === 0) return 0;
      const apps = found.map((row) => row.app);
      return db.run(`DELETE FROM mpesa_access_token WHERE app IN (${marks(apps.length)}) AND ${old}`, [
        ...apps,
        before,
        before,
      ]);
    });
  }
}

/** Rewrites the payloads that still tell of a person. */
async function eraseEvents(db: Session, paymentIds: string, params: readonly unknown[]): Promise<number> {
  const found = await db.rows(
    `SELECT id, payload FROM mpesa_event WHERE payment_id IN (${paymentIds})`,
    params,
  );
  const rows = found.flatMap((row) => {
    const payload = withoutPersonalFields(String(row.payload));
    return payload === null ? [] : [{ key: String(row.id), values: [payload] }];
  });
  if (rows.length === 0) return 0;
  const update = updateRows({ table: 'mpesa_event', key: 'id', columns: ['payload'], rows });
  return db.run(update.sql, update.params);
}
