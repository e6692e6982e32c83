import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificateEnvironment } from '../daraja/signing/certificate-environment.js';
import { SAFARICOM_CERTIFICATES } from '../daraja/signing/safaricom-certificates.js';
import { createSecurityCredential } from '../daraja/signing/security-credential.js';
import { problems, resolve, type Loose } from '../testing/in-memory/options-fixture.js';

describe('initiators', () => {
  const initiator = (over: Loose = {}): Loose => ({
    initiator: { name: 'api', password: 'Safaricom999!*!', ...over },
  });
  const simulator = { environment: { baseUrl: 'http://127.0.0.1:4010' } };
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-certificate-'));
  const path = join(folder, 'certificate.pem');
  const html = join(folder, 'certificate.html');
  writeFileSync(path, SAFARICOM_CERTIFICATES.sandbox);
  writeFileSync(html, '<html></html>');
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[string, unknown]>([
    ['as PEM text', SAFARICOM_CERTIFICATES.sandbox],
    ['as a path', path],
    ['as { path }', { path }],
    ['that is left out', undefined],
  ])('take a certificate %s', (_, certificate) => {
    const { accounts } = resolve(initiator({ certificate }));
    expect(accounts.get('default')?.initiator).toEqual({
      name: 'api',
      password: 'Safaricom999!*!',
      certificate: SAFARICOM_CERTIFICATES.sandbox,
    });
  });

  const oneLine = SAFARICOM_CERTIFICATES.sandbox.trim();
  const bare = oneLine.replaceAll(/-----[^-]+-----/g, '').trim();
  it.each<[string, string | Buffer]>([
    ['on one line, with \\n as two characters', oneLine.replaceAll('\n', '\\n')],
    ['on one line, with blanks', oneLine.replaceAll('\n', ' ')],
    ['as base64 without head and foot', bare],
    ['as base64 on one line', bare.replaceAll('\n', '')],
    ['with Windows line ends behind a byte order mark', `\ufeff${oneLine.replaceAll('\n', '\r\n')}`],
    ['in UTF-16', Buffer.from(`\ufeff${oneLine}`, 'utf16le')],
    ['in UTF-16 without a mark', Buffer.from(oneLine, 'utf16le')],
    ['in UTF-16, big-endian', Buffer.from(`\ufeff${oneLine}`, 'utf16le').swap16()],
    ['as DER', Buffer.from(bare, 'base64')],
  ])('take a certificate %s', (_, handedOn) => {
    const file = join(folder, 'handed-on');
    writeFileSync(file, handedOn);
    for (const certificate of [file, ...(typeof handedOn === 'string' ? [handedOn] : [])]) {
      const { accounts } = resolve(initiator({ certificate }));
      const { certificate: pem = '' } = {
        ...(accounts.get('default')?.initiator as { certificate?: string }),
      };
      expect(certificateEnvironment(pem)).toBe('sandbox');
      expect(createSecurityCredential('Safaricom999!*!', pem)).toHaveLength(344);
    }
  });

  it('may be others for some products, and for some accounts', () => {
    const reverser = { name: 'reverser', credential: 'YmFzZTY0' };
    const { accounts } = resolve({
      ...initiator(),
      accounts: { shop: { shortcode: '600001', initiators: { reversal: reverser } } },
    });
    expect(accounts.get('default')).toMatchObject({ initiator: { name: 'api' }, initiators: {} });
    expect(accounts.get('shop')).toMatchObject({ initiator: null, initiators: { reversal: reverser } });
  });

  it.each<[string, Loose, string, RegExp]>([
    ['blanks before the password', initiator({ password: ' Safaricom999' }), 'initiator.password', /blanks/],
    [
      'a line end after the password',
      initiator({ password: 'Safaricom999\n' }),
      'initiator.password',
      /blanks/,
    ],
    [
      'a credential in the place of the password',
      initiator({ password: 'ab/+'.repeat(86) }),
      'initiator.password',
      /is a SecurityCredential/,
    ],
    [
      'a private key in the place of the certificate',
      initiator({ certificate: '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----' }),
      'initiator.certificate',
      /no X\.509 certificate: it holds a RSA PRIVATE KEY/,
    ],
    ['an opening parenthesis', initiator({ password: 'Safaricom(' }), 'initiator.password', /\( or \)/],
    ['a closing parenthesis', initiator({ password: 'Saf)aricom' }), 'initiator.password', /\( or \)/],
    ['a name of 51 characters', initiator({ name: 'x'.repeat(51) }), 'initiator.name', /more than 50/],
    [
      'a password and a credential',
      initiator({ credential: 'YQ==' }),
      'initiator.credential',
      /beside a password/,
    ],
    ['neither', { initiator: { name: 'api' } }, 'initiator.password', /is missing/],
    [
      "production's certificate in the sandbox",
      initiator({ certificate: SAFARICOM_CERTIFICATES.production }),
      'initiator.certificate',
      /of Safaricom's production, not of its sandbox/,
    ],
    [
      'a path that leads nowhere',
      initiator({ certificate: join(folder, 'none') }),
      'initiator.certificate',
      /ENOENT/,
    ],
    [
      'a file that is no certificate',
      initiator({ certificate: { path: html } }),
      'initiator.certificate',
      /no X\.509 certificate/,
    ],
    [
      'a text that only looks like PEM',
      initiator({ certificate: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----' }),
      'initiator.certificate',
      /no X\.509 certificate/,
    ],
    [
      'a number as certificate',
      initiator({ certificate: 7 }),
      'initiator.certificate',
      /a text or \{ path \}/,
    ],
    [
      'no certificate for a simulator',
      { ...simulator, ...initiator() },
      'initiator.certificate',
      /must be given/,
    ],
    [
      'a password that the key cannot hold',
      initiator({ password: 'x'.repeat(246) }),
      'initiator.certificate',
      /at most 245 bytes/,
    ],
    [
      'an operator of one product with blanks',
      { initiators: { b2c: { name: 'api', password: 'x ' } } },
      'initiators.b2c.password',
      /blanks/,
    ],
    [
      'a product nobody has',
      { initiators: { airtime: { name: 'a', credential: 'b' } } },
      'initiators.airtime',
      /no/,
    ],
  ])('are refused with %s', (_, over, option, rule) => {
    const [problem, ...others] = problems(over);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ option, rule: expect.stringMatching(rule) });
  });

  it('take any certificate for a simulator, and one that nobody knows for Safaricom', () => {
    const certificate = SAFARICOM_CERTIFICATES.production;
    expect(problems({ ...simulator, ...initiator({ certificate }) })).toEqual([]);
  });

  it('never show a password or a credential', () => {
    const found = problems(initiator({ password: 'Secret(word)', credential: undefined }));
    expect(found[0]?.value).toBe('(12 characters, hidden)');
    expect(problems(initiator({ credential: 'YQ==' }))[0]?.value).toBe('(4 characters, hidden)');
  });

  it('warn of special characters that were reported to fail, and of no others', () => {
    expect(resolve(initiator({ password: 'Aa1#&%$!*' })).warnings).toEqual([]);
    for (const password of ['pass@word', 'pass.word', 'pass word', 'pässword']) {
      expect(resolve(initiator({ password })).warnings).toEqual([
        expect.stringMatching(
          /^initiator\.password should have no special characters other than # & % \$ ! \*/,
        ),
      ]);
      expect(resolve(initiator({ password })).warnings[0]).not.toContain(password);
    }
  });
});

describe('the callback URL of an account', () => {
  it('follows the rules of all callback URLs', () => {
    const own = (callbackBaseUrl: string, environment = 'sandbox'): Loose => ({
      environment,
      storage: { type: 'mysql', url: 'mysql://a:b@db/mpesa' },
      accounts: { shop: { shortcode: '600001', callbackBaseUrl } },
    });
    const { accounts } = resolve(own('https://shop.example.co.ke/api/'));
    expect(accounts.get('shop')?.callbackBaseUrl).toBe('https://shop.example.co.ke/api');
    expect(accounts.get('default')?.callbackBaseUrl).toBeNull();
    expect(problems(own('http://shop.example.co.ke', 'production'))).toMatchObject([
      {
        option: 'accounts.shop.callbackBaseUrl',
        value: '"http://shop.example.co.ke/callbacks"',
        rule: expect.stringMatching(/https/),
      },
    ]);
    expect(problems(own('https://shop.example.co.ke/mpesa', 'production'))[0]?.option).toBe(
      'accounts.shop.callbackBaseUrl',
    );
  });
});
