import { describe, expect, it } from '@jest/globals';
import { parseUrl } from './parse-url.js';

describe('a URL', () => {
  it('is read however often it is, accented letters and all', () => {
    const hosts = Array.from({ length: 20_000 }, () => parseUrl('https://dúka.co.ke/')?.hostname);
    expect(new Set(hosts)).toEqual(new Set(['xn--dka-8na.co.ke']));
  });

  it('is none for a text that is not absolute', () => {
    expect(['', 'pay.example.co.ke', '/callbacks', 'https://'].map(parseUrl)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
