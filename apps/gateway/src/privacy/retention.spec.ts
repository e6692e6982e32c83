import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import type { GatewayDatabase } from '../storage/gateway-database.js';
import type { PersonalTable } from '../persons/personal-table.js';
import type { PersonalTables } from './personal-tables.js';
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
async function ran(all: readonly PersonalTable[], emptied = () => Promise.resolve()): Promise<string[]> {
  const done: string[] = [];
  const scrub = () => {
    done.push('scrub');
    return emptied();
  };
  jest.spyOn(Logger.prototype, 'error').mockImplementation((message) => void done.push(String(message)));
  const settings = { mpesa: { retention: { days: 30 } } } as GatewaySettings;
  const database = { scrub } as unknown as GatewayDatabase;
  await new Retention({ all } as PersonalTables, database, settings, { now: () => NOON }).run();
  return done;
}

afterEach(() => void jest.restoreAllMocks());

describe('retention', () => {
  it('does all tables where one fails, tells which, and empties what the others have left', async () => {
    const cut: number[] = [];
    const fails = table('bad', () => Promise.reject(new Error('is locked')));
    const works = table('good', (before) => Promise.resolve(cut.push(before)));
    expect(await ran([fails, works])).toEqual(['bad: Error: is locked', 'scrub']);
    expect(cut).toEqual([NOON - 30 * DAY]);
  });

  it('empties nothing where nothing was cut, and outlives an emptying that fails', async () => {
    expect(await ran([table('empty', () => Promise.resolve(0))])).toEqual([]);
    const full = table('full', () => Promise.resolve(1));
    const busy = () => Promise.reject(new Error('is busy'));
    expect(await ran([full], busy)).toEqual(['scrub', 'scrub: Error: is busy']);
  });
});
