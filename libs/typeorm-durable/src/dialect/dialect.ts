import type { DataSource } from 'typeorm';

/** What the SQL of a database differs by. MariaDB speaks MySQL here. A further dialect begins with a word in this type. */
export type Dialect = 'mysql' | 'sqlite';

/** The dialect of a DataSource. */
export function dialectOf({ options }: Pick<DataSource, 'options'>): Dialect {
  return options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
}

/**
 * The tail of an INSERT that finds its row already there. Only for tables whose primary key is their only unique key: MySQL
 * would take any other collision for this one and overwrite a stranger's row.
 *
 * @param assignments gets a function that names the value which has arrived for a column
 */
export function onDuplicateKey(
  dialect: Dialect,
  key: readonly string[],
  assignments: (arrived: (column: string) => string) => string,
): string {
  return dialect === 'sqlite'
    ? `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${assignments((column) => `excluded.${column}`)}`
    : `ON DUPLICATE KEY UPDATE ${assignments((column) => `VALUES(${column})`)}`;
}

/** The tail of an INSERT that leaves a row with this key as it is. Only for tables in which no other key is unique, as above. */
export function unlessThere(dialect: Dialect, key: string): string {
  return dialect === 'sqlite' ? `ON CONFLICT (${key}) DO NOTHING` : `ON DUPLICATE KEY UPDATE ${key} = ${key}`;
}

/** The tail of a SELECT that locks what it reads and passes over what others have locked. SQLite lets one writer in anyway. */
export function skipLocked(dialect: Dialect): string {
  return dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
}

/** `?, ?, ?` */
export function marks(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ');
}

/** `(?, ?), (?, ?)` */
export function rowsOfMarks(rows: number, columns: number): string {
  const row = `(${marks(columns)})`;
  return Array.from({ length: rows }, () => row).join(', ');
}

/** Slices of at most `size`: SQLite binds at most 32,766 parameters, and a packet to MySQL has a limit too. */
export function slices<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let start = 0; start < items.length; start += size) result.push(items.slice(start, start + size));
  return result;
}
