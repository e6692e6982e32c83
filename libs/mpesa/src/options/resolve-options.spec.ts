import { describe, expect, it } from '@jest/globals';
import { MpesaOptionsError } from '../errors/mpesa-options.error.js';
import { JOB_NAMES, type MpesaAccountOptions } from './mpesa-options.js';
import { randomBytes } from 'node:crypto';
import type { OptionSurroundings } from './option-surroundings.js';
import { given, problems, resolve, SECRET, type Loose } from '../testing/in-memory/options-fixture.js';

const callbacks = (over: Loose): Loose => ({ callbacks: { ...given.callbacks, ...over } });

describe('the defaults', () => {
  it('are all in place', () => {
    const resolved = resolve();
    expect(resolved).toMatchObject({
      baseUrl: 'https://sandbox.safaricom.co.ke',
      production: false,
      callbacks: { baseUrl: 'https://pay.example.co.ke/api', secrets: [SECRET], mode: 'log' },
      storage: { type: 'better-sqlite3', database: 'data/mpesa.sqlite' },
      validation: { acceptCode: 0, deadlineMs: 5_000, onFailure: 'accept' },
      http: { timeoutMs: 30_000 },
      prompts: { maxUnfinished: 5, onUnfinished: 'refuse' },
      reconciliation: {
        firstCheckMs: 20_000,
        intervalMs: 15_000,
        stkHorizonMs: 3_600_000,
        horizonMs: 86_400_000,
        queryRate: { perMinute: 5, burst: 1 },
      },
      events: { maxAttempts: 12, backoffMs: 1_000, handlerTimeoutMs: 30_000 },
      retentionMs: 90 * 86_400_000,
      typedReferences: 'keep',
      warnings: [],
    });
    expect(resolved.accounts.get('default')).toMatchObject({
      type: 'paybill',
      till: null,
      confirm: { mode: 'auto', aboveCents: 2_000_000 },
      c2b: { version: 'v2', responseType: 'Completed' },
      b2c: { version: 'v3', fallbackToV1: false },
      pochi: { path: 'b2pochi' },
      initiator: null,
      initiators: {},
      callbackBaseUrl: null,
      billManager: { prefix: '/v1/billmanager-invoice', cancelBulk: 'cancel-bulk-invoices', appKey: null },
      ratiba: { variant: 'portal-2025' },
      limits: {
        stkPush: { min: 1, max: 250_000 },
        c2b: { min: 1, max: 250_000 },
        b2c: { min: 10, max: 250_000 },
      },
    });
    expect(resolved.callbacks.addresses.contains('196.201.214.200')).toBe(true);
    expect(resolved.callbacks.addresses.contains('203.0.113.9')).toBe(false);
  });

  it('ask more often in production', () => {
    const storage = { type: 'mysql', url: 'mysql://a:b@db/mpesa' };
    const resolved = resolve({ environment: 'production', storage });
    expect(resolved).toMatchObject({
      baseUrl: 'https://api.safaricom.co.ke',
      production: true,
      reconciliation: { queryRate: { perMinute: 30, burst: 3 } },
    });
  });

  it('take the list of addresses for complete where Safaricom may be real, and calls from nowhere else', () => {
    const isComplete = (environment: unknown) => resolve({ environment }).callbacks.listIsComplete;
    expect(isComplete({ baseUrl: 'https://uat.safaricom.co.ke' })).toBe(true);
    expect(isComplete({ baseUrl: 'http://127.0.0.1:4010' })).toBe(false);
    expect(isComplete('sandbox')).toBe(false);
  });

  it('give way to what is set', () => {
    const resolved = resolve({
      environment: { baseUrl: 'http://127.0.0.1:4000/' },
      confirm: 'query',
      c2b: { version: 'v1', responseType: 'Cancelled' },
      limits: { stkPush: { max: 70_000 } },
      ...callbacks({
        secret: [SECRET, `${SECRET}-of-old`],
        sourceAddresses: { mode: 'enforce', addresses: ['10.0.0.0/8'] },
      }),
      validation: { acceptCode: '0', deadlineMs: 7_500, onFailure: 'reject' },
      retention: { days: 1, references: 'digest' },
      events: { maxAttempts: 1 },
    });
    expect(resolved).toMatchObject({
      baseUrl: 'http://127.0.0.1:4000',
      callbacks: { secrets: [SECRET, `${SECRET}-of-old`], mode: 'enforce' },
      validation: { acceptCode: '0', deadlineMs: 7_500, onFailure: 'reject' },
      retentionMs: 86_400_000,
      typedReferences: 'digest',
      events: { maxAttempts: 1, backoffMs: 1_000 },
    });
    expect(resolved.accounts.get('default')).toMatchObject({
      confirm: { mode: 'query' },
      c2b: { version: 'v1', responseType: 'Cancelled' },
      limits: { stkPush: { min: 1, max: 70_000 }, c2b: { max: 250_000 } },
    });
    expect(resolved.callbacks.addresses.contains('10.1.2.3')).toBe(true);
    expect(resolved.callbacks.addresses.contains('196.201.214.200')).toBe(false);
  });

  it.each([
    ['auto', { mode: 'auto', aboveCents: 2_000_000 }],
    [{ above: 500 }, { mode: 'auto', aboveCents: 50_000 }],
    ['query', { mode: 'query', aboveCents: 2_000_000 }],
    ['off', { mode: 'off', aboveCents: 2_000_000 }],
  ])('have successes confirmed as is said: %j', (confirm, expected) =>
    expect(resolve({ confirm }).accounts.get('default')?.confirm).toEqual(expected),
  );

  const cyclic: Loose = {};
  cyclic.above = cyclic;

  it.each([
    ['the figure', { confirm: { above: -4 } }, 'confirm', '{"above":-4}'],
    ['a figure that is none', { confirm: { above: NaN } }, 'confirm', '{"above":NaN}'],
    ['a text', { confirm: { above: '20000' } }, 'confirm', '{"above":"20000"}'],
    ['a long text', { confirm: { above: '2'.repeat(99) } }, 'confirm', `{"above":"${'2'.repeat(70)}…`],
    ['no secret beside it', { confirm: { above: 500, passkey: 'hush' } }, 'confirm', '{"above":500,…}'],
    ['no secret instead of it', { confirm: { passkey: 'hush' } }, 'confirm', '(an object)'],
    ['no object in it', { confirm: { above: { passkey: 'hush' } } }, 'confirm', '(an object)'],
    ['a bigint in it', { confirm: { above: 10n } }, 'confirm', '(an object)'],
    ['a list', { confirm: ['off'] }, 'confirm', '(an object)'],
    ['an object within itself', { confirm: cyclic }, 'confirm', '(an object)'],
    ['a function', { confirm: () => 'off' }, 'confirm', '(a function)'],
    ['a bigint', { confirm: 10n }, 'confirm', '10n'],
    ['a symbol', { shortcode: Symbol('174379') }, 'shortcode', 'Symbol(174379)'],
    ['a function elsewhere', { shortcode: () => '174379' }, 'shortcode', '(a function)'],
    ['a bigint elsewhere', { shortcode: 174379n }, 'shortcode', '174379n'],
  ])('say what was given, whatever it is: %s', (_, over: Loose, option, value) =>
    expect(problems(over)).toEqual([expect.objectContaining({ option, value })]),
  );

  it('run every job, unless all or one are switched off', () => {
    const all = (jobs?: unknown) => resolve({ jobs }).jobs;
    expect(JOB_NAMES.filter((name) => all()[name].enabled)).toEqual([...JOB_NAMES]);
    expect(JOB_NAMES.filter((name) => all({ enabled: false })[name].enabled)).toEqual([]);
    const some = all({ inbox: { enabled: false }, outbox: { cron: '*/9 * * * * *' } });
    expect(JOB_NAMES.filter((name) => !some[name].enabled)).toEqual(['inbox']);
    expect(some.outbox.cron).toBe('*/9 * * * * *');
  });
});

describe('accounts', () => {
  const till: MpesaAccountOptions = { type: 'till', shortcode: '600001', till: '5123456' };

  it('inherit key and secret of the app, and stand beside the one at the top level', () => {
    const { accounts } = resolve({
      accounts: { shop: till, own: { shortcode: '600002', consumerKey: 'own' } },
    });
    expect([...accounts.keys()]).toEqual(['default', 'shop', 'own']);
    expect(accounts.get('shop')).toMatchObject({
      type: 'till',
      till: '5123456',
      passkey: null,
      consumerKey: 'consumer-key',
      consumerSecret: 'consumer-secret',
    });
    expect(accounts.get('own')).toMatchObject({ consumerKey: 'own', consumerSecret: 'consumer-secret' });
  });

  it('may all be named', () => {
    const { accounts } = resolve({ shortcode: undefined, passkey: undefined, accounts: { shop: till } });
    expect([...accounts.keys()]).toEqual(['shop']);
  });

  it('have each a number of its own, because callbacks are told apart by it', () => {
    expect(problems({ accounts: { again: { shortcode: '174379' } } })).toEqual([
      {
        option: 'accounts.again',
        value: '"174379"',
        rule: 'is also the number of account default',
        fix: 'one account per number',
      },
    ]);
  });
});

describe('what is refused', () => {
  it.each([
    ['https://api.safaricom.co.ke', "'production'"],
    ['https://sandbox.safaricom.co.ke', "'sandbox'"],
  ])('%s, with the name to give', (baseUrl, fix) => {
    expect(problems({ environment: { baseUrl } })).toMatchObject([
      { option: 'environment', value: `"${baseUrl}"`, fix },
    ]);
  });

  it.each<[string, Loose, string, string | RegExp]>([
    ['no environment', { environment: undefined }, 'environment', /empty/],
    ['an environment nobody knows', { environment: 'staging' }, 'environment', 'is none of those we know'],
    ['a simulator without URL', { environment: {} }, 'environment', 'is none of those we know'],
    [
      'a simulator that is no URL',
      { environment: { baseUrl: 'localhost:4000' } },
      'environment',
      'is none of those we know',
    ],
    ...['https://api.safaricom.co.ke', 'https://API.safaricom.co.ke.:443/'].map(
      (baseUrl): [string, Loose, string, string] => [
        `Safaricom’s own production as ${baseUrl}`,
        { environment: { baseUrl } },
        'environment',
        'is Safaricom’s own, whose rules its name brings',
      ],
    ),
    [
      'Safaricom’s own sandbox as a simulator',
      { environment: { baseUrl: 'https://Sandbox.Safaricom.co.ke/mpesa' } },
      'environment',
      'is Safaricom’s own, whose rules its name brings',
    ],
    ['no shortcode', { shortcode: undefined }, 'shortcode', 'must be 5 to 7 digits'],
    ['a shortcode that is a number', { shortcode: 174379 }, 'shortcode', 'must be 5 to 7 digits'],
    ['a shortcode of 4 digits', { shortcode: '1743' }, 'shortcode', 'must be 5 to 7 digits'],
    ['a shortcode of 8 digits', { shortcode: '17437900' }, 'shortcode', 'must be 5 to 7 digits'],
    ['a till of letters', { type: 'till', till: 'five' }, 'till', 'must be 5 to 7 digits'],
    ['a till without till number', { type: 'till' }, 'till', 'is missing'],
    ['a till number of a pay bill', { till: '5123456' }, 'till', 'only a till has one'],
    ['an account type nobody knows', { type: 'bank' }, 'type', /must be one of/],
    ['no consumer key', { consumerKey: undefined }, 'consumerKey', /must be a string|not be empty/],
    ['an empty consumer secret', { consumerSecret: '' }, 'consumerSecret', /not be empty/],
    ['an empty passkey', { passkey: '' }, 'passkey', /not be empty/],
    ['a C2B version nobody knows', { c2b: { version: 'v3' } }, 'c2b.version', /must be one of/],
    [
      'a response type in capitals',
      { c2b: { responseType: 'COMPLETED' } },
      'c2b.responseType',
      /must be one of/,
    ],
    ['a Bill Manager without slash', { billManager: { prefix: 'v1/bills' } }, 'billManager.prefix', /path/],
    ['a version of Ratiba nobody knows', { ratiba: { variant: '2027' } }, 'ratiba.variant', /must be one of/],
    [
      'an account name of 65 characters',
      { accounts: { ['x'.repeat(65)]: { shortcode: '600001' } } },
      'accounts',
      /1 to 64 characters/,
    ],
    ['an initiator without password', { initiator: { name: 'api' } }, 'initiator.password', /./],
    ['a gap fill of words', { gapFill: { enabled: 'yes' } }, 'gapFill.enabled', /must be a boolean/],
    ['a look back of days', { gapFill: { lookbackMs: 3e8 } }, 'gapFill.lookbackMs', /greater than 172800000/],
    [
      'a gap fill of a till whose store has another',
      {
        accounts: {
          one: { type: 'till', shortcode: '600001', till: '5123456', gapFill: { enabled: true } },
          two: { type: 'till', shortcode: '600001', till: '5123457' },
        },
      },
      'accounts.one.gapFill.enabled',
      /cannot tell the tills of a shared store number apart/,
    ],
    ['a limit of cents', { limits: { stkPush: { min: 0.5 } } }, 'limits.stkPush.min', /less than 1/],
    ['limits the wrong way round', { limits: { c2b: { min: 9, max: 8 } } }, 'limits.c2b', 'min is above max'],
    ['another confirmation', { confirm: true }, 'confirm', /must be one of/],
    ['another confirmation', { confirm: { above: 0 } }, 'confirm', /must be one of/],
    ['another confirmation', { confirm: { above: 99.5 } }, 'confirm', /must be one of/],
    ['another confirmation', { confirm: { above: '20000' } }, 'confirm', /must be one of/],
    ['another confirmation', { confirm: { above: 20_000, below: 1 } }, 'confirm', /must be one of/],
    ['no callbacks', { callbacks: undefined }, 'callbacks', /./],
    ['no callback URL', callbacks({ baseUrl: undefined }), 'callbacks.baseUrl', /./],
    [
      'a callback URL that Safaricom refuses',
      callbacks({ baseUrl: 'https://pay.example.co.ke/mpesa' }),
      'callbacks.baseUrl',
      /must not contain "mpesa"/,
    ],
    [
      'a callback URL with a query',
      callbacks({ baseUrl: 'https://pay.example.co.ke/?a=1' }),
      'callbacks.baseUrl',
      /query string/,
    ],
    ['no secret', callbacks({ secret: undefined }), 'callbacks.secret', /not be empty/],
    [
      'a short secret',
      callbacks({ secret: 'fifteen letters' }),
      'callbacks.secret',
      'must be a long string or a list of them',
    ],
    [
      'a list with a short secret',
      callbacks({ secret: [SECRET, 'short'] }),
      'callbacks.secret',
      'must be a long string or a list of them',
    ],
    [
      'an empty list of secrets',
      callbacks({ secret: [] }),
      'callbacks.secret',
      'must be a long string or a list of them',
    ],
    [
      'a secret that is a number',
      callbacks({ secret: 1234567890123456 }),
      'callbacks.secret',
      'must be a long string or a list of them',
    ],
    [
      'an address mode nobody knows',
      callbacks({ sourceAddresses: { mode: 'on' } }),
      'callbacks.sourceAddresses.mode',
      /must be one of/,
    ],
    [
      'an address that is none',
      callbacks({ sourceAddresses: { addresses: ['nowhere'] } }),
      'callbacks.sourceAddresses.addresses',
      /nowhere/,
    ],
    ['another database', { storage: { type: 'postgres' } }, 'storage.type', /must be one of/],
    [
      'a SQLite database without file',
      { storage: { type: 'better-sqlite3' } },
      'storage.database',
      'is missing',
    ],
    [
      'a SQLite file that is a URL with a password',
      { storage: { type: 'better-sqlite3', database: 'postgres://root:hunter2@host/db' } },
      'storage.database',
      /is a URL of "postgres".*/,
    ],
    [
      'a SQLite file in quotes',
      { storage: { type: 'better-sqlite3', database: '"data/mpesa.sqlite"' } },
      'storage.database',
      /has quotes around it/,
    ],
    ['a MySQL database without URL', { storage: { type: 'mysql' } }, 'storage.url', 'is missing'],
    [
      'a MySQL URL without database',
      { storage: { type: 'mysql', url: 'mysql://host' } },
      'storage.url',
      'must be a database URL',
    ],
    [
      'a pool of nothing',
      { storage: { type: 'mysql', url: 'mysql://a@b/c', poolSize: 0 } },
      'storage.poolSize',
      /./,
    ],
    [
      'an accept code nobody takes',
      { validation: { acceptCode: '00' } },
      'validation.acceptCode',
      /must be one of/,
    ],
    [
      'a validator slower than Safaricom waits',
      { validation: { deadlineMs: 8_000 } },
      'validation.deadlineMs',
      /7500/,
    ],
    ['no attempts', { events: { maxAttempts: 0 } }, 'events.maxAttempts', /./],
    ['a duration as text', { http: { timeoutMs: '30s' } }, 'http.timeoutMs', /less than 100/],
    [
      'a query rate without burst',
      { reconciliation: { queryRate: { perMinute: 5 } } },
      'reconciliation.queryRate.burst',
      /./,
    ],
    [
      'a cron that is none',
      { jobs: { inbox: { cron: 'often' } } },
      'jobs.inbox.cron',
      'is no cron expression',
    ],
    ['a job nobody knows', { jobs: { coffee: {} } }, 'jobs.coffee', 'is not an option'],
    ['an option nobody knows', { sandbox: true }, 'sandbox', 'is not an option'],
    ['structure among the options', { isGlobal: true }, 'isGlobal', 'is not an option'],
    [
      'an account option nobody knows',
      { accounts: { shop: { shortcode: '600001', pass: 'x' } } },
      'accounts.shop.pass',
      'is not an option',
    ],
  ])('%s', (_, over, option, rule) => {
    const found = problems(over).find((one) => one.option === option);
    expect(found?.rule).toEqual(typeof rule === 'string' ? rule : expect.stringMatching(rule));
    expect(found?.fix).toMatch(/\w/);
  });

  it('no secret of exactly 16 characters, as long as it is random', () => {
    const secret = randomBytes(12).toString('hex').slice(0, 16);
    const simulated = { environment: { baseUrl: 'http://127.0.0.1:4010' } };
    expect(problems({ ...simulated, ...callbacks({ secret }) })).toEqual([]);
  });

  it.each<[string, Loose, Partial<OptionSurroundings>]>([
    ['in the sandbox', { environment: 'sandbox' }, {}],
    ['in production', { environment: 'production' }, {}],
    ['at a host of Safaricom', { environment: { baseUrl: 'https://uat.safaricom.co.ke' } }, {}],
    ['through a proxy on the internet', { environment: { baseUrl: 'https://proxy.example' } }, {}],
    ['at an address on the internet', { environment: { baseUrl: 'http://196.201.214.200:8080' } }, {}],
    [
      'in a process of production, whatever it talks to',
      {
        environment: { baseUrl: 'https://proxy.example' },
        storage: { type: 'better-sqlite3', database: '/x' },
      },
      { productionProcess: true },
    ],
  ])('a secret that everybody knows, %s', (_, where, around) => {
    const weak = ['change-me-before-anything-real', 'for the simulator only', 'aaaaaaaaaaaaaaaa'];
    for (const secret of [...weak, ...weak.map((old) => [SECRET, old])]) {
      expect(problems({ ...where, ...callbacks({ secret }) }, around)).toMatchObject([
        {
          option: 'callbacks.secret',
          rule: 'is published or easily guessed',
          fix: 'what `npx nestjs-mpesa secret` prints, for each',
        },
      ]);
    }
  });

  it('such a secret against a simulator', () => {
    const here = ['127.0.0.1:4010', 'localhost', '[::1]:4010', '10.1.2.3', 'simulator:4010', 'sim.internal'];
    for (const host of here) {
      const simulated = { environment: { baseUrl: `http://${host}` } };
      expect(problems({ ...simulated, ...callbacks({ secret: 'for the simulator only' }) })).toEqual([]);
    }
  });

  it('a production process without a named database', () => {
    expect(problems({}, { productionProcess: true })).toMatchObject([
      { option: 'storage', value: '(missing)' },
    ]);
    expect(problems({}, { productionProcess: true, sharesDataSource: true })).toEqual([]);
  });

  it.each<[string, (text: string) => Loose]>([
    ['consumerKey', (consumerKey) => ({ consumerKey })],
    ['consumerSecret', (consumerSecret) => ({ consumerSecret })],
    ['passkey', (passkey) => ({ passkey })],
    ['initiator.name', (name) => ({ initiator: { name, password: 'Safaricom999!*!' } })],
    ['initiator.password', (password) => ({ initiator: { name: 'api', password } })],
    ['initiator.credential', (credential) => ({ initiator: { name: 'api', credential } })],
    ['billManager.appKey', (appKey) => ({ billManager: { appKey } })],
    ['callbacks.secret', (secret) => callbacks({ secret })],
    ['callbacks.secret', (secret) => callbacks({ secret: [SECRET, secret] })],
    ['hakikisha.password', (password) => ({ hakikisha: { username: 'safaricom', password } })],
  ])('%s with what a file or a page put around it', (option, over) => {
    for (const text of [`"${SECRET}"`, `'${SECRET}'`, ` ${SECRET}`, `${SECRET}\n`, `${SECRET}\u00a0`]) {
      expect(problems(over(text))).toEqual([
        expect.objectContaining({ option, rule: expect.stringMatching(/(quotes|blanks).* around it$/) }),
      ]);
    }
  });

  it('a production process whose file depends on where it is started', () => {
    const at = (database: string, productionProcess = true) =>
      problems({ storage: { type: 'better-sqlite3', database } }, { productionProcess });
    expect(at('data/mpesa.sqlite')).toMatchObject([
      { option: 'storage.database', rule: expect.stringContaining('is a relative path') },
    ]);
    for (const database of ['/var/lib/mpesa.sqlite', ':memory:']) expect(at(database)).toEqual([]);
    expect(at('data/mpesa.sqlite', false)).toEqual([]);
  });

  it('a production that Safaricom cannot reach', () => {
    const baseUrls = ['http://pay.example.co.ke', 'https://localhost', 'https://x.ngrok-free.app'];
    for (const baseUrl of baseUrls) {
      const found = problems({ environment: 'production', ...callbacks({ baseUrl }) });
      expect(found).toMatchObject([{ option: 'callbacks.baseUrl' }]);
    }
  });

  it('a route that Safaricom would not call', () => {
    expect(problems({}, { callbackPath: 'sql' })).toMatchObject([
      { option: 'callbacks.baseUrl', value: '"https://pay.example.co.ke/api/sql"' },
    ]);
  });
});

describe('the error', () => {
  it('lists all that is wrong at once', () => {
    const found = problems({ shortcode: '1', consumerKey: '', validation: { onFailure: 'maybe' } });
    expect(found.map(({ option }) => option).sort()).toEqual([
      'consumerKey',
      'shortcode',
      'validation.onFailure',
    ]);
  });

  it.each<[string, Loose]>([
    ['a passkey', { passkey: { hunter2: 'hunter2' } }],
    ['a password that is a number', { initiator: { name: 'api', password: 424242 } }],
    ['a short callback secret', callbacks({ secret: 'hunter2' })],
    ['one of several secrets', callbacks({ secret: ['hunter2', SECRET] })],
    ['a database URL', { storage: { type: 'mysql', url: 'mysql://root:hunter2@host' } }],
    [
      'a URL in the place of a path',
      { storage: { type: 'better-sqlite3', database: 'pg://root:hunter2@host' } },
    ],
    ['a password under a misspelt name', { initiator: { name: 'api', password: 'p', pasword: 'hunter2' } }],
    ['a secret under a name nobody knows', { pass: 'hunter2' }],
  ])('never shows %s', (_, over) => {
    expect(() => resolve(over)).toThrow(MpesaOptionsError);
    try {
      resolve(over);
    } catch (error) {
      expect(String(error) + JSON.stringify(error)).not.toMatch(/hunter2|424242/);
    }
  });

  it('shows what is no secret, and how long a secret was', () => {
    expect(problems({ shortcode: '12' })).toMatchObject([{ value: '"12"' }]);
    expect(problems(callbacks({ secret: 'short' }))).toMatchObject([{ value: '(5 characters, hidden)' }]);
  });
});

describe('warnings', () => {
  it('tell of money by hand that nobody will confirm, and of nothing where an operator can ask', () => {
    const operator = { name: 'clerk', credential: 'c2VjcmV0' };
    const fix =
      'confirm: payments that customers make by hand count without being confirmed; name an initiator for status';
    expect(resolve({ confirm: 'query' }).warnings).toEqual([fix]);
    for (const operators of [{ initiator: operator }, { initiators: { status: operator } }])
      expect(resolve({ confirm: 'query', ...operators }).warnings).toEqual([]);
    expect(resolve({ confirm: 'query', initiators: { b2c: operator } }).warnings).toEqual([fix]);
    expect(resolve({ confirm: 'off' }).warnings).toEqual([]);
  });

  it('tell of a public tunnel outside production, which is not refused', () => {
    const { warnings } = resolve(callbacks({ baseUrl: 'https://abc.ngrok-free.app' }));
    expect(warnings).toEqual([
      'callbacks.baseUrl https://abc.ngrok-free.app/callbacks must not lead through ngrok-free.app, a public tunnel or request tester',
    ]);
  });
});

describe('the backup that the database comes from', () => {
  it.each([
    ['2026-11-29T21:00:00Z', Date.UTC(2026, 10, 29, 21)],
    ['2026-11-30T00:00:00.250+03:00', Date.UTC(2026, 10, 29, 21, 0, 0, 250)],
    ['2026-11-29T21:00Z', Date.UTC(2026, 10, 29, 21)],
  ])('is of the time %s', (restoredBackupAt, at) => {
    expect(resolve({ restoredBackupAt }).restoredBackupAt).toBe(at);
  });

  it.each(['2026-11-29T21:00:00', '2026-11-29', 'yesterday', '2026-13-29T21:00:00Z', 1_795_219_200_000])(
    'is refused without a clear time: %s',
    (restoredBackupAt) => {
      expect(problems({ restoredBackupAt }).map(({ option, rule }) => [option, rule])).toEqual([
        ['restoredBackupAt', 'must be a time with its zone'],
      ]);
    },
  );

  it('is none unless it is told', () => {
    expect(resolve().restoredBackupAt).toBeNull();
  });
});
