import { GatewayDatabase } from '../../src/storage/gateway-database.js';
import type { TestGateway } from './test-gateway.js';

/** Name of a table -> names of its columns. */
export type Columns = ReadonlyMap<string, readonly string[]>;

/** What the database itself says of its tables. */
export async function columnsOf({ source }: GatewayDatabase, tables: RegExp): Promise<Columns> {
  const isSqlite = source.options.type === 'better-sqlite3';
  const names: { name: string }[] = await source.query(
    isSqlite
      ? "SELECT name FROM sqlite_master WHERE type = 'table'"
      : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
  );
  const columns = new Map<string, string[]>();
  for (const { name } of names.filter(({ name }) => tables.test(name))) {
    const rows: { name: string }[] = await source.query(
      isSqlite
        ? `SELECT name FROM pragma_table_info('${name}')`
        : 'SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?',
      isSqlite ? [] : [name],
    );
    columns.set(
      name,
      rows.map((row) => row.name),
    );
  }
  return columns;
}

/** In which columns any of these words stands in any row, as `table.column`. */
export async function foundInTables(
  { app }: TestGateway,
  { words, tables }: { readonly words: readonly string[]; readonly tables: RegExp },
): Promise<string[]> {
  const database = app.get(GatewayDatabase);
  const found = new Set<string>();
  for (const table of (await columnsOf(database, tables)).keys()) {
    const rows = await database.run((manager) =>
      manager.query<Record<string, unknown>[]>(`SELECT * FROM ${table}`),
    );
    for (const [column, value] of rows.flatMap((row) => Object.entries(row))) {
      const text = Buffer.isBuffer(value) ? value.toString() : String(value);
      if (words.some((word) => text.includes(word))) found.add(`${table}.${column}`);
    }
  }
  return [...found].sort();
}
