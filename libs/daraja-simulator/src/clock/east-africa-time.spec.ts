import { describe, expect, it } from '@jest/globals';
import { eastAfricaDay, eastAfricaStamp } from './east-africa-time.js';

describe('East Africa Time', () => {
  it('is three hours ahead of UTC, over midnight and new year too', () => {
    expect(eastAfricaStamp(Date.UTC(2026, 10, 21, 7, 15, 45))).toBe('20261121101545');
    expect(eastAfricaStamp(Date.UTC(2026, 11, 31, 21, 0, 0))).toBe('20270101000000');
    expect(eastAfricaDay(Date.UTC(2026, 11, 31, 20, 59, 59))).toBe('20261231');
  });
});
