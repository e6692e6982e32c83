import { mpesaEntities } from 'nestjs-mpesa/typeorm';
import { getMetadataArgsStorage } from 'typeorm';
import { GatewayDatabase } from '../../src/storage/gateway-database.js';
import type { TestGateway } from './test-gateway.js';

/** Name of a table -> names of its columns. */
export type Columns = ReadonlyMap<string, readonly string[]>;

/** What the database itself says of its tables. */
export async function columnsOf({ dataSource: source }: GatewayDatabase, tables: RegExp): Promise<Columns> {
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

export interface Search {
  /** An empty one stands in whatever is not null. */
  readonly words: readonly string[];
  /** Default: the gateway's own, and those of the library. */
  readonly tables?: RegExp;
}

/** In which columns any of these words stands in any row, as `table.column`. */
export async function foundInTables(
  { app, database: books }: TestGateway,
  { words, tables = /./ }: Search,
): Promise<string[]> {
  const database = app.get(GatewayDatabase);
  const own = [...(await columnsOf(database, /^gateway_/)).keys()];
  const found = [
    ...(await foundIn(
      own.filter((table) => tables.test(table)),
      words,
      (sql) => database.run((manager) => manager.query(sql)),
    )),
    ...(await foundIn(
      libraryTables().filter((table) => tables.test(table)),
      words,
      (sql) => books.query(sql),
    )),
  ];
  return found.sort();
}

async function foundIn(
  tables: readonly string[],
  words: readonly string[],
  query: (sql: string) => Promise<unknown[]>,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const table of tables) {
    const rows = (await query(`SELECT * FROM ${table}`)) as Record<string, unknown>[];
    for (const [column, value] of rows.flatMap((row) => Object.entries(row))) {
      if (value === null) continue;
      const text = Buffer.isBuffer(value) ? value.toString() : String(value);
      if (words.some((word) => text.includes(word))) found.add(`${table}.${column}`);
    }
  }
  return found;
}

function libraryTables(): string[] {
  const { tables } = getMetadataArgsStorage();
  return mpesaEntities.map((entity) => String(tables.find(({ target }) => target === entity)?.name));
}
