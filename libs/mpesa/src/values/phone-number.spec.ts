import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isWirePhone, normalisePhone } from './phone-number.js';

describe('normalisePhone', () => {
  it.each([
    ['0722000000', '254722000000'],
    ['0722 000 000', '254722000000'],
    ['0722-000-000', '254722000000'],
    ['0722.000.000', '254722000000'],
    ['(0722) 000000', '254722000000'],
    ['722000000', '254722000000'],
    [722000000, '254722000000'],
    ['254722000000', '254722000000'],
    [254722000000, '254722000000'],
    ['+254722000000', '254722000000'],
    ['+254 (0) 722 000 000', '254722000000'],
    ['00254722000000', '254722000000'],
    ['000254722000000', '254722000000'],
    [' 0722\u00a0000\u2011000 ', '254722000000'],
    ['0110 123 456', '254110123456'],
    ['110123456', '254110123456'],
    ['+254-101-123456', '254101123456'],
    ['\u202a+254 722 000 000\u202c', '254722000000'],
    ['\ufeff0722\u200b000\u00ad000', '254722000000'],
  ])('brings %p to %p', (written, wire) => expect(normalisePhone(written)).toBe(wire));

  it.each([
    '', '   ', '0722', '07220000001', '0202222222', '+255722000000', '+1 202 555 0100', '0722000000;ext=5', '0722x000000',
    '٠٧٢٢٠٠٠٠٠٠', '０７２２００００００', '+254+722000000', 'tel:0722000000', 'call 0722000000', '2547 ***** 126', 722000000.5,
    '0109 012 345', '0190 000 000', '254190123456', -722000000, Number.NaN, null, undefined, {}, ['0722000000'], true, '9'.repeat(10_000),
  ])('refuses %p', (written) => expect(normalisePhone(written)).toBeNull()); // prettier-ignore

  it('answers with the wire form or null, whatever it is given', () => {
    const near = fc.stringMatching(/^[+ ()0-9.-]{6,16}$/);
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), near), (value) => {
        const phone = normalisePhone(value);
        expect(phone === null || isWirePhone(phone)).toBe(true);
      }),
    );
  });

  it('leaves what it has made unchanged', () => {
    const subscriber = fc.integer({ min: 700_000_000, max: 799_999_999 });
    const written = fc.tuple(fc.constantFrom('0', '+254', '254', '00254', '+254 0', ''), subscriber);
    fc.assert(
      fc.property(written, ([prefix, digits]) => {
        const phone = normalisePhone(`${prefix}${digits}`);
        expect(phone).toBe(`254${digits}`);
        expect(normalisePhone(phone)).toBe(phone);
      }),
    );
  });
});

describe('a text that is no number', () => {
  it.each([' ', '(', '+', '0', '(+', ' 0', '-', '+ ('])(
    'of a million of %j is refused unmatched',
    (piece) => {
      const before = process.cpuUsage();
      for (let count = 0; count < 20; count += 1) expect(normalisePhone(piece.repeat(1_000_000))).toBeNull();
      // The pattern alone took 14 s for 80,000 blanks.
      expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
    },
  );

  it('is as long as a number with every blank in it, at most', () => {
    expect(normalisePhone(`${' '.repeat(50)}0722000000`)).toBe('254722000000');
    expect(normalisePhone(`${' '.repeat(60)}0722000000`)).toBeNull();
  });
});
