import { marks, type Row, type Session, slices } from 'typeorm-durable';
import type { Person } from '../../../operations/personal-data/personal-data.store.js';
import { agreesWithPhone } from '../../../values/payer-identity.js';
import { PersonMentions } from '../../../values/person-mentions.js';
import type { Database } from '../../database/database.js';
import { keptInstructions, keptRows, textOf } from './kept-rows.js';

const MOST_IDS = 200;

/** What tells whose a payment is. */
const IDENTITY = 'id, receipt, phone, phone_masked, phone_hash, party, original_payment_id, erased_at';

export interface FoundPayments {
  /** What they paid or were paid, and what was given back of it. */
  readonly own: readonly Row[];
  /** Ids of payments that a callback spoke of with their number, and that name somebody else. */
  readonly others: ReadonlySet<string>;
}

/**
 * What one person paid or was paid, and what was given back of it; ascending. C2B may have masked the number where a result told
 * it in clear: what a callback that was believed says of it counts as well, but only where the payment itself names nobody else,
 * for whoever has a callback URL writes what they like.
 */
export async function paymentsOf(database: Database, person: Person): Promise<FoundPayments> {
  const mentioned = await mentionedIn(database, person);
  const requested = await requestedBy(database, person);
  return database.read('find personal data', async (db) => {
    const named = [
      ...(await namedAs(db, person)),
      ...(await withIds(db, requested)),
      ...(await vouchedFor(db, person)),
    ];
    const told = await withIds(db, [...mentioned.keys()]);
    const originals = await withIds(db, originalsOf([...named, ...told]));
    const strange = new Set(idsFrom([...told, ...originals].filter((row) => !mayBe(row, person))));
    const isStrange = (row: Row): boolean =>
      strange.has(String(row.id)) || strange.has(String(row.original_payment_id));
    const believed = told.filter((row) => mentioned.get(String(row.id)) === true && row.erased_at === null);
    const known = [...named, ...believed.filter((row) => !isStrange(row))];
    const returned = new Set(originalsOf(known));
    const paid = originals.filter((row) => returned.has(String(row.id)) && !isStrange(row));
    const reversals = `SELECT ${IDENTITY} FROM mpesa_payment WHERE original_payment_id`;
    const own = [...known, ...paid];
    own.push(...(await among(db, idsFrom(own), reversals)));
    const ids = new Set(idsFrom(own));
    const others = told.filter((row) => isStrange(row) && !ids.has(String(row.id)));
    return { own: ascending(own), others: new Set(idsFrom(others)) };
  });
}

/** Those under whose account number somebody typed this person's number. */
export function paymentsByReference(db: Session, { references }: Person): Promise<Row[]> {
  return among(db, references, 'SELECT id FROM mpesa_payment WHERE reference');
}

/** What a query that ends before its `IN` finds of any number of values. */
export async function among(db: Session, values: readonly string[], sql: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const some of slices(values, MOST_IDS))
    rows.push(...(await db.rows(`${sql} IN (${marks(some.length)})`, some)));
  return rows;
}

export function idsFrom(...found: readonly (readonly Row[])[]): string[] {
  return [...new Set(found.flat().map((row) => String(row.id)))];
}

async function namedAs(db: Session, { phone, phoneHash }: Person): Promise<Row[]> {
  const sql = (column: string): string => `SELECT ${IDENTITY} FROM mpesa_payment WHERE ${column} = ?`;
  return [...(await db.rows(sql('phone'), [phone])), ...(await db.rows(sql('phone_hash'), [phoneHash]))];
}

/** By the word of whoever asks. One that names somebody else is theirs. */
async function vouchedFor(db: Session, person: Person): Promise<Row[]> {
  const receipts = `SELECT ${IDENTITY} FROM mpesa_payment WHERE receipt`;
  const rows = [...(await withIds(db, person.vouched)), ...(await among(db, person.vouched, receipts))];
  return rows.filter((row) => mayBe(row, person));
}

function withIds(db: Session, ids: readonly string[]): Promise<Row[]> {
  return among(db, ids, `SELECT ${IDENTITY} FROM mpesa_payment WHERE id`);
}

function originalsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap(({ original_payment_id: id }) => (id === null ? [] : [String(id)])))];
}

function ascending(rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [String(row.id), row]));
  return [...byId].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

/** False for a payment that names somebody else: by a number, a mask or a hash, or because the other party is no person. */
function mayBe(row: Row, { phone, phoneHash }: Person): boolean {
  const { phone: named, phone_masked: mask, phone_hash: hash } = row;
  if (named !== null) return named === phone;
  if (hash !== null) return hash === phoneHash;
  if (mask !== null) return agreesWithPhone({ form: 'masked', value: String(mask) }, phone);
  return row.party === null;
}

/** Ids of payments in whose callbacks the number is; true for those of which one was believed. */
async function mentionedIn(database: Database, person: Person): Promise<Map<string, boolean>> {
  const mentions = new PersonMentions(person.phone);
  const found = new Map<string, boolean>();
  const columns = 'id, payment_id, status, body';
  for await (const row of keptRows(database, { table: 'mpesa_callback', columns })) {
    if (row.payment_id === null || !mentions.in(textOf(row.body))) continue;
    const id = String(row.payment_id);
    found.set(id, found.get(id) === true || row.status === 'done');
  }
  return found;
}

/** Ids of payments to organisations that name them as who asked for it. */
async function requestedBy(database: Database, { phone }: Person): Promise<string[]> {
  const ids: string[] = [];
  for await (const row of keptInstructions(database)) {
    const instruction = JSON.parse(String(row.instruction ?? null)) as { requester?: unknown } | null;
    if (instruction?.requester === phone) ids.push(String(row.id));
  }
  return ids;
}
