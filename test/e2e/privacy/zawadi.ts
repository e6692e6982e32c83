/** A customer whose every trace is hers alone, and what a database shows of her. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { TestDatabase } from '../../support/database.js';

export const ZAWADI = '254711987123';
export const LOCAL = '0711 987 123';
export const NAME = 'ZAWADI QUEENFISHER';
/** Her mother’s, which she types as the account number. */
export const TYPED = '0799314159';
/** In what the host chooses as a name for a request: that guards money, and stays. */
export const CHOSEN = '0733444555';
/** What hosts write about her where they may write what they like. */
export const ABOUT = { note: 'queenfisher metadata', email: 'zawadi@queenfisher.example' };
/** In texts of at most 13 letters. */
export const WORD = 'QueenFisher';

/** By any of these she is found: the last nine digits are in every form of her number. */
export const TRACES = [
  '711987123',
  '711 987 123',
  TYPED.slice(1),
  // As C2B masks and hashes it.
  '2547 ***** 123',
  createHash('sha256').update(ZAWADI).digest('hex'),
  'zawadi',
  'queenfisher',
];

type Readable = Pick<TestDatabase, 'kind' | 'query'>;

/** Where she stands: `table.column: trace`, each once. */
export async function tracesIn(database: Readable): Promise<string[]> {
  const found = new Set<string>();
  for (const [column, value] of await valuesIn(database)) {
    for (const trace of tracesOf(value)) found.add(`${column}: ${trace}`);
  }
  return [...found].sort();
}

/** `table.column` of everything in which one of these words stands, in whatever case; of events the field too. */
export async function columnsWith(database: Readable, words: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const [column, value] of await valuesIn(database)) {
    for (const [field, text] of fieldsOf(column, value)) {
      if (words.some((word) => lower(text).includes(word.toLowerCase()))) found.add(field);
    }
  }
  return [...found].sort();
}

/** `table.column` of everything that has anything in it. */
export async function filledIn(database: Readable): Promise<string[]> {
  const filled = (await valuesIn(database)).filter(([, value]) => value !== null && value !== '');
  return [...new Set(filled.map(([column]) => column))].sort();
}

async function valuesIn(database: Readable): Promise<[column: string, value: unknown][]> {
  const found: [string, unknown][] = [];
  for (const table of await tablesOf(database)) {
    for (const row of (await database.query(`SELECT * FROM ${table}`)) as Record<string, unknown>[]) {
      for (const [column, value] of Object.entries(row)) found.push([`${table}.${column}`, value]);
    }
  }
  return found;
}

function fieldsOf(column: string, value: unknown): [string, unknown][] {
  if (column !== 'mpesa_event.payload') return [[column, value]];
  const payload = JSON.parse(String(value)) as Record<string, unknown>;
  return Object.entries(payload).map(([field, one]) => [`${column}.${field}`, JSON.stringify(one)]);
}

/** The same of the bytes on disk, free pages and log included. Of SQLite only: nobody reads a server's files. */
export function tracesOnDisk({ storage }: Pick<TestDatabase, 'storage'>): string[] {
  if (storage.type !== 'better-sqlite3') return [];
  const folder = dirname(storage.database);
  const files = readdirSync(folder).filter((name) => name.startsWith(basename(storage.database)));
  return files.flatMap((name) =>
    tracesOf(readFileSync(join(folder, name), 'latin1')).map((trace) => `${name}: ${trace}`),
  );
}

/** Every digest that stands in the tables without a key: all that may be tried out against it is all numbers there are. */
export async function plainDigestsIn(database: Readable): Promise<string[]> {
  const columns = [
    ['mpesa_payment', 'request_hash'],
    ['mpesa_standing_order', 'request_hash'],
    ['mpesa_standing_order', 'live_key'],
    ['mpesa_callback', 'id'],
  ] as const;
  const found = [];
  for (const [table, column] of columns) {
    const sql = `SELECT COUNT(*) AS plain FROM ${table} WHERE ${column} IS NOT NULL AND ${column} NOT LIKE 'k1.%'`;
    const [row] = (await database.query(sql)) as { plain: number | string }[];
    if (Number(row?.plain) > 0) found.push(`${table}.${column}`);
  }
  return found;
}

export function tracesOf(value: unknown): string[] {
  const text = lower(value);
  return TRACES.filter((trace) => text.includes(trace));
}

function lower(value: unknown): string {
  if (value === null || value === undefined) return '';
  return (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)).toLowerCase();
}

async function tablesOf(database: Readable): Promise<string[]> {
  const sql =
    database.kind === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table'"
      : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()';
  return ((await database.query(sql)) as { name: string }[]).map(({ name }) => name);
}
