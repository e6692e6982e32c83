import type { Person } from '../../operations/personal-data/personal-data.store.js';
import type { Database } from '../database.js';
import type { Row } from '../session.js';

/** What somebody may have been told of in a text: their number, a hash of it, or a receipt of theirs. */
export class Mentions {
  readonly #receipts: ReadonlySet<string>;

  constructor(
    private readonly person: Person,
    receipts: Iterable<string>,
  ) {
    this.#receipts = new Set(receipts);
  }

  in(text: string): boolean {
    const { phone, phoneHash } = this.person;
    // Every form of the number ends with these.
    if (text.includes(phone.slice(3)) || text.includes(phoneHash)) return true;
    return (
      this.#receipts.size > 0 && (text.match(/[A-Z0-9]{10}/g) ?? []).some((word) => this.#receipts.has(word))
    );
  }
}

/** The bytes of a callback. */
export function textOf(body: unknown): string {
  return Buffer.from(body as Uint8Array).toString('utf8');
}

const AT_ONCE = 500;

/** Every row of a table that is kept yet, in many short reads: nothing indexes what texts say. */
export async function* keptRows(
  database: Database,
  { table, columns }: { readonly table: string; readonly columns: string },
): AsyncGenerator<Row> {
  const sql =
    `SELECT kept_since, ${columns} FROM ${table} ` +
    'WHERE kept_since >= ? AND (kept_since > ? OR id > ?) ORDER BY kept_since, id LIMIT ?';
  let after: Row = { kept_since: 0, id: '' };
  for (;;) {
    const { kept_since: since, id } = after;
    const rows = await database.read('look through what is kept', (db) =>
      db.rows(sql, [since, since, id, AT_ONCE]),
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) return;
    after = last;
  }
}
