import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { availableBalance, parseBalances } from './balance-reading.js';
import { feeCents, parseCharges } from './charges.js';
import { splitPartyName } from './party-name.js';
import { formatPullTime, formatWireDay, parseWireTime } from './wire-time.js';

describe('parseWireTime', () => {
  const evening = Date.UTC(2026, 10, 21, 19, 48, 52);
  it.each([
    ['20261121224852', evening],
    [20261121224852, evening],
    ['21.11.2026 22:48:52', evening],
    ['2026-11-21 22:48:52', evening],
    // Pull writes a Z, and means East Africa Time all the same.
    ['2026-11-21T22:48:52Z', evening],
    ['2026-11-21T22:48:52.000Z', evening],
    ['01-05-2022', Date.UTC(2022, 3, 30, 21)],
    ['01-01-1900 00:00', Date.UTC(1899, 11, 31, 21)],
    ['2026-11-21', Date.UTC(2026, 10, 20, 21)],
    ['2026-12-05 00:00:00.00', Date.UTC(2026, 11, 4, 21)],
  ])('reads %p', (wire, ms) => expect(parseWireTime(wire)).toBe(ms));

  it.each(['', 'soon', '31.02.2026 10:00:00', '2026-13-01', '21/11/2026', '2026-11-21T22', null, {}, true])(
    'refuses %p',
    (wire) => expect(parseWireTime(wire)).toBeNull(),
  );

  it('reads back what formatPullTime writes, in any time zone', () => {
    expect(formatPullTime(evening)).toBe('2026-11-21 22:48:52');
    expect(formatWireDay(evening)).toBe('20261121');
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(fc.property(seconds, (s) => expect(parseWireTime(formatPullTime(s * 1000))).toBe(s * 1000)));
  });
});

describe('splitPartyName', () => {
  it.each([
    ['254712345678 - JANE DOE', '254712345678', 'JANE DOE'],
    ['000000– Biller Company', '000000', 'Biller Company'],
    ['4130000 - SOME ORGANISATION                    ', '4130000', 'SOME ORGANISATION'],
    ['600992 - Anglo-Kenya  Ltd - Branch', '600992', 'Anglo-Kenya Ltd - Branch'],
    ['2547****149 - JANE', '2547****149', 'JANE'],
    ['254712345678', '254712345678', null],
    ['254712345678 - ', '254712345678', null],
    ['SAFARICOM - PLC', null, 'SAFARICOM - PLC'],
    ['7 - ELEVEN', null, '7 - ELEVEN'],
  ])('splits %p', (text, identifier, name) => expect(splitPartyName(text)).toEqual({ identifier, name }));

  it('finds nobody in nothing', () => {
    expect(splitPartyName(null)).toBeNull();
    expect(splitPartyName('   ')).toBeNull();
  });
});

describe('charges', () => {
  it('are read with their name and summed', () => {
    expect(parseCharges('Fee For B2C Payment|KES|22.40')).toEqual([
      { name: 'Fee For B2C Payment', currency: 'KES', cents: 2240 },
    ]);
    expect(feeCents('Fee For B2C Payment|KES|22.40&Excise|KES|0.60')).toBe(2300);
    expect(feeCents('0.00')).toBe(0);
    for (const nothing of [null, '', 'free', 'Fee|KES|', 'Fee|KES|1|2']) expect(feeCents(nothing)).toBeNull();
  });
});

describe('balances', () => {
  it('are read piped and braced', () => {
    expect(parseBalances('Merchant Account|KES|1.00|0.50|-2.00|0.00')).toEqual([
      {
        account: 'Merchant Account',
        currency: 'KES',
        currentCents: 100,
        availableCents: 50,
        reservedCents: -200,
        unclearedCents: 0,
      },
    ]);
    const braced = { account: null, currency: 'KES', currentCents: 618_683, availableCents: null };
    for (const text of [
      '{Amount={CurrencyCode=KES, MinimumAmount=618683, BasicAmount=6186.83}}',
      '{ Amount={BasicAmount=6186.83, MinimumAmount=618683, CurrencyCode=KES\n }}',
    ]) {
      expect(parseBalances(text)).toMatchObject([braced]);
    }
  });

  it('leave out what they cannot read', () => {
    for (const text of [
      null,
      '',
      '&&',
      'Working Account',
      'Working Account|KES',
      'A|KES|x|y',
      '{Amount={}}',
    ]) {
      expect(parseBalances(text)).toEqual([]);
    }
    expect(availableBalance('Utility Account', 'n/a')).toEqual([]);
    fc.assert(fc.property(fc.string(), (text) => void parseBalances(text)));
  });
});
