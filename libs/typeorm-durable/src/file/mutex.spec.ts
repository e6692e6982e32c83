import { describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Mutex } from './mutex.js';
import { sqliteMutex } from './sqlite-mutex.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a mutex', () => {
  it('lets one piece of work through at a time, in the order of asking, past those that fail', async () => {
    const mutex = new Mutex();
    const log: string[] = [];
    const work = (name: string) => async (): Promise<string> => {
      log.push(`${name} begins`);
      await nextTurn();
      log.push(`${name} ends`);
      if (name === 'b') throw new Error('b fails');
      return name;
    };
    const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => mutex.run(work(name))));
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

describe('the mutex of a SQLite file', () => {
  it('is one for all ways to write its path', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mpesa-mutex-'));
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    const mutex = sqliteMutex(join(folder, 'real', 'a.sqlite'));
    expect(sqliteMutex(join(folder, 'real', '..', 'link', 'a.sqlite'))).toBe(mutex);
    expect(sqliteMutex(join(folder, 'real', 'b.sqlite'))).not.toBe(mutex);
    rmSync(folder, { recursive: true });
  });

  it('is another one for every database in memory', () => {
    expect(sqliteMutex(':memory:')).not.toBe(sqliteMutex(':memory:'));
  });
});
