import { describe, expect, it } from '@jest/globals';
import { within } from './within.js';

const late = (): Error => new Error('too late');
const never = new Promise<never>(() => undefined);

describe('within', () => {
  it('hands on what the work brings in time, and what it fails with', async () => {
    await expect(within(Promise.resolve(1), 60_000, late)).resolves.toBe(1);
    await expect(within(Promise.reject(new Error('broken')), 60_000, late)).rejects.toThrow('broken');
  });

  it('fails with the error of the caller when the time is over', async () => {
    await expect(within(never, 1, late)).rejects.toThrow('too late');
  });

  it('makes no error for work that was in time', async () => {
    let made = 0;
    await within(Promise.resolve(), 60_000, () => new Error(String(++made)));
    expect(made).toBe(0);
  });
});
