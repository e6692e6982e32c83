import { describe, expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { decryptCredential } from '../src/security/simulator-keys.js';
import { describeInBrowser, useBrowser } from './support/browser.js';
import { useStage } from './support/stage.js';

/** DARAJA-FACTS 6.3, computed there with openssl. */
const SANDBOX =
  'A5:42:C3:C6:7B:59:8A:33:7A:1C:C7:41:E5:43:4C:70:DE:56:50:81:E5:C8:53:E0:5A:51:C8:43:76:47:66:F0';
const PRODUCTION =
  '94:17:91:52:12:AC:70:8D:3A:C8:2B:71:0E:71:D9:76:FA:0E:B7:83:F4:67:B1:59:C1:5A:D7:21:6E:F2:C1:6B';

describe('the pages of the tools', () => {
  const stage = useStage();

  it.each(['/tools', '/tools/callback-tester', '/tools/credential', '/tools/try'])(
    '%s loads nothing from elsewhere and runs nothing inline',
    async (path) => {
      const { status, headers, text } = await stage.daraja.call(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(status).toBe(200);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    },
  );

  it('keeps the page with the password from connecting to anything', async () => {
    const { headers } = await stage.daraja.call('/tools/credential');
    expect(headers.get('content-security-policy')).toContain("connect-src 'none'");
  });

  it('ships the two certificates of Safaricom whose fingerprints are known, and its own', async () => {
    const { text } = await stage.daraja.call('/tools/scripts/certificates.js');
    const certificates = JSON.parse(text.slice(text.indexOf('['), text.lastIndexOf(']') + 1)) as {
      environment: string;
      pem: string;
    }[];
    const prints = certificates.map(({ environment, pem }) => [
      environment,
      new X509Certificate(pem).fingerprint256,
    ]);
    expect(prints).toEqual([
      ['simulator', new X509Certificate(stage.sim.certificate).fingerprint256],
      ['sandbox', SANDBOX],
      ['production', PRODUCTION],
    ]);
  });

  it('answers an unknown tool in its own words, not in those of Daraja', async () => {
    for (const path of ['/tools/nothing', '/tools/scripts/nothing.js', '/tools/scripts/..%2findex.html']) {
      const { status, body } = await stage.daraja.call(path);
      expect([path, status, body['field']]).toEqual([path, 404, 'path']);
    }
  });
});

describeInBrowser('the tools in a browser', () => {
  const stage = useStage();
  const screen = useBrowser();

  it('are reached from the page with the phones', async () => {
    const page = await screen.open(stage.sim.url);
    await page.getByRole('link', { name: 'Tools' }).click();
    await page.getByRole('link', { name: 'Callback tester' }).first().click();
    expect(await page.title()).toBe('Callback tester – Daraja simulator');
    expect(screen.complaints).toEqual([]);
  });

  it('test a callback URL by keyboard alone', async () => {
    stage.host.answer('/hook', { ok: true });
    const page = await screen.open(`${stage.sim.url}/tools/callback-tester`);
    await page.getByLabel('URL', { exact: true }).focus();
    await page.keyboard.type(stage.host.url('/hook'));
    await page.keyboard.press('Enter');
    await page.getByTestId('answer-queue-timeout').waitFor();
    expect(await page.getByTestId('rule-https').innerText()).toContain('Production takes https only');
    expect(await page.getByTestId('answer-c2b-validation').innerText()).toContain('has no ResultCode');
    expect(await page.getByTestId('answer-stk-success').innerText()).toMatch(
      /200\s+\d+ ms of 8 s\s+Good Taken/,
    );
    expect(await page.getByTestId('notice').innerText()).toContain('6 of 7 answers are good');
    expect(stage.host.at('/hook')).toHaveLength(7);
    expect(screen.complaints).toEqual([]);
  });

  it('encrypt a password so that only the holder of the key reads it, and connect to nothing', async () => {
    const page = await screen.open(`${stage.sim.url}/tools/credential`);
    await page.getByTestId('certificate').waitFor();
    await page.getByText(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/).waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    expect(await page.getByTestId('certificate-facts').innerText()).toContain(
      new X509Certificate(stage.sim.certificate).fingerprint256,
    );

    await page.getByLabel('Initiator password').fill('Safaricom999!*!');
    await page.keyboard.press('Enter');
    const credential = await page.getByTestId('credential').inputValue();
    expect(credential).toHaveLength(344);
    expect(decryptCredential(credential)).toBe('Safaricom999!*!');
    expect(await page.getByLabel('Initiator password').inputValue()).toBe('');

    const stored = await page.evaluate(
      '[localStorage.length, sessionStorage.length, document.cookie.length, location.href]',
    );
    expect(stored).toEqual([0, 0, 0, `${stage.sim.url}/tools/credential`]);
    const escaped = await page.evaluate(`fetch('/sim/health').then(() => 'out', () => 'kept in')`);
    expect(escaped).toBe('kept in');
    expect(asked).toEqual([]);
  });

  it('name the environment of a certificate, also of a pasted one, and never show a credential of another', async () => {
    const page = await screen.open(`${stage.sim.url}/tools/credential`);
    const facts = page.getByTestId('certificate-facts');
    await page.getByTestId('certificate').selectOption('sandbox');
    expect(await facts.innerText()).toMatch(new RegExp(`sandbox[^]*${SANDBOX}[^]*2014-11-12 to 2016-11-11`));
    await page.getByLabel('Initiator password').fill('abc');
    await page.getByRole('button', { name: 'Encrypt' }).click();
    expect(await page.getByTestId('credential').inputValue()).toHaveLength(344);

    await page.getByTestId('certificate').selectOption('production');
    expect(await page.getByTestId('credential').inputValue()).toBe('');
    expect(await facts.innerText()).toMatch(new RegExp(`production[^]*${PRODUCTION}`));

    await page.getByTestId('certificate').selectOption('own');
    await page.getByLabel('as text').fill(stage.sim.certificate);
    expect(await facts.innerText()).toContain('simulator');
    await page.getByLabel('as text').fill('<html>');
    expect(await page.getByTestId('notice').innerText()).toContain('This is no certificate');

    const der = new X509Certificate(stage.sim.certificate).raw;
    await page.getByLabel('A certificate file').setInputFiles({ name: 'a.cer', mimeType: '', buffer: der });
    await facts.getByText('CN=daraja-simulator.localhost').waitFor();
    expect(screen.complaints).toEqual([]);
  });

  it('refuse to encrypt what M-Pesa refuses, and doubt what it may not understand', async () => {
    const page = await screen.open(`${stage.sim.url}/tools/credential`);
    const encrypt = async (password: string): Promise<string[]> => {
      await page.getByLabel('Initiator password').fill(password);
      await page.getByRole('button', { name: 'Encrypt' }).click();
      return [
        await page.getByTestId('notice').innerText(),
        await page.getByTestId('credential').inputValue(),
      ];
    };
    expect(await encrypt('secret ')).toEqual([expect.stringContaining('white space'), '']);
    expect(await encrypt('sec(ret')).toEqual([expect.stringContaining('refuses ( and )'), '']);
    const [doubt, credential] = await encrypt('sec@ret');
    expect(doubt).toContain('@');
    expect(decryptCredential(credential ?? '')).toBe('sec@ret');
  });
});
