import { describe, expect, it } from '@jest/globals';
import { SAFARICOM_CERTIFICATES } from '../../daraja/signing/safaricom-certificates.js';
import type { MpesaAccountOptions } from '../../options/mpesa-options.js';
import { UsageError } from '../usage.error.js';
import { readOrder } from './read-settings.js';

const PEM = SAFARICOM_CERTIFICATES.sandbox;
const CREDENTIAL = /^[A-Za-z0-9+/]{342}==$/;
const simulatorCertificate = async (): Promise<string> => PEM;
const sandbox = { consumerKey: 'key', consumerSecret: 'secret' };

const simulator = (...args: string[]) => {
  const account = (): never => {
    throw new Error('the environment is not to be read');
  };
  return readOrder(['--env', 'simulator', ...args], { account, simulatorCertificate }).settings();
};
const onSandbox = (account: Partial<MpesaAccountOptions>, ...args: string[]) =>
  readOrder(['--env', 'sandbox', ...args], { account: () => account, simulatorCertificate }).settings();

describe('the settings of a run on the simulator', () => {
  it('are the world it starts with, whatever the environment says', async () => {
    expect(await simulator()).toMatchObject({
      app: { baseUrl: 'http://127.0.0.1:4010', consumerKey: 'sandbox-key', consumerSecret: 'sandbox-secret' },
      shortcode: '174379',
      c2bShortcode: '600984',
      b2cShortcode: '600584',
      phone: '254708374149',
      phoneAnswers: true,
      operator: { name: 'testapi', certificate: PEM, credential: expect.stringMatching(CREDENTIAL) },
      callbacks: { baseUrl: null, port: 0 },
      waitMs: 30_000,
    });
  });

  it('are what the command line says instead', async () => {
    const args =
      '--base-url http://127.0.0.1:9 --phone 0722000000 --c2b-shortcode 600000 --wait 2 --only stk,c2b';
    expect(await simulator(...args.split(' '))).toMatchObject({
      app: { baseUrl: 'http://127.0.0.1:9' },
      phone: '254722000000',
      c2bShortcode: '600000',
      waitMs: 2_000,
      subjects: ['stk', 'c2b'],
    });
  });
});

describe('the settings of a run on the sandbox', () => {
  it('come from the account of the environment', async () => {
    const initiator = { name: 'me', password: 'mine' };
    const account = { ...sandbox, shortcode: '600123', passkey: 'p', initiator };
    expect(await onSandbox(account)).toMatchObject({
      app: { baseUrl: 'https://sandbox.safaricom.co.ke', ...sandbox },
      shortcode: '600123',
      passkey: 'p',
      c2bShortcode: '600123',
      b2cShortcode: '600123',
      operator: { name: 'me', certificate: PEM, credential: expect.stringMatching(CREDENTIAL) },
      callbacks: null,
      phoneAnswers: false,
    });
  });

  it('take a credential that is ready as it is', async () => {
    const initiator = { name: 'me', credential: 'ready' };
    expect((await onSandbox({ ...sandbox, initiator })).operator).toMatchObject({ credential: 'ready' });
  });

  it('are without an operator when the environment has none, or no password', async () => {
    expect((await onSandbox(sandbox, '--initiator', 'testapi')).operator).toBeNull();
    const initiator = { name: 'me' } as MpesaAccountOptions['initiator'];
    expect((await onSandbox({ ...sandbox, initiator })).operator).toBeNull();
  });

  it('refuse the certificate of production', async () => {
    const initiator = { name: 'me', password: 'mine', certificate: SAFARICOM_CERTIFICATES.production };
    const refusal = onSandbox({ ...sandbox, initiator });
    await expect(refusal).rejects.toThrow(UsageError);
    await expect(refusal).rejects.toThrow("is the certificate of Safaricom's production");
  });

  it('take a callback URL together with the port it leads to', async () => {
    const args = [
      '--callback-url',
      'https://pay.example.co.ke/hooks/',
      '--listen',
      '8080',
      '--phone',
      '0722000000',
    ];
    expect(await onSandbox(sandbox, ...args)).toMatchObject({
      callbacks: { baseUrl: 'https://pay.example.co.ke/hooks', port: 8080 },
      phoneAnswers: true,
    });
  });
});

describe('a command line that is wrong', () => {
  it.each([
    [[], '--env is missing'],
    [['--env', 'production'], '--env production: must be simulator or sandbox'],
    [['--env', 'sandbox'], 'MPESA_CONSUMER_KEY or --consumer-key is missing'],
    [['--env', 'sandbox', '--consumer-key', 'k'], 'MPESA_CONSUMER_SECRET or --consumer-secret is missing'],
    [
      ['--env', 'sandbox', '--consumer-key', 'k', '--consumer-secret', 's', '--shortcode', '600123'],
      'MPESA_PASSKEY or --passkey is missing',
    ],
    [['--env', 'simulator', '--loud'], "Unknown option '--loud'"],
    [['--env', 'simulator', 'now'], "Unexpected argument 'now'"],
    [['--env', 'simulator', '--phone', '12345'], '--phone 12345: must be a Kenyan mobile number'],
    [['--env', 'simulator', '--shortcode', '12'], '--shortcode 12: must have 5 to 7 digits'],
    [['--env', 'simulator', '--wait', '0'], '--wait 0: must be a whole number from 1 to 3600'],
    [['--env', 'simulator', '--listen', '70000'], '--listen 70000: must be a whole number from 0 to 65535'],
    [['--env', 'simulator', '--only', 'stk,tea'], '--only tea: must be some of authentication, stk'],
    [['--env', 'simulator', '--base-url', 'localhost:4010'], '--base-url localhost:4010: must be an http'],
    [['--env', 'simulator', '--callback-url', 'https://a.example/mpesa'], 'must not contain "mpesa"'],
    [['--env', 'simulator', '--callback-url', 'https://a.example/x'], '--callback-url needs --listen PORT'],
    [
      ['--env', 'simulator', '--certificate', '/nowhere.cer'],
      '--certificate /nowhere.cer: cannot be read (ENOENT)',
    ],
  ])('%j is refused by a sentence that names what', (args, sentence) => {
    const read = () => readOrder(args, { account: () => ({}), simulatorCertificate });
    expect(read).toThrow(UsageError);
    expect(read).toThrow(sentence);
  });
});
