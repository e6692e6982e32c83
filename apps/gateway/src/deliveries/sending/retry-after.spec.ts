import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const DAY = 86_400_000;

describe('Retry-After', () => {
  it.each([
    ['seconds', '120', 120_000],
    ['seconds with blanks', ' 7 ', 7_000],
    ['nothing to wait for', '0', 0],
    ['a date', 'Sun, 22 Nov 2026 10:05:00 GMT', 300_000],
    ['a date in the past', 'Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['more than a day', '999999999', DAY],
    ['a date in a year', 'Mon, 22 Nov 2027 10:00:00 GMT', DAY],
  ])('is read as %s: %s', (_, header, ms) => expect(retryAfterMs(header, NOW)).toBe(ms));

  it.each([undefined, '', 'soon', '-5', '1.5', '1e3', 'Xyz, 22 Nov 2026', 'Sun', '99999999999999'])(
    'says nothing as %s',
    (header) => expect(retryAfterMs(header, NOW)).toBeNull(),
  );
});
