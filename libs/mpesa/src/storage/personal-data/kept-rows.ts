import type { Database } from '../database.js';
import type { Row } from '../session.js';

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
