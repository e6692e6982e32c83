import { describe, expect, it } from '@jest/globals';
import type { PersonalTable } from '../persons/personal-table.js';
import { Retention } from './retention.js';

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 10, 21, 9);

function table(name: string, forget: PersonalTable['forget']): PersonalTable {
  return {
    name,
    forget,
    find: () => Promise.resolve([]),
    erase: () => Promise.resolve({ erased: 0, kept: 0 }),
  };
}

/** @returns what was done, in order */
async function ran(tables: readonly PersonalTable[], scrub = () => Promise.resolve()): Promise<string[]> {
  const done: string[] = [];
  const retention = new Retention({
    tables,
    keptMs: 30 * DAY,
    clock: { now: () => NOON },
    scrub: () => {
      done.push('scrub');
      return scrub();
    },
    onError: (name, error) => done.push(`${name}: ${(error as Error).message}`),
  });
  await retention.run();
  return done;
}

describe('retention', () => {
  it('does all tables where one fails, tells which, and empties what the others have left', async () => {
    const cut: number[] = [];
    const fails = table('bad', () => Promise.reject(new Error('is locked')));
    const works = table('good', (before) => Promise.resolve(cut.push(before)));
    expect(await ran([fails, works])).toEqual(['bad: is locked', 'scrub']);
    expect(cut).toEqual([NOON - 30 * DAY]);
  });

  it('empties nothing where nothing was cut, and outlives an emptying that fails', async () => {
    expect(await ran([table('empty', () => Promise.resolve(0))])).toEqual([]);
    const full = table('full', () => Promise.resolve(1));
    const busy = () => Promise.reject(new Error('is busy'));
    expect(await ran([full], busy)).toEqual(['scrub', 'scrub: is busy']);
  });
});
