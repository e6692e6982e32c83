import { describe, expect, it } from '@jest/globals';
import { readPage } from '../docs/support/pages.js';
import { absentTests, chaptersOf } from './named-tests.js';

describe('the page of threats', () => {
  const chapters = chaptersOf(readPage('docs/security.md'));

  it('is about callbacks, strangers, the gateway, the tables and a developer’s machine', () => {
    expect(chapters.length).toBeGreaterThanOrEqual(5);
  });

  it.each(chapters)('says what stands against each of: %s, and names a test that is there', (_, rows) => {
    expect(rows.length).toBeGreaterThan(3);
    for (const [threat, stands, shownBy = ''] of rows) {
      expect([threat, stands]).not.toContain('');
      expect([threat, absentTests(shownBy)]).toEqual([threat, []]);
    }
  });
});
