import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatEastAfricaTime, parseEastAfricaTime } from './east-africa-time.js';

const nairobi = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Africa/Nairobi',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

function byIntl(ms: number): string {
  const parts = new Map(nairobi.formatToParts(ms).map(({ type, value }) => [type, value]));
  return ['year', 'month', 'day', 'hour', 'minute', 'second']
    .map((type) => parts.get(type as 'year'))
    .join('');
}

const seconds = fc.integer({ min: 0, max: 4_000_000_000 });

describe('East Africa Time', () => {
  it('is what the calendar of Nairobi shows', () => {
    fc.assert(fc.property(seconds, (s) => expect(formatEastAfricaTime(s * 1000)).toBe(byIntl(s * 1000))));
  });

  it('is read back to the same second, as text and as number', () => {
    fc.assert(
      fc.property(seconds, (s) => {
        const written = formatEastAfricaTime(s * 1000);
        expect(parseEastAfricaTime(written)).toBe(s * 1000);
        expect(parseEastAfricaTime(Number(written))).toBe(s * 1000);
      }),
    );
  });

  it('is three hours ahead of UTC', () => {
    expect(parseEastAfricaTime('20261121101545')).toBe(Date.UTC(2026, 10, 21, 7, 15, 45));
  });

  it.each([
    '20260231101545', '20261321101545', '20261121241545', '20261121106045', '20261121101560', '20261100101545',
    '2026112110154', '202611211015450', '2026-11-21', '', 0, Number.NaN, null, undefined, {}, ['20261121101545'],
  ])('does not know %p', (value) => expect(parseEastAfricaTime(value)).toBeNull()); // prettier-ignore
});
