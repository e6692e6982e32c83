import type { Row } from 'typeorm-durable';
import type { Database } from '../../database/database.js';

/** The bytes of a callback. */
export function textOf(body: unknown): string {
  return Buffer.from(body as Uint8Array).toString('utf8');
}

const AT_ONCE = 500;

/** Every callback or inquiry that is kept yet, in many short reads: nothing indexes what texts say. */
export function keptRows(
  database: Database,
  { table, columns }: { readonly table: 'mpesa_callback' | 'mpesa_inquiry'; readonly columns: string },
): AsyncGenerator<Row> {
  return walk(database, `SELECT kept_since AS since, ${columns} FROM ${table} WHERE ${after('kept_since')}`);
}

/** How payments were to be sent, while that is kept. */
export function keptInstructions(database: Database): AsyncGenerator<Row> {
  const kept = `FROM mpesa_payment WHERE erased_at IS NULL AND ${after('updated_at')}`;
  return walk(database, `SELECT updated_at AS since, id, instruction ${kept}`);
}

function after(column: string): string {
  return `${column} >= ? AND (${column} > ? OR id > ?) ORDER BY ${column}, id LIMIT ?`;
}

async function* walk(database: Database, sql: string): AsyncGenerator<Row> {
  let last: Row | undefined = { since: 0, id: '' };
  while (last !== undefined) {
    const { since, id }: Row = last;
    const rows: Row[] = await database.read('look through what is kept', (db) =>
      db.rows(sql, [since, since, id, AT_ONCE]),
    );
    yield* rows;
    last = rows.length < AT_ONCE ? undefined : rows.at(-1);
  }
}
