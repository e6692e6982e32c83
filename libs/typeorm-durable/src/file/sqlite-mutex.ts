import { mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Mutex } from './mutex.js';

const REGISTRY = Symbol.for('typeorm-durable:sqlite-mutex');

/**
 * The mutex of a SQLite file. TypeORM runs all of a DataSource on one connection: concurrent transactions would become
 * savepoints of each other and lose committed rows, and a read in between would see what may still be rolled back. Kept on
 * `globalThis`, because two copies of this package, or two parts of one process, may open the same file.
 */
export function sqliteMutex(database: string): Mutex {
  if (database === ':memory:' || database === '') return new Mutex();
  const mutexes = registry();
  const file = fileOf(database);
  const known = mutexes.get(file);
  if (known !== undefined) return known;
  const mutex = new Mutex();
  mutexes.set(file, mutex);
  return mutex;
}

function registry(): Map<string, Mutex> {
  const holder = globalThis as { [REGISTRY]?: Map<string, Mutex> };
  return (holder[REGISTRY] ??= new Map());
}

/** One name per file, however its path is written. Creates the folder, since only then it has a real path. */
function fileOf(database: string): string {
  const path = resolve(database);
  mkdirSync(dirname(path), { recursive: true });
  try {
    return realpathSync(path);
  } catch {
    return join(realpathSync(dirname(path)), basename(path));
  }
}
