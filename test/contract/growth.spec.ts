/** Whatever a stranger writes, reading it takes no longer than its length: twice the text, about twice the work. */
import { describe, expect, it } from '@jest/globals';
import { readCallback } from '../../libs/mpesa/src/inbox/read-callback.js';
import type { CallbackKind } from '../../libs/mpesa/src/inbox/callback-kinds.js';
import { fixture } from '../support/fixtures.js';
import { growthOf, MOST_GROWTH, type Reader } from '../support/growth.js';
import { declarationsIn, textReaders } from '../support/text-readers.js';
import { ROW_NAMES, ROWS } from './endpoint-rows.js';
import { OWN_SHORTCODE, stored } from './stored.js';
import { ANSWERS, CALLBACKS } from './wire-fixtures.js';

const MEGABYTE = 2 ** 20;
/** Of each field of a body, which has many. */
const LONGEST_FIELD = 2 ** 14;

/** What patterns that backtrack stumble over, each as long as asked for. */
const WORST: Readonly<Record<string, (length: number) => string>> = {
  blanks: (length) => ' '.repeat(length),
  'blanks before a letter': (length) => `${' '.repeat(length)}x`,
  digits: (length) => '7'.repeat(length),
  'digits and a letter': (length) => `254${'7'.repeat(length)}x`,
  brackets: (length) => '('.repeat(length),
  'opened and closed': (length) => '()'.repeat(length / 2),
  quotes: (length) => `'"`.repeat(length / 2),
  slashes: (length) => `https://${'/'.repeat(length)}x`,
  dots: (length) => `1.${'.0'.repeat(length / 2)}`,
  separators: (length) => '&|=&|='.repeat(length / 6),
  dashes: (length) => `7${'-7'.repeat(length / 2)}`,
  lines: (length) => '\r\n'.repeat(length / 2),
  'marks one cannot see': (length) => '‎'.repeat(length),
};

/** Every text in a body is the worst one, wherever the field stands. */
function filled(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((one) => filled(one, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, text)]));
}

function bodyReader<T>(name: string, wrap: (body: unknown) => T, read: (wrapped: T) => unknown): Reader<T> {
  const { body } = fixture(name);
  return { prepare: (text) => wrap(filled(body, text)), read };
}

async function growthsOf<T>(reader: Reader<T>, longest: number): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [name, worst] of Object.entries(WORST)) {
    const growth = await growthOf(reader, worst, longest);
    if (growth > MOST_GROWTH) found[name] = growth;
  }
  return found;
}

const { readers, unsorted, stale } = await textReaders();

describe('twice the text is about twice the work', () => {
  it('for every function that takes a text from outside', () => {
    expect(Object.keys(readers).length).toBeGreaterThan(200);
  });

  it('and every method: its class is made for this, or excused by name, and is there', () => {
    expect({ unsorted, stale }).toEqual({ unsorted: [], stale: [] });
  });

  it('which are called with all that they need: none stumbles over anything but the text', async () => {
    const stumbled: string[] = [];
    for (const [name, read] of Object.entries(readers)) {
      const error: unknown = await Promise.resolve('0712345678')
        .then(read)
        .catch((cause: unknown) => cause);
      if (error instanceof TypeError) stumbled.push(`${name}: ${error.message}`);
    }
    expect(stumbled).toEqual([]);
  });

  it('whether it is a function, a constant, a field of an object or a method', () => {
    const text = [
      'export function a(one: string) {}',
      'export const b = (one: number, two: unknown) => two;',
      'export const c = { d: (one: string | null) => one, e(one: string) {} } as const;',
      'export class F { static g(one: string) {} async h(one: unknown) {} private i(one: string) {} }',
      'function j(one: string) {}',
      'export const k = (one: number) => one;',
    ].join('\n');
    const names = declarationsIn({ path: 'x.ts', text }).map(({ name }) => name);
    expect(names).toEqual(['a', 'b', 'c.d', 'c.e', 'F.g', 'F.h']);
  });

  it.each(Object.entries(readers))('%s', async (_name, read) => {
    expect(await growthsOf({ prepare: (text) => text, read }, MEGABYTE)).toEqual({});
  });

  it.each(ROW_NAMES)('the answer to %s', async (name) => {
    const reader = bodyReader(ANSWERS[name][0], (body) => body, ROWS[name].parse);
    expect(await growthsOf(reader, LONGEST_FIELD)).toEqual({});
  });

  it.each(Object.entries(CALLBACKS))('a callback of the kind %s', async (kind, [name = '']) => {
    const wrap = (body: unknown) => stored(kind as CallbackKind, body);
    const lookups = { receiverOf: OWN_SHORTCODE, isOurQuestion: () => true };
    const reader = bodyReader(name, wrap, (callback) => readCallback(callback, lookups));
    expect(await growthsOf(reader, LONGEST_FIELD)).toEqual({});
  });

  it('which a pattern that backtracks would not pass', async () => {
    const reader: Reader = { prepare: (text) => text, read: (text) => / +$/.test(text) };
    expect(await growthsOf(reader, LONGEST_FIELD)).toEqual({ 'blanks before a letter': expect.any(Number) });
  });
});
