import { describe, expect, it } from '@jest/globals';
import { isDatedNear, isReceipt } from './receipt.js';

const at = (day: string) => Date.parse(`${day}T12:00:00+03:00`);

describe('a receipt of M-Pesa', () => {
  it.each(['UKL7RT61SV', 'NLJ7RT61SV', 'UKL0000001'])('has ten capitals and digits: %s', (text) =>
    expect(isReceipt(text)).toBe(true),
  );

  it.each([
    'FREE-MONEY-1',
    'ukl7rt61sv',
    'UKL7RT61S',
    'UKL7RT61SVX',
    'UKL7RT61S ',
    'UKL0000000',
    '',
    null,
    1234567890,
  ])('is not %j', (text) => expect(isReceipt(text)).toBe(false));

  it.each([
    ['UKL7RT61SV', '2026-11-21'],
    ['UHQQ349A09', '2026-08-26'],
    ['LGR519G2QV', '2017-07-27'],
    ['SB659DEI29', '2024-02-06'],
    ['UA17RT61SV', '2026-01-01'],
    ['ULV7RT61SV', '2026-12-31'],
    ['AA17RT61SV', '2032-01-01'],
  ])('%s tells that it is of %s', (receipt, day) => {
    expect(isDatedNear(receipt, at(day))).toBe(true);
    for (const days of [-1, 1]) expect(isDatedNear(receipt, at(day) + days * 86_400_000)).toBe(true);
    for (const days of [-2, 2]) expect(isDatedNear(receipt, at(day) + days * 86_400_000)).toBe(false);
  });

  it('has the day of Nairobi, not of Greenwich', () => {
    const evening = Date.parse('2026-11-20T22:30:00Z');
    expect(isDatedNear('UKL7RT61SV', evening)).toBe(true);
    expect(isDatedNear('UKM7RT61SV', evening)).toBe(true);
    expect(isDatedNear('UKJ7RT61SV', evening)).toBe(false);
  });
});
