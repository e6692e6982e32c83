import { describe, expect, it } from '@jest/globals';
import { normalisePrefix } from '../values/account-number.js';
import { lookOf } from './prefix-look.js';

describe('how a prefix looks', () => {
  it.each([
    ['FOLLI', ['F0LLI', 'foll1', 'FO11I', 'ＦＯＬＬＩ', 'f-o l l i', 'fo‑lli']],
    ['STRASSE', ['straße', 'STRAẞE', 'ﬆrasse']],
    ['MPESA', ['mpesa', 'Ｍpesa', 'M-PESA', 'm pesa', 'mpeſa']],
  ])('is for %s the same as for whatever reads like it', (prefix, others) => {
    for (const other of others) expect(lookOf(normalisePrefix(other) ?? other)).toBe(lookOf(prefix));
  });

  it('is not the same for what reads otherwise', () => {
    const looks = ['F1', 'F0', 'F7', 'FT', 'FE', 'F3'].map(lookOf);
    expect(new Set(looks).size).toBe(looks.length);
  });
});
