import { describe, expect, it } from '@jest/globals';
import { isSameAccount } from './same-account.js';

describe('the account number in a question', () => {
  it.each([
    ['FT12862637', 'FT12862637', 'FT'],
    ['12862637', 'FT12862637', 'FT'],
    ['ft-128 62637', 'Ft 12862637', 'FT'],
    ['nobody knows', 'NOBODYKNOWS', null],
  ])('%s is %s', (asked, typed, prefix) => {
    expect(isSameAccount(asked, typed, prefix)).toBe(true);
  });

  it.each([
    ['12862638', 'FT12862637', 'FT'],
    ['2862637', 'FT12862637', 'FT'],
    ['12862637', 'FT12862637', null],
    ['FT12862637', null, 'FT'],
    ['', 'FT', 'FT'],
    ['- ', 'FT', 'FT'],
  ])('%p is not %p', (asked, typed, prefix) => {
    expect(isSameAccount(asked, typed, prefix)).toBe(false);
  });
});
