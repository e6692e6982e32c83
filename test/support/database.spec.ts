import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { createTestDatabase, testDatabases } from './database.js';

describe.each(testDatabases())('a test database on %s', (kind) => {
  it('is empty, takes statements with parameters and is gone after the drop', async () => {
    const database = await createTestDatabase(kind);
    expect(await database.query('CREATE TABLE t (id varchar(36) PRIMARY KEY, n bigint)')).toEqual([]);
    expect(await database.query('INSERT INTO t (id, n) VALUES (?, ?)', ['a', 7])).toEqual([]);
    expect(await database.query('SELECT n FROM t WHERE id = ?', ['a'])).toEqual([{ n: 7 }]);
    await database.drop();
    if (database.storage.type === 'better-sqlite3') expect(existsSync(database.storage.database)).toBe(false);
  });

  it('is not shared with another one', async () => {
    const [one, two] = await Promise.all([createTestDatabase(kind), createTestDatabase(kind)]);
    await one.query('CREATE TABLE t (id int)');
    // The native driver makes its errors in the realm of the first spec that loaded it, where `toThrow` knows no Error.
    const seen = two.query('SELECT * FROM t').then(
      () => 'shared',
      () => 'apart',
    );
    expect(await seen).toBe('apart');
    await Promise.all([one.drop(), two.drop()]);
  });
});
