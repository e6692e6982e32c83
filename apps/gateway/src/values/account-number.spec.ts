import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseAccount, normalisePrefix, possiblePrefixes } from './account-number.js';

describe('an account number', () => {
  it.each([
    ['FT12862637', 'FT12862637'],
    ['ft 128-62637', 'FT12862637'],
    ['ＦＴ１２８', 'FT128'],
    ['f\u2013t\u00a01', 'FT1'],
    ['  ', ''],
  ])('%j is compared as %j', (typed, normal) => {
    expect(normaliseAccount(typed)).toBe(normal);
  });

  it('stays as it is once it is normal, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
        const once = normaliseAccount(typed);
        expect(normaliseAccount(once)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it('begins with each of its possible prefixes, the longest first', () => {
    expect(possiblePrefixes('f-t12')).toEqual(['FT12', 'FT1', 'FT']);
    expect(possiblePrefixes('F')).toEqual([]);
    expect(possiblePrefixes('ABCDEFGHIJKLMNOP')[0]).toBe('ABCDEFGHIJKL');
  });
});

describe('a prefix', () => {
  it.each(['FT', 'ft', 'F T', 'F-T', 'ＦＴ', `F${'-'.repeat(38)}T`])('may be given as %j', (given) => {
    expect(normalisePrefix(given)).toBe('FT');
  });

  it.each(['', 'F', '-', 'FT%', 'F_T', 'ABCDEFGHIJKLM', 'ÄB', 'A'.repeat(50), 7, null])(
    'is not %j',
    (given) => {
      expect(normalisePrefix(given)).toBeNull();
    },
  );
});
