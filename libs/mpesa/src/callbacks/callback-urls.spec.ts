import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawnPaths, drawnTexts, drawnUrls } from '../../../../test/support/drawn-texts.js';
import { callbackUrlProblems } from '../values/callback-url.js';
import { CallbackUrls, parseCallbackPath, type DoorKind } from './callback-urls.js';

const SECRET = 'a-secret-of-more-than-16-characters';
const ID = '0199a2b4-0000-7000-8000-000000000001';
/** printf 'stk\n<ID>' | openssl dgst -sha256 -hmac <SECRET>, the first 32 digits. */
const TOKEN = '560324a6ef98a3348b0c70bdb82ee29a';

const settings = { baseUrl: 'https://pay.example.co.ke/api', path: 'callbacks' };
const urls = new CallbackUrls({ ...settings, secrets: [SECRET] });
const anywhere = { callbackBaseUrl: null };
const kinds = fc.constantFrom<DoorKind>('stk', 'c2b-confirmation', 'c2b-validation', 'probe');
const subjects = fc.stringMatching(/^[\w-]{1,64}$/);

describe('callback URLs', () => {
  it('carry kind, subject and an HMAC over both', () => {
    expect(urls.urlFor('stk', ID, anywhere)).toBe(
      `https://pay.example.co.ke/api/callbacks/stk/${ID}/${TOKEN}`,
    );
    expect(urls.pathFor('stk', ID)).toBe(`stk/${ID}/${TOKEN}`);
  });

  it('of an account with a base URL of its own begin with that, and lead to the same door', () => {
    const own = urls.urlFor('stk', ID, { callbackBaseUrl: 'https://mpesa.tenant.co.ke' });
    expect(own).toBe(`https://mpesa.tenant.co.ke/callbacks/stk/${ID}/${TOKEN}`);
    const address = parseCallbackPath(own);
    expect(address !== null && urls.isGenuine(address)).toBe(true);
  });

  it('are read back and known as ours, under any prefix', () => {
    fc.assert(
      fc.property(kinds, subjects, fc.constantFrom('', '/api', '/v1/api'), (kind, subject, prefix) => {
        const address = parseCallbackPath(`${prefix}/callbacks/${urls.pathFor(kind, subject)}`);
        expect(address).toMatchObject({ kind, subject });
        expect(address !== null && urls.isGenuine(address)).toBe(true);
      }),
    );
  });

  it('are good for their own kind and subject only', () => {
    const token = urls.pathFor('stk', ID).split('/')[2] ?? '';
    expect(urls.isGenuine({ kind: 'stk', subject: ID, token })).toBe(true);
    expect(urls.isGenuine({ kind: 'c2b-confirmation', subject: ID, token })).toBe(false);
    expect(urls.isGenuine({ kind: 'stk', subject: `${ID.slice(0, -1)}2`, token })).toBe(false);
  });

  it('are no longer ours with a single digit changed, a digit less, or in capitals', () => {
    for (let place = 0; place < TOKEN.length; place++) {
      const digit = TOKEN[place] === 'a' ? 'b' : 'a';
      const token = TOKEN.slice(0, place) + digit + TOKEN.slice(place + 1);
      expect(urls.isGenuine({ kind: 'stk', subject: ID, token })).toBe(false);
    }
    for (const token of ['', TOKEN.slice(1), `${TOKEN}0`, TOKEN.toUpperCase()]) {
      expect(urls.isGenuine({ kind: 'stk', subject: ID, token })).toBe(false);
    }
  });

  it('of every listed secret are ours, and the newest signs', () => {
    const renewed = new CallbackUrls({ ...settings, secrets: ['the-newest-secret-of-all', SECRET] });
    expect(renewed.isGenuine({ kind: 'stk', subject: ID, token: TOKEN })).toBe(true);
    expect(renewed.pathFor('stk', ID)).not.toContain(TOKEN);
    const signed = parseCallbackPath(renewed.urlFor('stk', ID, anywhere));
    expect(signed !== null && renewed.isGenuine(signed)).toBe(true);
    expect(signed !== null && urls.isGenuine(signed)).toBe(false);
  });

  it('never spell a word that Safaricom refuses, in ten thousand', () => {
    fc.assert(
      fc.property(fc.uuid(), kinds, (subject, kind) => {
        expect(callbackUrlProblems(urls.urlFor(kind, subject, anywhere), { production: true })).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('parseCallbackPath', () => {
  const path = `/callbacks/stk/${ID}/${TOKEN}`;
  const address = { kind: 'stk', subject: ID, token: TOKEN };

  it.each([
    ['as it stands', path],
    ['with a slash at the end', `${path}/`],
    ['with a query', `${path}?a=1/2/3`],
    ['with a fragment', `${path}#x/y`],
    ['of a whole URL', `https://pay.example.co.ke/api${path}`],
  ])('reads a path %s', (_, url) => expect(parseCallbackPath(url)).toEqual(address));

  it.each([
    ['of another kind', `/callbacks/b2c/${ID}/${TOKEN}`],
    ['of no kind', `/${ID}/${TOKEN}`],
    ['with an empty subject', `/callbacks/stk//${TOKEN}`],
    ['with an escaped subject', `/callbacks/stk/a%2Fb/${TOKEN}`],
    ['with a subject of 65 characters', `/callbacks/stk/${'a'.repeat(65)}/${TOKEN}`],
    ['with a token in capitals', `/callbacks/stk/${ID}/${TOKEN.toUpperCase()}`],
    ['with a token that is too short', `/callbacks/stk/${ID}/${TOKEN.slice(1)}`],
    ['with something behind the token', `${path}/more`],
    ['with two slashes at the end', `${path}//`],
    ['that is empty', ''],
    ['that is a prototype', '/callbacks/__proto__/constructor/toString'],
  ])('knows nothing of a path %s', (_, url) => expect(parseCallbackPath(url)).toBeNull());

  it('never throws, and answers only what a path may name', () => {
    fc.assert(
      fc.property(fc.oneof(drawnTexts, drawnUrls, drawnPaths), (url) => {
        const read = parseCallbackPath(url);
        if (read !== null) expect(urls.isGenuine(read)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
