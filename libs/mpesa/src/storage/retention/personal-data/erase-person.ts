import { marks, type Row, scrub, type Session, slices } from 'typeorm-durable';
import { formatIsoDay } from '../../../daraja/wire/wire-time.js';
import type {
  ErasedParts,
  Erasure,
  ErasureResult,
  KeptPart,
} from '../../../operations/personal-data/personal-data.js';
import type { Person } from '../../../operations/personal-data/personal-data.store.js';
import type { Database } from '../../database/database.js';
import { eraseCallbacks, SETTLED } from '../erase-callbacks.js';
import { eraseEvents } from '../erase-events.js';
import { ERASABLE, erasePayments, IS_FINAL, type Erasing } from '../erase-payments.js';
import { ERASABLE_OF_ORDER, eraseStandingOrders } from '../erase-standing-orders.js';
import { among, idsFrom, paymentsOf } from './find-payments.js';
import { keptRows, textOf } from './kept-rows.js';
import { receiptsOf, Whose, type Found } from './whose.js';
import { DAY_MS } from '../../../values/duration.js';

/** How many rows one transaction erases: few, because it locks them. */
const PER_TRANSACTION = 200;

/** An answer that has not come by then is lost. */
const LATEST_ANSWER_MS = DAY_MS;

/** Retention may have left what a payer typed as the account number: it may be a name. */
const HAS_TYPED = "(kind = 'c2b' AND reference IS NOT NULL AND reference NOT LIKE 'k1.%')";

export interface ErasureOrder {
  readonly asked: Pick<Erasure, 'id' | 'erasedAt' | 'by' | 'reason'>;
  readonly digests: Erasing['digests'];
}

/** The record is written first and completed last, so that one that was cut short shows. */
export async function erasePerson(
  database: Database,
  person: Person,
  { asked, digests }: ErasureOrder,
): Promise<ErasureResult> {
  const { id, erasedAt, by, reason } = asked;
  const begin =
    'INSERT INTO mpesa_erasure (id, phone_digest, erased_at, erased_by, reason, counts) VALUES (?, ?, ?, ?, ?, ?)';
  const [digest] = person.digests;
  await database.write('record an erasure', (db) =>
    db.run(begin, [id, digest, erasedAt, by, reason, 'null']),
  );
  const { erased, kept } = await new PersonErasure(database, person, {
    now: erasedAt,
    digests,
    takesTyped: true,
  }).run();
  const counts = JSON.stringify({ ...erased, kept: kept.length });
  await database.write('record an erasure', (db) =>
    db.run('UPDATE mpesa_erasure SET counts = ? WHERE id = ?', [counts, id]),
  );
  await scrub(database);
  return { id, erasedAt, erased, kept };
}

/** One run through all that is stored of a person. Money first: what is kept of it says which of the rest is kept. */
class PersonErasure {
  readonly #kept: KeptPart[] = [];
  #events = 0;

  constructor(
    private readonly database: Database,
    private readonly person: Person,
    private readonly erasing: Erasing,
  ) {}

  async run(): Promise<{ readonly erased: ErasedParts; readonly kept: readonly KeptPart[] }> {
    const found = await this.#find();
    const payments = await this.#erasePayments(idsFrom(found.payments));
    const standingOrders = await this.#eraseOrders();
    const search = this.#searchFor(found);
    const inquiries = await this.#eraseInquiries(search);
    const callbacks = await this.#eraseCallbacks(search);
    const prompts = await this.#forgetPhone();
    const erased = { payments, standingOrders, events: this.#events, callbacks, inquiries, prompts };
    return { erased, kept: this.#kept };
  }

  async #find(): Promise<Found> {
    const { own: payments, others } = await paymentsOf(this.database, this.person);
    const ids = 'SELECT id FROM mpesa_standing_order WHERE phone = ?';
    const orders = await this.database.read('find personal data', (db) => db.rows(ids, [this.person.phone]));
    return { payments, others, orders: idsFrom(orders) };
  }

  #searchFor(found: Found): Search {
    const keptIds = new Set(this.#kept.map(({ id }) => id));
    const keptReceipts = receiptsOf(found.payments.filter(({ id }) => keptIds.has(String(id))));
    return {
      whose: new Whose(this.person, found),
      isKept: (row, text) =>
        keptIds.has(String(row.payment_id)) || keptReceipts.some((receipt) => text.includes(receipt)),
    };
  }

  async #erasePayments(ids: readonly string[]): Promise<number> {
    const still = { sql: `(COALESCE(erased_at, 0) = 0 OR ${HAS_TYPED}) AND ${IS_FINAL}`, params: [] };
    const total = await this.#inSteps(ids, async (db, some) => {
      const rows = await among(db, some, `SELECT ${ERASABLE} FROM mpesa_payment WHERE ${still.sql} AND id`);
      const { payments: changed, events } = await erasePayments(db, rows, still, this.erasing);
      return { changed, events };
    });
    const open = await this.database.read('find personal data', (db) =>
      among(db, ids, `SELECT id, status FROM mpesa_payment WHERE NOT (${IS_FINAL}) AND id`),
    );
    for (const row of open) this.#keep('payment', row);
    return total;
  }

  async #eraseOrders(): Promise<number> {
    const { orders, events, open } = await this.#write((db) => this.#eraseOrdersIn(db));
    this.#events += events;
    for (const row of open) this.#keep('standing-order', row);
    return orders;
  }

  async #eraseOrdersIn(db: Session) {
    const { phone } = this.person;
    const over = "(status = 'failed' OR (status = 'active' AND ends_on < ?))";
    const params = [formatIsoDay(this.erasing.now)];
    const found = await db.rows(
      `SELECT ${ERASABLE_OF_ORDER} FROM mpesa_standing_order WHERE phone = ? AND ${over}`,
      [phone, ...params],
    );
    const erased = await eraseStandingOrders(db, found, { sql: over, params }, this.erasing);
    const open = await db.rows('SELECT id, status FROM mpesa_standing_order WHERE phone = ?', [phone]);
    return { ...erased, open };
  }

  async #eraseInquiries({ whose, isKept }: Search): Promise<number> {
    const ids: string[] = [];
    const columns = 'id, payment_id, status, asked_at, answer';
    for await (const row of keptRows(this.database, { table: 'mpesa_inquiry', columns })) {
      const text = String(row.answer ?? '');
      if (!whose.isTheirs(row.payment_id, text)) continue;
      if (isKept(row, text) || this.#isAwaited(row)) this.#keep('inquiry', row);
      else ids.push(String(row.id));
    }
    return this.#inSteps(ids, async (db, some) => {
      const events = await eraseEvents(db, some);
      const erase = 'UPDATE mpesa_inquiry SET answer = NULL, result_text = NULL, kept_since = NULL';
      return { changed: await db.run(`${erase} WHERE id IN (${marks(some.length)})`, some), events };
    });
  }

  /** Its answer will tell of the person again. */
  #isAwaited({ status, asked_at: askedAt }: Row): boolean {
    return status === 'asked' && Number(askedAt) > this.erasing.now - LATEST_ANSWER_MS;
  }

  async #eraseCallbacks({ whose, isKept }: Search): Promise<number> {
    const ids: string[] = [];
    const columns = 'id, kind, payment_id, status, body';
    for await (const row of keptRows(this.database, { table: 'mpesa_callback', columns })) {
      const text = textOf(row.body);
      if (!whose.isTheirCallback(row, text)) continue;
      if (isKept(row, text) || row.status === 'new' || row.status === 'waiting') this.#keep('callback', row);
      else ids.push(String(row.id));
    }
    const still = { sql: SETTLED, params: [] };
    return this.#inSteps(ids, async (db, some) => {
      const rows = some.map((id) => ({ id }));
      return { changed: await eraseCallbacks(db, rows, still, this.erasing.digests), events: 0 };
    });
  }

  async #forgetPhone(): Promise<number> {
    const { phone } = this.person;
    const idle = 'DELETE FROM mpesa_phone_line WHERE phone = ? AND open_until <= ?';
    const gone = await this.#write((db) => db.run(idle, [phone, this.erasing.now]));
    const [open] = await this.database.read('find personal data', (db) =>
      db.rows('SELECT payment_id AS id FROM mpesa_phone_line WHERE phone = ?', [phone]),
    );
    if (open !== undefined) this.#keep('prompt', open);
    return gone;
  }

  /** What a step tells counts once it is committed: it may have been repeated before. */
  async #inSteps(
    ids: readonly string[],
    step: (db: Session, some: readonly string[]) => Promise<{ changed: number; events: number }>,
  ): Promise<number> {
    let total = 0;
    for (const some of slices(ids, PER_TRANSACTION)) {
      const { changed, events } = await this.#write((db) => step(db, some));
      total += changed;
      this.#events += events;
    }
    return total;
  }

  #write<T>(work: (db: Session) => Promise<T>): Promise<T> {
    return this.database.write('erase personal data', work);
  }

  #keep(what: KeptPart['what'], row: Row): void {
    const id = row.id === null ? null : String(row.id);
    this.#kept.push({ what, id, why: row.status === 'review' ? 'in-review' : 'under-way' });
  }
}

/** Whose a row is, and whether it must be kept for a payment that it is about. */
interface Search {
  readonly whose: Whose;
  readonly isKept: (row: Row, text: string) => boolean;
}
