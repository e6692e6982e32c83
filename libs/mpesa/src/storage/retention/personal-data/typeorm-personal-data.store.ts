import { marks, type Row, RowMapper, type Session, toSafeInteger } from 'typeorm-durable';
import type { CallbackKind } from '../../../inbox/callback-kinds.js';
import type { CallbackStatus } from '../../../inbox/inbox-store.js';
import type { Inquiry } from '../../../inquiries/inquiry.js';
import type {
  Erasure,
  ErasureResult,
  PersonalCallback,
  PersonalData,
  PersonalDataExport,
  PersonalEvent,
  PersonalPrompts,
  ReferencingPayment,
} from '../../../operations/personal-data/personal-data.js';
import type { Person, PersonalDataStore } from '../../../operations/personal-data/personal-data.store.js';
import type { Payment } from '../../../payments/payment.js';
import type { StandingOrder } from '../../../payments/standing-order.js';
import type { Database } from '../../database/database.js';
import { ErasureEntity } from '../../entities/erasure.entity.js';
import { ExportEntity } from '../../entities/export.entity.js';
import { InquiryEntity } from '../../entities/inquiry.entity.js';
import { PaymentEntity } from '../../entities/payment.entity.js';
import { StandingOrderEntity } from '../../entities/standing-order.entity.js';
import type { Erasing } from '../erase-payments.js';
import { STORAGE_ONLY } from '../../payments/typeorm-payment.store.js';
import { erasePerson } from './erase-person.js';
import { among, idsFrom, paymentsByReference, paymentsOf } from './find-payments.js';
import { keptRows, textOf } from './kept-rows.js';
import { Whose } from './whose.js';

const ERASURES = { table: 'mpesa_erasure', at: 'erased_at' };
const EXPORTS = { table: 'mpesa_export', at: 'exported_at' };

export class TypeOrmPersonalDataStore implements PersonalDataStore {
  readonly #payments: RowMapper<Payment>;
  readonly #orders: RowMapper<StandingOrder>;
  readonly #inquiries: RowMapper<Inquiry>;
  readonly #erasures: RowMapper<Erasure>;
  readonly #exports: RowMapper<PersonalDataExport>;

  constructor(
    private readonly database: Database,
    private readonly digests: Erasing['digests'],
  ) {
    const { dataSource } = database;
    this.#payments = new RowMapper(dataSource, PaymentEntity, STORAGE_ONLY);
    this.#orders = new RowMapper(dataSource, StandingOrderEntity, ['lockNo', 'erasedAt']);
    this.#inquiries = new RowMapper(dataSource, InquiryEntity, ['keptSince']);
    this.#erasures = new RowMapper(dataSource, ErasureEntity);
    this.#exports = new RowMapper(dataSource, ExportEntity);
  }

  async find(person: Person): Promise<PersonalData> {
    const { own, others } = await paymentsOf(this.database, person);
    const payments = await this.#read((db) => this.#paymentsWith(db, idsFrom(own)));
    const standingOrders = await this.#read((db) => this.#ordersOf(db, person));
    const orders = standingOrders.map(({ id }) => id);
    const whose = new Whose(person, { payments: own, others, orders });
    const inquiries = await this.#inquiriesAbout(whose);
    const subjects = [...payments, ...standingOrders, ...inquiries].map(({ id }) => id);
    return {
      phone: person.phone,
      payments,
      references: await this.#read((db) => this.#referencesTo(db, person, idsFrom(own))),
      standingOrders,
      events: await this.#read((db) => eventsAbout(db, subjects)),
      callbacks: await this.#callbacksAbout(whose, inquiries),
      inquiries,
      prompts: await this.#read((db) => promptsOf(db, person)),
      erasures: await this.#read((db) => this.#recordsOf(db, person, ERASURES, this.#erasures)),
      exports: await this.#read((db) => this.#recordsOf(db, person, EXPORTS, this.#exports)),
    };
  }

  async payments(person: Person): Promise<Payment[]> {
    const { own } = await paymentsOf(this.database, person);
    return this.#read((db) => this.#paymentsWith(db, idsFrom(own)));
  }

  async recordExport(
    { digests: [phoneDigest] }: Person,
    done: Parameters<PersonalDataStore['recordExport']>[1],
  ): Promise<void> {
    const { columns, names } = this.#exports;
    const sql = `INSERT INTO mpesa_export (${columns}) VALUES (${marks(names.length)})`;
    const params = this.#exports.params({ ...done, phoneDigest });
    await this.database.write('record an export', (db) => db.run(sql, params));
  }

  erase(person: Person, asked: Parameters<PersonalDataStore['erase']>[1]): Promise<ErasureResult> {
    return erasePerson(this.database, person, { asked, digests: this.digests });
  }

  async #paymentsWith(db: Session, ids: readonly string[]): Promise<Payment[]> {
    const rows = await among(db, ids, `SELECT ${this.#payments.columns} FROM mpesa_payment WHERE id`);
    return rows.map((row) => this.#payments.item(row)).sort(byId);
  }

  /** Whoever paid them is somebody else, and not told of. */
  async #referencesTo(db: Session, person: Person, own: readonly string[]): Promise<ReferencingPayment[]> {
    const ids = idsFrom(await paymentsByReference(db, person)).filter((id) => !own.includes(id));
    return (await this.#paymentsWith(db, ids)).map(referencing);
  }

  async #ordersOf(db: Session, { phone }: Person): Promise<StandingOrder[]> {
    const sql = `SELECT ${this.#orders.columns} FROM mpesa_standing_order WHERE phone = ? ORDER BY id`;
    return (await db.rows(sql, [phone])).map((row) => this.#orders.item(row));
  }

  async #inquiriesAbout(whose: Whose): Promise<Inquiry[]> {
    const found: Inquiry[] = [];
    const { columns } = this.#inquiries;
    for await (const row of keptRows(this.database, { table: 'mpesa_inquiry', columns })) {
      const inquiry = this.#inquiries.item(row);
      if (whose.isTheirs(inquiry.paymentId, JSON.stringify(inquiry.answer))) found.push(inquiry);
    }
    return found;
  }

  async #callbacksAbout(whose: Whose, inquiries: readonly Inquiry[]): Promise<PersonalCallback[]> {
    const questions = new Set(inquiries.map(({ id }) => id));
    const found: PersonalCallback[] = [];
    const columns = 'id, kind, payment_id, received_at, status, source_address, body';
    for await (const row of keptRows(this.database, { table: 'mpesa_callback', columns })) {
      const callback = toCallback(row);
      const isAnswer = questions.has(String(row.payment_id));
      if (isAnswer || whose.isTheirCallback(row, callback.body)) found.push(callback);
    }
    return found;
  }

  /** What was done about them before, oldest first. */
  async #recordsOf<T extends object>(
    db: Session,
    { digests }: Person,
    { table, at }: typeof ERASURES,
    rows: RowMapper<T>,
  ): Promise<T[]> {
    const sql = `SELECT ${rows.columns} FROM ${table} WHERE phone_digest IN (${marks(digests.length)}) ORDER BY ${at}, id`;
    return (await db.rows(sql, digests)).map((row) => rows.item(row));
  }

  #read<T>(work: (db: Session) => Promise<T>): Promise<T> {
    return this.database.read('find personal data', work);
  }
}

async function eventsAbout(db: Session, subjects: readonly string[]): Promise<PersonalEvent[]> {
  const sql = 'SELECT id, name, payment_id, created_at, payload FROM mpesa_event WHERE payment_id';
  const events = await among(db, subjects, sql);
  const failed =
    'SELECT event_id, last_error FROM mpesa_delivery WHERE last_error IS NOT NULL AND payment_id';
  const errors = await among(db, subjects, failed);
  return events
    .map((row) => ({
      id: String(row.id),
      name: String(row.name),
      about: row.payment_id === null ? null : String(row.payment_id),
      createdAt: toSafeInteger(row.created_at),
      payload: JSON.parse(String(row.payload)) as unknown,
      errors: errors.filter((error) => error.event_id === row.id).map((error) => String(error.last_error)),
    }))
    .sort(byId);
}

async function promptsOf(db: Session, { phone }: Person): Promise<PersonalPrompts | null> {
  const [row] = await db.rows('SELECT * FROM mpesa_phone_line WHERE phone = ?', [phone]);
  if (row === undefined) return null;
  return {
    openUntil: toSafeInteger(row.open_until),
    unfinished: Number(row.unfinished),
    lastUnfinishedAt: toSafeInteger(row.last_unfinished_at),
    seenAt: toSafeInteger(row.seen_at),
  };
}

function referencing(payment: Payment): ReferencingPayment {
  const { id, status, shortcode, till, amountCents, currency, reference, receipt } = payment;
  const { createdAt, completedAt } = payment;
  return { id, status, shortcode, till, amountCents, currency, reference, receipt, createdAt, completedAt };
}

function toCallback(row: Row): PersonalCallback {
  return {
    id: String(row.id),
    kind: String(row.kind) as CallbackKind,
    receivedAt: toSafeInteger(row.received_at),
    status: String(row.status) as CallbackStatus,
    sourceAddress: row.source_address === null ? null : String(row.source_address),
    body: textOf(row.body),
  };
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}
