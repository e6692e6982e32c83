import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { centsToShillings, formatCents, parseCents, parseSignedCents, shillingsToCents } from './money.js';

describe('parseCents', () => {
  it.each([
    [1, 100],
    [1.0, 100],
    ['5.00', 500],
    ['190', 19_000],
    [0.29, 29],
    ['1.1', 110],
    [1.15, 115],
    [250_000, 25_000_000],
  ])('reads %p as %p cents', (wire, cents) => expect(parseCents(wire)).toBe(cents));

  it.each([
    Number.NaN, '1,000', -1, '-1', 1.005, 0.1 + 0.2, '1.005', '', ' 1', '1.', '.5', '1e3', '0x10', '٥', 1e21, Infinity,
    '90071992547410', null, undefined, true, [], [5], {}, 10n,
  ])('refuses %p', (wire) => expect(parseCents(wire)).toBeNull()); // prettier-ignore

  it('is total, and reads back every amount that formatCents writes', () => {
    fc.assert(fc.property(fc.anything(), (value) => void parseCents(value)));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (cents) =>
        expect(parseCents(formatCents(cents))).toBe(cents),
      ),
    );
  });
});

describe('parseSignedCents', () => {
  it.each([
    ['-1540.00', -154_000],
    [-1980, -198_000],
    ['-0.00', 0],
    ['5.00', 500],
  ])('reads %p as %p cents', (wire, cents) => expect(parseSignedCents(wire)).toBe(cents));

  it.each(['--1', '-', '- 1', '-1.005', null, undefined, {}])('refuses %p', (wire) =>
    expect(parseSignedCents(wire)).toBeNull(),
  );
});

describe('shillings and cents', () => {
  it('turn into each other without loss', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), (shillings) =>
        expect(centsToShillings(shillingsToCents(shillings))).toBe(shillings),
      ),
    );
  });

  it('refuse what is not whole', () => {
    for (const bad of [10.5, -1, Number.NaN, Infinity, 2 ** 53])
      expect(() => shillingsToCents(bad)).toThrow(RangeError);
    for (const bad of [1, 150, -100, 0.5, Number.NaN])
      expect(() => centsToShillings(bad)).toThrow(RangeError);
  });

  it('are written with two decimals', () => {
    expect([150_000, 5, 0, -1_250].map(formatCents)).toEqual(['1500.00', '0.05', '0.00', '-12.50']);
    expect(() => formatCents(1.5)).toThrow(RangeError);
  });
});
