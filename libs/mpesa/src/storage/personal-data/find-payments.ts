import type { Person } from '../../operations/personal-data/personal-data.store.js';
import { PersonMentions } from '../../values/person-mentions.js';
import type { Database } from '../database.js';
import { marks, slices } from '../dialect.js';
import type { Row, Session } from '../session.js';
import { keptRows, textOf } from './kept-rows.js';

const MOST_IDS = 200;

/**
 * The ids of what one person paid or was paid, and of what was given back of it; ascending. C2B may have masked the number where
 * a result told it in clear: what a callback that was believed says of it counts as well.
 */
export async function paymentIdsOf(database: Database, person: Person): Promise<string[]> {
  const { phone, phoneHash } = person;
  const mentioned = await mentionedIn(database, person);
  return database.read('find personal data', async (db) => {
    const own = idsFrom(
      await db.rows('SELECT id FROM mpesa_payment WHERE phone = ?', [phone]),
      await db.rows('SELECT id FROM mpesa_payment WHERE phone_hash = ?', [phoneHash]),
      await among(db, mentioned, 'SELECT id FROM mpesa_payment WHERE id'),
    );
    const originals = await among(
      db,
      own,
      'SELECT original_payment_id AS id FROM mpesa_payment WHERE original_payment_id IS NOT NULL AND id',
    );
    const all = idsFrom(
      own.map((id) => ({ id })),
      originals,
    );
    const reversals = await among(db, all, 'SELECT id FROM mpesa_payment WHERE original_payment_id');
    return [...new Set([...all, ...idsFrom(reversals)])].sort();
  });
}

/** Those under whose account number somebody typed this person's number. */
export async function paymentIdsByReference(db: Session, { references }: Person): Promise<string[]> {
  return idsFrom(await among(db, references, 'SELECT id FROM mpesa_payment WHERE reference'));
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

async function mentionedIn(database: Database, person: Person): Promise<string[]> {
  const mentions = new PersonMentions(person.phone);
  const ids = new Set<string>();
  for await (const row of keptRows(database, {
    table: 'mpesa_callback',
    columns: 'id, payment_id, status, body',
  })) {
    const isBelieved = row.payment_id !== null && row.status === 'done';
    if (isBelieved && mentions.in(textOf(row.body))) ids.add(String(row.payment_id));
  }
  return [...ids];
}
