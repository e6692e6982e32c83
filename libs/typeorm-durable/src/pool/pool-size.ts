import type { DataSource } from 'typeorm';

/** What mysql2 opens when nobody says how many. */
const DEFAULT_SIZE = 10;

/** How many connections the pool of a DataSource may open; `Infinity` where no limit was set. */
export function poolSizeOf({ options }: DataSource): number {
  const { poolSize, extra } = options as { poolSize?: number; extra?: { connectionLimit?: number } };
  const size = extra?.connectionLimit ?? poolSize ?? DEFAULT_SIZE;
  // To mysql2 a limit of 0 is none.
  return size === 0 ? Infinity : size;
}
