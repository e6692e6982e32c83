import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MpesaModule, MpesaOptionsError, type MpesaOptions } from 'nestjs-mpesa';
import { RecordingLogger } from '../../support/recording-logger.js';
import { testDatabase } from '../../support/test-app.js';

const environment = { ...process.env };
afterEach(() => {
  process.env = { ...environment };
});

/** Options without fault, which any test spoils in one place. */
const good = {
  environment: 'sandbox',
  consumerKey: 'a-consumer-key',
  consumerSecret: 'a-consumer-secret',
  shortcode: '174379',
  passkey: 'a-passkey',
  callbacks: { baseUrl: 'https://pay.example.co.ke', secret: randomBytes(32).toString('hex') },
  storage: { type: 'better-sqlite3', database: ':memory:' },
  jobs: { enabled: false },
} as const satisfies MpesaOptions;
const callbacks = good.callbacks;

/** What the start says, and what it writes into the log. */
async function startWith(options: unknown): Promise<{ error: unknown; log: RecordingLogger }> {
  const log = new RecordingLogger();
  const imports = [MpesaModule.forRootAsync({ useFactory: () => options as MpesaOptions })];
  const starting = NestFactory.createApplicationContext(
    { module: class {}, imports },
    { logger: log, abortOnError: false },
  );
  const error = await starting.then(
    async (app) => (await app.close(), null),
    (thrown: unknown) => thrown,
  );
  return { error, log };
}

async function problemsOf(options: unknown): Promise<string[]> {
  const { error } = await startWith(options);
  if (error !== null && !(error instanceof MpesaOptionsError)) throw error;
  return error?.message.split('\n').slice(1) ?? [];
}

const WRONG: ReadonlyArray<[what: string, spoilt: object, line: RegExp]> = [
  [
    'an unknown environment',
    { environment: 'staging' },
    /^- environment "staging": .*Fix: 'sandbox', 'production' or/,
  ],
  ['no environment', { environment: undefined }, /^- environment \(missing\)/],
  ['a shortcode of four digits', { shortcode: '1743' }, /^- shortcode "1743": must be 5 to 7 digits\. Fix:/],
  [
    'a shortcode of eight digits',
    { shortcode: '17437900' },
    /^- shortcode "17437900": must be 5 to 7 digits/,
  ],
  [
    'a shortcode that is a number',
    { shortcode: 174379 },
    /^- shortcode 174379: must be 5 to 7 digits\. Fix: .*as a string/,
  ],
  [
    'no consumer key',
    { consumerKey: undefined },
    /^- consumerKey \(missing\): .*Fix: the consumer key of the Daraja app/,
  ],
  ['a till without till number', { type: 'till' }, /^- till \(missing\): is missing\. Fix: the till number/],
  [
    'a pay bill with a till number',
    { till: '300584' },
    /^- till "300584": only a till has one\. Fix: set type: 'till'/,
  ],
  [
    'an initiator password with a blank at its end',
    { initiator: { name: 'api', password: 'Safaricom999 ' } },
    /^- initiator\.password \(13 characters, hidden\): must have no blanks, line ends or quotes around it/,
  ],
  [
    'an initiator password with parentheses',
    { accounts: { payroll: { shortcode: '600996', initiator: { name: 'api', password: '(secret)' } } } },
    /^- accounts\.payroll\.initiator\.password \(8 characters, hidden\): must not contain \( or \)/,
  ],
  [
    'a certificate that nobody can read',
    { initiator: { name: 'api', password: 'Safaricom999', certificate: '/nowhere/certificate.pem' } },
    /^- initiator\.certificate "\/nowhere\/certificate\.pem": .*cannot be read.*Fix: PEM text/,
  ],
  ['an unknown account type', { type: 'shop' }, /^- type "shop": .*Fix: 'paybill' or 'till'/],
  [
    'limits the wrong way round',
    { limits: { c2b: { min: 9, max: 5 } } },
    /^- limits\.c2b .*9…5.*: min is above max/,
  ],
  ['a limit in cents', { limits: { c2b: { min: 1.5 } } }, /^- limits\.c2b\.min 1\.5: .*Fix: whole shillings/],
  ['no callback URL', { callbacks: { secret: callbacks.secret } }, /^- callbacks\.baseUrl \(missing\)/],
  [
    'a callback URL that is none',
    { callbacks: { ...callbacks, baseUrl: 'pay.example' } },
    /^- callbacks\.baseUrl .*absolute/,
  ],
  [
    'a word Safaricom refuses',
    { callbacks: { ...callbacks, baseUrl: 'https://mpesa.example.com' } },
    /"mpesa": Safaricom refuses/,
  ],
  [
    'a query string',
    { callbacks: { ...callbacks, baseUrl: 'https://a.example.com/?x=1' } },
    /must not have a query string/,
  ],
  [
    'no callback secret',
    { callbacks: { baseUrl: callbacks.baseUrl } },
    /^- callbacks\.secret \(missing\).*npx nestjs-mpesa secret/,
  ],
  [
    'a short secret',
    { callbacks: { ...callbacks, secret: 'short' } },
    /^- callbacks\.secret \(5 characters, hidden\)/,
  ],
  [
    'a short secret in a list',
    { callbacks: { ...callbacks, secret: [callbacks.secret, 'short'] } },
    /^- callbacks\.secret/,
  ],
  [
    'a secret that stands in this repository',
    { callbacks: { ...callbacks, secret: 'change-me-before-anything-real' } },
    /^- callbacks\.secret \(30 characters, hidden\): is published or easily guessed\. Fix: what `npx nestjs-mpesa secret` prints/,
  ],
  [
    'a guessed secret behind a good one',
    { callbacks: { ...callbacks, secret: [callbacks.secret, 'aaaaaaaaaaaaaaaa'] } },
    /^- callbacks\.secret .* is published or easily guessed/,
  ],
  [
    'a guessed password for Hakikisha',
    { hakikisha: { username: 'safaricom', password: 'password1234' } },
    /^- hakikisha\.password \(12 characters, hidden\): is published or easily guessed/,
  ],
  [
    'no address',
    { callbacks: { ...callbacks, sourceAddresses: { addresses: ['10.0.0.300'] } } },
    /^- callbacks\.sourceAddresses\.addresses .*"10\.0\.0\.300"/,
  ],
  [
    'an unknown mode',
    { callbacks: { ...callbacks, sourceAddresses: { mode: 'on' } } },
    /^- callbacks\.sourceAddresses\.mode "on"/,
  ],
  ['a database of another make', { storage: { type: 'postgres' } }, /^- storage\.type "postgres"/],
  ['a database without URL', { storage: { type: 'mariadb' } }, /^- storage\.url \(missing\)/],
  [
    'a database URL without database',
    { storage: { type: 'mysql', url: 'mysql://u:p@h' } },
    /^- storage\.url \(13 characters, hidden\)/,
  ],
  [
    'a cron that is none',
    { jobs: { inbox: { cron: 'often' } } },
    /^- jobs\.inbox\.cron "often": is no cron expression/,
  ],
  ['an unknown job', { jobs: { inbocks: { enabled: false } } }, /^- jobs\.inbocks .*is not an option/],
  [
    'a validator given too long',
    { validation: { deadlineMs: 9_000 } },
    /^- validation\.deadlineMs 9000: .*Fix: below the 8 s/,
  ],
  ['no retention', { retention: { days: 0 } }, /^- retention\.days 0:/],
  ['a misspelt option', { pass_key: 'oops' }, /^- pass_key .*is not an option/],
  [
    'an account of the wrong shape',
    { accounts: { school: { shortcode: '1' } } },
    /^- accounts\.school\.shortcode "1"/,
  ],
  [
    'two accounts with one number',
    { accounts: { twin: { shortcode: '174379' } } },
    /^- accounts\.twin "174379": is also the number of account default/,
  ],
];

describe('the start is stopped by', () => {
  it('nothing, when the options are good', async () => {
    expect(await problemsOf(good)).toEqual([]);
  });

  it.each(WRONG)('%s', async (_what, spoilt, line) => {
    expect(await problemsOf({ ...good, ...spoilt })).toEqual([expect.stringMatching(line)]);
  });

  it('options that are none at all', async () => {
    for (const options of [undefined, null, 4711]) {
      expect((await problemsOf(options)).join()).toMatch(/environment \(missing\)/);
    }
  });

  it.each(['isGlobal', 'dataSource', 'routes'])('%s among the options, which is structure', async (key) => {
    const [line, ...others] = await problemsOf({ ...good, [key]: key === 'isGlobal' ? true : 'default' });
    expect(line).toMatch(new RegExp(`^- ${key} .*stands at the top level of forRoot and forRootAsync`));
    expect(others).toEqual([]);
  });
});

describe('one error', () => {
  it('lists every wrong option at once, whatever kind of rule it breaks', async () => {
    const lines = await problemsOf({
      ...good,
      shortcode: '12',
      till: '300584',
      callbacks: { baseUrl: 'https://mpesa.example.com', secret: 'short', sourceAddresses: { mode: 'on' } },
      storage: { type: 'mariadb' },
      jobs: { outbox: { cron: 'often' } },
      accounts: { school: { shortcode: '600000', type: 'till' } },
    });
    expect(lines.map((line) => line.split(' ')[1]).sort()).toEqual([
      'accounts.school.till',
      'callbacks.baseUrl',
      'callbacks.secret',
      'callbacks.sourceAddresses.mode',
      'jobs.outbox.cron',
      'shortcode',
      'storage.url',
      'till',
    ]);
    expect(lines.every((line) => line.includes('Fix: '))).toBe(true);
  });

  it('shows no secret', async () => {
    const { error } = await startWith({
      ...good,
      consumerSecret: 4_711_081_511,
      passkey: { text: 'hush-hush-passkey' },
      callbacks: { ...callbacks, secret: 'hush-hush' },
      storage: { type: 'mysql', url: 'mysql://root:hush-hush@db' },
      initiator: { name: 'api', password: 12_345_678 },
    });
    expect(String(error)).toContain('hidden');
    expect(String(error)).not.toMatch(/hush|4711081511|12345678/);
  });
});

describe('in production', () => {
  it('a process must name its storage', async () => {
    process.env.NODE_ENV = 'production';
    const { storage: _none, ...rest } = good;
    const named = /^- storage \(missing\): must be named in production\. Fix: .*dataSource: 'default'/;
    expect(await problemsOf(rest)).toEqual([expect.stringMatching(named)]);
    expect(await problemsOf(good)).toEqual([]);
  });

  it.each([
    ['http', 'http://pay.example.co.ke', /must be https in production/],
    ['a private host', 'https://10.1.2.3', /public internet/],
    ['a name of the local network', 'https://pay.local', /public internet/],
    ['a tunnel', 'https://abc.ngrok-free.app', /ngrok-free\.app, a public tunnel/],
    ['a request tester', 'https://webhook.site', /webhook\.site, a public tunnel or request tester/],
  ])('%s is no callback URL', async (_what, baseUrl, rule) => {
    const options = { ...good, environment: 'production', callbacks: { ...callbacks, baseUrl } };
    expect(await problemsOf(options)).toEqual([expect.stringMatching(rule)]);
  });
});

describe('in the sandbox', () => {
  it('a tunnel is taken with a warning', async () => {
    const options = { ...good, callbacks: { ...callbacks, baseUrl: 'https://abc.ngrok-free.app' } };
    const { error, log } = await startWith(options);
    expect(error).toBeNull();
    expect(log.of('warn')).toEqual([expect.stringMatching(/abc\.ngrok-free\.app.*public tunnel/)]);
  });

  it('a word that Safaricom refuses in routes.path is refused here too', async () => {
    const { storage } = await testDatabase('sqlite');
    const imports = [MpesaModule.forRoot({ ...good, storage, routes: { path: 'mpesa/hooks' } })];
    const starting = NestFactory.createApplicationContext(
      { module: class {}, imports },
      { logger: false, abortOnError: false },
    );
    await expect(starting).rejects.toThrow(/callbacks\.baseUrl .*\/mpesa\/hooks.*"mpesa"/);
  });
});
