import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../usage.error.js';
import { readOrder } from './read-settings.js';

const noCertificate = async (): Promise<string> => 'the certificate of the simulator';
const nobody = () => ({});
const sandbox = { consumerKey: 'key', consumerSecret: 'secret' };

const simulator = (...args: string[]) =>
  readOrder(['--env', 'simulator', ...args], () => {
    throw new Error('the environment is not to be read');
  }).settings(noCertificate);
const onSandbox = (account: Parameters<typeof readOrder>[1], ...args: string[]) =>
  readOrder(['--env', 'sandbox', ...args], account).settings(noCertificate);

describe('the settings of a run on the simulator', () => {
  it('are the world it starts with, whatever the environment says', async () => {
    expect(await simulator()).toMatchObject({
      app: { baseUrl: 'http://127.0.0.1:4010', consumerKey: 'sandbox-key', consumerSecret: 'sandbox-secret' },
      shortcode: '174379',
      c2bShortcode: '600984',
      b2cShortcode: '600584',
      phone: '254708374149',
      phoneAnswers: true,
      operator: { name: 'testapi', certificate: 'the certificate of the simulator' },
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
    const initiator = { name: 'me', password: 'mine', certificate: 'PEM' };
    const account = () => ({ ...sandbox, shortcode: '600123', passkey: 'p', initiator });
    expect(await onSandbox(account)).toMatchObject({
      app: { baseUrl: 'https://sandbox.safaricom.co.ke', ...sandbox },
      shortcode: '600123',
      passkey: 'p',
      c2bShortcode: '600123',
      b2cShortcode: '600123',
      operator: initiator,
      callbacks: null,
      phoneAnswers: false,
    });
  });

  it('are without an operator when there is no password', async () => {
    expect((await onSandbox(() => sandbox, '--initiator', 'testapi')).operator).toBeNull();
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
    expect(await onSandbox(() => sandbox, ...args)).toMatchObject({
      callbacks: { baseUrl: 'https://pay.example.co.ke/hooks', port: 8080 },
      phoneAnswers: true,
    });
  });
});

describe('a command line that is wrong', () => {
  it.each([
    [[], '--env is missing'],
    [['--env', 'production'], '--env production: must be simulator or sandbox'],
    [['--env', 'sandbox'], 'MPESA_CONSUMER_KEY and MPESA_CONSUMER_SECRET'],
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
    expect(() => readOrder(args, nobody)).toThrow(UsageError);
    expect(() => readOrder(args, nobody)).toThrow(sentence);
  });
});
