import { describe, expect, it } from '@jest/globals';
import { c2bAccountProblem, descriptionProblem, referenceProblem } from './account-reference.js';
import { isShortcode } from './shortcode.js';

describe('what a reference may be', () => {
  it.each(['ORDER-17', 'a', 'A.b_c-d 12', '123456789012'])('%p', (text) =>
    expect(referenceProblem(text)).toBeNull(),
  );

  it.each(['', ' ', '1234567890123', 'a@b', 'a#b', 'a&b', 'é', 'a\n', null, undefined, 17])(
    'not %p',
    (value) => expect(referenceProblem(value)).toMatch(/1 to 12 characters/),
  );
});

describe('what a description may be', () => {
  it.each(['', 'Two mangoes', '1234567890123'])('%p', (text) => expect(descriptionProblem(text)).toBeNull());

  it.each(['12345678901234', 'a&b', null, 1])('not %p', (value) =>
    expect(descriptionProblem(value)).toMatch(/at most 13 characters/),
  );
});

describe('what a C2B account may be', () => {
  it.each(['INV/77', 'Test Ref', 'x'.repeat(20), '😀'.repeat(20)])('%p', (text) =>
    expect(c2bAccountProblem(text)).toBeNull(),
  );

  it.each(['', '  ', 'x'.repeat(21), 'a\tb', undefined, 5])('not %p', (value) =>
    expect(c2bAccountProblem(value)).toMatch(/1 to 20 printable/),
  );
});

describe('what a shortcode may be', () => {
  it('five to seven digits, as text', () => {
    expect(['17437', '174379', '1743790'].every(isShortcode)).toBe(true);
    expect(['1743', '17437900', '17437a', ' 174379', '174379\n', '', 174379, null].some(isShortcode)).toBe(
      false,
    );
  });
});
