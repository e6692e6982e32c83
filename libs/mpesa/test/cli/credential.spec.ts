/** `nestjs-mpesa credential`: the built command, a real terminal, and a simulator that can decrypt what it made. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from 'daraja-simulator';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { runBin, runInTerminal, workFolder } from './bin.js';

const PASSWORD = 'Safaricom999!*!';
const CREDENTIAL = /^[A-Za-z0-9+/]{342}==$/;

let sim: Simulator;
let folder: ReturnType<typeof workFolder>;
let certificate: string;

beforeEach(async () => {
  sim = await startSimulator();
  folder = workFolder();
  certificate = folder.at('simulator.cer');
  writeFileSync(certificate, sim.certificate);
});

afterEach(async () => {
  folder.remove();
  await sim.close();
});

/** What M-Pesa says to an operator with this credential. */
async function resultWith(credential: string): Promise<number | string | null | undefined> {
  const basic = Buffer.from('sandbox-key:sandbox-secret').toString('base64');
  const oauth = `${sim.url}/oauth/v1/generate?grant_type=client_credentials`;
  const token = await fetch(oauth, { headers: { authorization: `Basic ${basic}` } });
  const { access_token: bearer } = (await token.json()) as { access_token: string };
  const asked = await fetch(`${sim.url}/mpesa/accountbalance/v1/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      Initiator: 'testapi',
      SecurityCredential: credential,
      CommandID: 'AccountBalance',
      PartyA: '600584',
      IdentifierType: '4',
      Remarks: 'balance',
      ResultURL: `${sim.url}/nobody/listens`,
      QueueTimeOutURL: `${sim.url}/nobody/listens`,
    }),
  });
  expect(asked.status).toBe(200);
  await sim.settled();
  return sim.orgRequests().at(-1)?.resultCode;
}

describe('a password that is piped in', () => {
  it('becomes a credential that M-Pesa decrypts, alone on stdout', async () => {
    const { code, stdout } = await runBin(['credential', '--certificate', certificate], {
      input: `${PASSWORD}\n`,
    });
    expect(code).toBe(0);
    expect(stdout.trimEnd()).toMatch(CREDENTIAL);
    expect(await resultWith(stdout.trim())).toBe(0);
  });

  it('becomes one that M-Pesa refuses when it is another operator’s', async () => {
    const { stdout } = await runBin(['credential', '--certificate', certificate], {
      input: 'NotHisPassword1',
    });
    expect(await resultWith(stdout.trim())).toBe(2001);
  });

  it.each([
    ['blanks at its end', `${PASSWORD} \n`, 'must not begin or end with blanks'],
    ['brackets', 'Pass(word)1', 'must not contain ( or )'],
    ['nothing', '', 'must not be empty'],
    ['two lines', 'one\ntwo\n', 'more than one line'],
    ['more than the key holds', 'x'.repeat(246), 'has at most 245 bytes'],
  ])('is refused for %s, and not repeated', async (_, input, rule) => {
    const { code, stdout, stderr } = await runBin(['credential'], { input });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(rule);
    if (input.trim() !== '') expect(stderr).not.toContain(input.trim());
  });

  it('is taken with a warning for characters that were reported to fail', async () => {
    const { code, stdout, stderr } = await runBin(['credential'], { input: 'Pass@word.1' });
    expect([code, CREDENTIAL.test(stdout.trim())]).toEqual([0, true]);
    expect(stderr).toContain(
      'Warning: the password should have no special characters other than # & % $ ! *',
    );
  });
});

describe('a password that is typed', () => {
  it('is asked for by the operator’s name and never shown on the terminal', async () => {
    const run = await runInTerminal(['credential', '--certificate', certificate, '--initiator', 'testapi'], {
      question: 'Password of testapi: ',
      keys: `wrong\u007F\u007F\u007F\u007F\u007F${PASSWORD}\r`,
    });
    if (!run)
      return console.warn(
        'no script (util-linux) here: the terminal is only the one of hidden-prompt.spec.ts',
      );
    expect(run.code).toBe(0);
    expect(run.screen).not.toMatch(/Safaricom999|wrong|\*\*\*/);
    const credential = run.screen.split(/\r?\n/).find((line) => CREDENTIAL.test(line)) ?? '';
    expect(await resultWith(credential)).toBe(0);
  });

  it('is given up with Ctrl-C, which ends the command with 130 and no credential', async () => {
    const run = await runInTerminal(['credential'], { question: 'Password of', keys: 'half\u0003' });
    if (!run) return console.warn('no script (util-linux) here');
    expect(run.code).toBe(130);
    expect(run.screen).not.toContain('half');
    expect(run.screen.split(/\r?\n/).some((line) => CREDENTIAL.test(line))).toBe(false);
  });
});

describe('what is told about the certificate', () => {
  const SANDBOX =
    'A5:42:C3:C6:7B:59:8A:33:7A:1C:C7:41:E5:43:4C:70:DE:56:50:81:E5:C8:53:E0:5A:51:C8:43:76:47:66:F0';
  const PRODUCTION =
    '94:17:91:52:12:AC:70:8D:3A:C8:2B:71:0E:71:D9:76:FA:0E:B7:83:F4:67:B1:59:C1:5A:D7:21:6E:F2:C1:6B';

  it.each([
    [[], 'apicrypt.safaricom.co.ke', 'sandbox', SANDBOX, '2014-11-12 to 2016-11-11'],
    [['--env', 'sandbox'], 'apicrypt.safaricom.co.ke', 'sandbox', SANDBOX, '2014-11-12 to 2016-11-11'],
    [
      ['--env', 'production'],
      'apigee.apicaller.safaricom.co.ke',
      'production',
      PRODUCTION,
      '2017-04-25 to 2018-03-21',
    ],
  ])(
    'with %j is its name, environment, fingerprint and validity',
    async (args, name, environment, hash, days) => {
      const { stderr } = await runBin(['credential', ...args], { input: PASSWORD });
      expect(stderr).toMatch(
        new RegExp(`Certificate +${name}\\nEnvironment +${environment}\\nSHA-256 +${hash}`),
      );
      expect(stderr).toContain(`${days} (expired; Safaricom goes on using its own all the same)`);
    },
  );

  it('with a file is read from it, PEM or DER, and its environment is unknown when it is none of Safaricom’s', async () => {
    const { fingerprint256, raw } = new X509Certificate(sim.certificate);
    const binary = folder.at('simulator.der');
    writeFileSync(binary, raw);
    for (const file of [certificate, binary]) {
      const { code, stderr } = await runBin(['credential', '--certificate', file], { input: PASSWORD });
      expect(code).toBe(0);
      expect(stderr).toContain(fingerprint256);
      expect(stderr).toContain('daraja-simulator.localhost');
      expect(stderr).toContain('unknown: none of Safaricom');
      expect(stderr).not.toContain('expired');
    }
  });

  it.each([
    ['is not there', null, 'cannot be read (ENOENT)'],
    ['is a web page', '<!doctype html><html></html>', 'is no X.509 certificate: it is a web page'],
    ['is nothing of the kind', 'hello', 'is no X.509 certificate'],
  ])('is a refusal with 2 when the file %s', async (_, text, rule) => {
    const file = folder.at('given.cer');
    if (text !== null) writeFileSync(file, text);
    const { code, stdout, stderr } = await runBin(['credential', '--certificate', file], { input: PASSWORD });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`--certificate ${file}: ${rule}`);
  });
});

describe('the command line of credential', () => {
  it.each([
    [['--password', 'x'], "Unknown option '--password'"],
    [['--env', 'moon'], '--env moon: must be sandbox or production'],
    [[PASSWORD], 'Unexpected argument'],
    [['--initiator', 'x'.repeat(51)], 'must have 1 to 50 characters'],
  ])('%j is refused with 2', async (args, sentence) => {
    const { code, stdout, stderr } = await runBin(['credential', ...args], { input: PASSWORD });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
  });

  it('refuses a certificate of the other environment', async () => {
    const { SAFARICOM_CERTIFICATES } = await import('../../src/daraja/signing/safaricom-certificates.js');
    writeFileSync(certificate, SAFARICOM_CERTIFICATES.production);
    const args = ['credential', '--certificate', certificate, '--env', 'sandbox'];
    const { code, stderr } = await runBin(args, { input: PASSWORD });
    expect(code).toBe(2);
    expect(stderr).toContain("is Safaricom's production certificate, not the sandbox one");
  });
});
