import { describe, expect, it } from '@jest/globals';
import { readPage } from '../docs/support/pages.js';
import { absentTests, chaptersOf } from './named-tests.js';

describe('the conformance page', () => {
  const documents = chaptersOf(readPage('docs/seed-conformance.md'));

  it('has a heading of its own for each document', () => {
    const headings = documents.map(([document]) => document);
    for (const seed of ['seed 002', 'seed 003']) expect(headings.join('\n')).toContain(`(${seed})`);
  });

  it.each(documents)('names a test that is there for every promise of %s', (_, rows) => {
    expect(rows.length).toBeGreaterThan(5);
    for (const [promise, shownBy = ''] of rows) {
      expect([promise, absentTests(shownBy)]).toEqual([promise, []]);
    }
  });
});
