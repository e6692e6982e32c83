import { describe, expect, it } from '@jest/globals';
import { readPage } from '../docs/support/pages.js';
import { absentTests, chaptersOf } from './named-tests.js';
import { declaredIn } from './spec-titles.js';
import { THREATS } from './threats.js';

const TOKENS = '[`tokens`](../test/e2e/door/tokens.spec.ts)';

describe('the page of threats', () => {
  const chapters = chaptersOf(readPage('docs/security.md'));

  it('has every threat that anybody has asked about, each once, and no other', () => {
    const curled = (text = '') => text.replaceAll("'", '’');
    const named = chapters.map(([heading, rows]) => [curled(heading), rows.map(([threat]) => curled(threat))]);
    expect(named).toEqual(Object.entries(THREATS));
    for (const threats of Object.values(THREATS)) expect(threats).toEqual([...new Set(threats)]);
  });

  it.each(chapters)('says what stands against each of: %s, and names a test that is there', (_, rows) => {
    expect(rows.length).toBeGreaterThan(3);
    for (const [threat, stands, shownBy = ''] of rows) {
      expect([threat, stands]).not.toContain('');
      expect([threat, absentTests(shownBy)]).toEqual([threat, []]);
    }
  });
});

describe('a test that the page names', () => {
  it('is missed when it is gone, with its spec or without, and where no title is given', () => {
    expect(absentTests(`${TOKENS}: cannot take a success back`)).toMatchObject([
      { title: 'cannot take a success back' },
    ]);
    expect(absentTests(`${TOKENS}: `)).toHaveLength(1);
    expect(() => absentTests('[`gone`](../test/gone.spec.ts): a title')).toThrow(/no spec/);
    expect(() => absentTests('')).toThrow(/no spec/);
  });

  it.each(['it.skip', 'it.failing', 'xit', 'describe.skip', 'xdescribe', 'describe.skip.each([1])'])(
    'is missed when it is not run any more: %s',
    (how) => {
      const own = how.includes('describe') ? 'it' : how;
      const around = how.includes('describe') ? how : 'describe';
      const text = `${around}('a', () => { ${own}('b', () => {}); }); it('c', () => {});`;
      expect(declaredIn('a.spec.ts', text).map(({ title }) => title)).toEqual(['c']);
    },
  );
});
