import { describe, expect, it } from '@jest/globals';
import { constantTimeEqual } from './constant-time.js';
import { maskNumbers, maskPhone, redactSecrets } from './redact.js';

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
    ['{"phone":"0708374149","amount":150000}', '{"phone":"07****49","amount":150000}'],
  ])('are masked: %s', (text, shown) => expect(maskNumbers(text)).toBe(shown));

  it.each([
    '150000',
    'ORDER-17',
    'UKL7RT61SV',
    'receipt UKL0000001',
    '01900000-0000-7000-8000-000000000000',
    '2026-11-21T09:00:00.000Z',
  ])('are told apart from %s', (text) => expect(maskNumbers(text)).toBe(text));
});
