import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { SAFARICOM_CERTIFICATES } from '../daraja/signing/safaricom-certificates.js';
import { SECRET } from '../testing/in-memory/options-fixture.js';
import { optionsFromEnvironment } from './mpesa.config.js';
import { resolveOptions } from './resolve-options.js';

const around = { productionProcess: false, sharesDataSource: false, callbackPath: 'callbacks' };
const minimal = {
  MPESA_SHORTCODE: '174379',
  MPESA_CONSUMER_KEY: 'key',
  MPESA_CONSUMER_SECRET: 'secret',
  MPESA_CALLBACK_BASE_URL: 'https://pay.example.co.ke',
  MPESA_CALLBACK_SECRET: SECRET,
};

describe('optionsFromEnvironment', () => {
  it.each([
    [{ MPESA_CONFIRM: 'query' }, 'query'],
    [{ MPESA_CONFIRM_ABOVE: '5000' }, { above: 5_000 }],
    [{ MPESA_CONFIRM: 'auto', MPESA_CONFIRM_ABOVE: '5000' }, { above: 5_000 }],
    [{ MPESA_CONFIRM: 'off', MPESA_CONFIRM_ABOVE: '5000' }, 'off'],
    [{ MPESA_CONFIRM_ABOVE: 'much' }, { above: NaN }],
    [{}, undefined],
  ])('reads %j as what is to be confirmed', (env, confirm) =>
    expect(optionsFromEnvironment({ ...minimal, ...env }).confirm).toEqual(confirm),
  );

  it('reads the variables of a sandbox app into options that resolve', () => {
    const options = optionsFromEnvironment(minimal);
    expect(options).toEqual({
      environment: 'sandbox',
      shortcode: '174379',
      consumerKey: 'key',
      consumerSecret: 'secret',
      callbacks: {
        baseUrl: 'https://pay.example.co.ke',
        secret: SECRET,
      },
    });
    expect(resolveOptions(options, around).accounts.has('default')).toBe(true);
  });

  it('leaves out what is not set or empty, so that the usual error names it', () => {
    expect(optionsFromEnvironment({ ...minimal, MPESA_PASSKEY: '' })).not.toHaveProperty('passkey');
    expect(optionsFromEnvironment({})).toEqual({ environment: 'sandbox', callbacks: {} });
    expect(() => resolveOptions(optionsFromEnvironment({}), around)).toThrow(/shortcode/);
  });

  it('reads every variable', () => {
    const all = optionsFromEnvironment({
      ...minimal,
      MPESA_ENVIRONMENT: 'production',
      MPESA_ACCOUNT_TYPE: 'till',
      MPESA_TILL: '5123456',
      MPESA_PASSKEY: 'passkey',
      MPESA_C2B_VERSION: 'v1',
      MPESA_INITIATOR_NAME: 'api',
      MPESA_INITIATOR_PASSWORD: 'password',
      MPESA_INITIATOR_CERTIFICATE: SAFARICOM_CERTIFICATES.production,
      MPESA_SOURCE_ADDRESSES: 'enforce',
      MPESA_HAKIKISHA_USERNAME: 'safaricom',
      MPESA_HAKIKISHA_PASSWORD: SECRET,
      MPESA_DATABASE_URL: 'mariadb://a:b@db/mpesa',
      MPESA_JOBS_ENABLED: 'false',
      MPESA_RESTORED_BACKUP_AT: '2026-11-29T21:00:00Z',
    });
    expect(all).toMatchObject({
      restoredBackupAt: '2026-11-29T21:00:00Z',
      environment: 'production',
      type: 'till',
      till: '5123456',
      passkey: 'passkey',
      c2b: { version: 'v1' },
      initiator: {
        name: 'api',
        password: 'password',
        certificate: SAFARICOM_CERTIFICATES.production,
      },
      callbacks: { sourceAddresses: { mode: 'enforce' } },
      hakikisha: { username: 'safaricom', password: SECRET },
      storage: { type: 'mariadb', url: 'mariadb://a:b@db/mpesa' },
      jobs: { enabled: false },
    });
    expect(() => resolveOptions(all, around)).not.toThrow();
  });

  it('takes a ready-made credential in the place of a password', () => {
    const env = { ...minimal, MPESA_INITIATOR_NAME: 'api', MPESA_INITIATOR_CREDENTIAL: 'YmFzZTY0' };
    const { accounts } = resolveOptions(optionsFromEnvironment(env), around);
    expect(accounts.get('default')?.initiator).toEqual({ name: 'api', credential: 'YmFzZTY0' });
    const { MPESA_INITIATOR_CREDENTIAL: _, ...without } = env;
    expect(() => resolveOptions(optionsFromEnvironment(without), around)).toThrow(
      'initiator.password (missing): is missing. Fix: give password (and certificate), or a ready-made credential',
    );
  });

  it('takes a simulator before an environment', () => {
    const env = { ...minimal, MPESA_ENVIRONMENT: 'production', MPESA_BASE_URL: 'http://127.0.0.1:4000' };
    expect(optionsFromEnvironment(env).environment).toEqual({ baseUrl: 'http://127.0.0.1:4000' });
  });

  it('takes several secrets, separated by commas', () => {
    const env = { ...minimal, MPESA_CALLBACK_SECRET: 'newest-secret-of-all, one-of-the-older-ones' };
    expect(optionsFromEnvironment(env).callbacks.secret).toEqual([
      'newest-secret-of-all',
      'one-of-the-older-ones',
    ]);
  });

  it.each([
    ['mysql://a:b@db/mpesa', { type: 'mysql', url: 'mysql://a:b@db/mpesa' }],
    ['data/mpesa.sqlite', { type: 'better-sqlite3', database: 'data/mpesa.sqlite' }],
    ['MariaDB://a:b@db/mpesa', { type: 'mariadb', url: 'mariadb://a:b@db/mpesa' }],
    [':memory:', { type: 'better-sqlite3', database: ':memory:' }],
    ['file:data/mpesa.sqlite', { type: 'better-sqlite3', database: resolve('data/mpesa.sqlite') }],
    ['sqlite:///var/lib/mpesa.sqlite', { type: 'better-sqlite3', database: '/var/lib/mpesa.sqlite' }],
  ])('takes the database %s', (url, storage) => {
    expect(optionsFromEnvironment({ ...minimal, MPESA_DATABASE_URL: url }).storage).toEqual(storage);
  });

  it.each([
    [['true', 'TRUE', ' yes ', 'on', '1'], true],
    [['false', 'False', ' false ', '0', 'no', 'off'], false],
  ])('reads %j as %p', (words, enabled) => {
    for (const word of words)
      expect(optionsFromEnvironment({ ...minimal, MPESA_JOBS_ENABLED: word }).jobs).toEqual({ enabled });
  });

  it('refuses a word that is neither yes nor no', () => {
    for (const word of ['maybe', 'constructor', 'flase']) {
      const options = optionsFromEnvironment({ ...minimal, MPESA_JOBS_ENABLED: word });
      expect(() => resolveOptions(options, around)).toThrow(/jobs\.enabled/);
    }
  });

  it.each([
    ['"mariadb://a:hunter2@db/mpesa"', 'has quotes around it'],
    ["'data/mpesa.sqlite'", 'has quotes around it'],
    [' mariadb://a:hunter2@db/mpesa', 'has blanks or line ends around it'],
    ['data/mpesa.sqlite\n', 'has blanks or line ends around it'],
    ['postgresql://a:hunter2@db/mpesa', 'is a URL of "postgresql"'],
    ['mysql2://a:hunter2@db/mpesa', 'is a URL of "mysql2"'],
    ['jdbc:mysql://a:hunter2@db/mpesa', 'is a URL of "jdbc:mysql"'],
    ['file:mariadb+srv://a:hunter2@db/mpesa', 'is a URL of "mariadb+srv"'],
  ])('refuses the database %j, and does not tell its password', (url, rule) => {
    const read = () => optionsFromEnvironment({ ...minimal, MPESA_DATABASE_URL: url });
    expect(read).toThrow(rule);
    expect(read).toThrow('MPESA_DATABASE_URL');
    expect(read).not.toThrow('hunter2');
  });

  it('keeps a word it does not know for the error that names it', () => {
    const env = { ...minimal, MPESA_SOURCE_ADDRESSES: 'maybe', MPESA_ENVIRONMENT: 'staging' };
    expect(() => resolveOptions(optionsFromEnvironment(env), around)).toThrow(/sourceAddresses\.mode/);
  });
});
