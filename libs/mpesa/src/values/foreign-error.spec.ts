import { describe, expect, it } from '@jest/globals';
import { foreignError } from './foreign-error.js';

describe('an error of the host', () => {
  it('is told by its kind and its place, without what it says', () => {
    const told = foreignError(new TypeError('no account for\n0712 345 678 JANE'));
    expect(told).toMatch(/^TypeError\n {4}at .*foreign-error\.spec\.ts/);
    expect(told).not.toMatch(/0712|JANE|account/);
  });

  it('is told by its type alone where it is none', () => {
    expect(foreignError('JANE')).toBe('string');
  });
});
