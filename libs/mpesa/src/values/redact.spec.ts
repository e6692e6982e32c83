import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { constantTimeEqual } from './constant-time.js';
import { maskNumbers } from './mask-numbers.js';
import { maskPhone, redactSecrets } from './redact.js';

const TOKEN = 'c9SQxWWhmdVRlyh0zh8gZDTkubVF';

describe('redactSecrets', () => {
  it.each([
    [`Authorization: Bearer ${TOKEN}`],
    [`authorization: basic ${Buffer.from(TOKEN).toString('base64')}`],
    [`Error Occurred - Invalid Access Token - ${TOKEN}`],
    [`{"access_token":"${TOKEN}","expires_in":"3599"}`],
    [`{"Password": "${TOKEN}"}`],
    [`{"SecurityCredential":"${TOKEN}`],
    [`{"consumerSecret":"a\\"${TOKEN}"}`],
    ...['refresh_token', 'consumerKey', 'consumer_secret', 'passkey', 'secret', 'Authorization'].map(
      (key) => [JSON.stringify({ [key]: TOKEN })],
    ),
  ])('takes the secret out of %s', (text) => {
    const clean = redactSecrets(text);
    expect(clean).toContain('[redacted]');
    expect(clean).not.toContain(TOKEN);
    expect(clean).not.toContain(Buffer.from(TOKEN).toString('base64'));
  });

  it('leaves what is no secret, such as why a token was refused', () => {
    const text = 'Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found';
    expect(redactSecrets(text)).toBe(text);
    for (const words of ['Invalid Access Token', 'Invalid Access Token - expired', 'Access Token expired'])
      expect(redactSecrets(words)).toBe(words);
    expect(redactSecrets('{"ResponseCode":"0"}')).toBe('{"ResponseCode":"0"}');
  });
});

describe('masks', () => {
  it('show enough of a phone to tell two payers apart', () => {
    expect(maskPhone('254708374149')).toBe('2547****149');
    expect(['1234', '12345678'].map(maskPhone)).toEqual(['****', '****']);
  });
});

describe('constantTimeEqual', () => {
  it('tells equal texts from others of any length', () => {
    expect(constantTimeEqual('abc', 'abc')).toBe(true);
    expect(constantTimeEqual('abc', 'abd')).toBe(false);
    expect(constantTimeEqual('abc', 'abcd')).toBe(false);
    expect(constantTimeEqual('', 'a')).toBe(false);
  });
});

describe('numbers that may be somebody’s', () => {
  it.each([
    ['0708374149', '07****49'],
    ['phone +254 708-374-149 or 12345678', 'phone +25****49 or 12****78'],
    ['(0708) 374 149', '(07****49'],
    ['٠٧٠٨٣٧٤١٤٩', '٠٧****٤٩'],
    ['ws_CO_30112026165349052708374149', 'ws_CO_30****49'],
    ['0708 - 374 - 149', '07****49'],
    ['+255 (708) - (374) - 149', '+25****49'],
    ['0708-37-41-49', '07****49'],
    ['0708/374/149', '07****49'],
    ['0708_374_149', '07****49'],
    ['0708,374,149', '07****49'],
    ['0\u200b7\u200b0\u200b8\ufeff3\u20607\u00ad4149', '07****49'],
    ['0\ufe0f\u20e37083 – 74149', '07****49'],
    ['{"phone":"0708\\n374\\u00a0149"}', '{"phone":"07****49"}'],
    ['Mobile0708-374-149 or TEL0708374-149', 'Mobile07****49 or TEL07****49'],
    ['0708374149 2026-11-21', '07****21'],
    ['2026-11-21-708', '20****08'],
    ['2026-13-21, 2026-11-32', '20****32'],
    ['𝟎𝟕𝟎𝟖𝟑𝟕𝟒𝟏𝟒𝟗', '𝟎𝟕****𝟒𝟗'],
    ['{"phone":"0708374149","amount":150000}', '{"phone":"07****49","amount":150000}'],
  ])('are masked: %s', (text, shown) => expect(maskNumbers(text)).toBe(shown));

  it.each([
    '150000',
    'ORDER-17',
    'UKL7RT61SV',
    'receipt UKL0000001',
    '01900000-0000-7000-8000-000000000000',
    '2026-11-21T09:00:00.000Z',
    '2026-11-21T09:00:00.000+03:00',
    'from 2026-11-21 09:00:00 to 2026-11-22',
    '21/11/2026, 09:00:00',
    '0190abcd-1234-7123-8123-1234567890ab',
    '{"amount":150000,"days":31,"minutes":2000}',
  ])('are told apart from %s', (text) => expect(maskNumbers(text)).toBe(text));

  it('show four digits, however they are written', () => {
    const gap = fc.stringMatching(
      /^[ \t\n.,:;/\\|_()[\]<>*#~'’+=\-\u2010-\u2015\u00a0\u200b-\u200f\u2060\ufeff\u00ad]{0,6}$/,
    );
    const digits = fc
      .tuple(
        fc.constantFrom('0', '254', '+254', '00254', '+254 (0)', '(+254) ', ''),
        fc.stringMatching(/^[17][0-9]{8}$/),
      )
      .map((parts) => [...parts.join('')]);
    const phone = fc
      .tuple(digits, fc.array(gap, { minLength: 20, maxLength: 20 }), fc.boolean())
      .map(([chars, gaps, inJson]) => {
        const text = chars
          .map((char, index) => char + (index === chars.length - 1 ? '' : gaps[index]))
          .join('');
        return inJson ? JSON.stringify(text) : text;
      });
    const words = fc.constantFrom(
      '',
      'Mobile',
      'tel',
      'TEL:',
      'phone ',
      ' or ',
      'ws_CO_',
      'T',
      'UKL',
      '"',
      '-',
      ', ',
    );
    fc.assert(
      fc.property(words, phone, words, (before, number, after) => {
        const shown = maskNumbers(`${before}${number}${after}`);
        expect(shown.match(/\d/g)).toHaveLength(4);
      }),
      { numRuns: 2_000 },
    );
  });
});
