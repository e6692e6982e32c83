import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { MpesaOptionsError } from 'nestjs-mpesa';
import { SettingError } from './setting.error.js';
import { ordersBeside, readSettings } from './shop-settings.js';

const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const before = { ...process.env };

beforeEach(() => {
  for (const name of Object.keys(process.env))
    if (/^(MPESA_|SIM_|SHOP_|HOST$|PORT$|TRUSTED_PROXIES$)/.test(name)) delete process.env[name];
});
afterEach(() => void (process.env = { ...before }));

describe('the settings of the shop', () => {
  it('lead to a simulator on this machine when nothing is set', () => {
    expect(readSettings()).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      environment: 'simulator',
      simulatorUrl: 'http://127.0.0.1:4010',
      mpesa: {
        environment: { baseUrl: 'http://127.0.0.1:4010' },
        shortcode: '174379',
        callbacks: { baseUrl: 'http://127.0.0.1:3000' },
        storage: { type: 'better-sqlite3', database: 'data/mpesa.sqlite' },
      },
      orders: { type: 'better-sqlite3', database: 'data/mpesa.orders.sqlite' },
    });
  });

  it('are made up for the simulator only: Safaricom gets what was said, and nothing else', () => {
    Object.assign(process.env, { MPESA_ENVIRONMENT: 'sandbox', MPESA_CONSUMER_KEY: 'mine' });
    const { mpesa, simulatorUrl } = readSettings();
    expect(mpesa).toMatchObject({ environment: 'sandbox', consumerKey: 'mine', callbacks: {} });
    expect(mpesa.passkey).toBeUndefined();
    expect(simulatorUrl).toBeNull();
  });

  it('give orders a SQLite file of their own, and share a MySQL database', () => {
    expect(ordersBeside({ type: 'better-sqlite3', database: 'a.db' })).toMatchObject({
      database: 'a.db.orders.sqlite',
    });
    const mysql = { type: 'mysql', url: 'mysql://x' } as const;
    expect(ordersBeside(mysql)).toBe(mysql);
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['MPESA_ENVIRONMENT', 'test'],
  ])('refuse %s=%s by name', (name, value) => {
    process.env[name] = value;
    expect(() => readSettings()).toThrow(SettingError);
    expect(() => readSettings()).toThrow(`${name}=${value} is refused`);
  });

  it('refuse a key to the shopkeeper’s list that an address cannot take, or that anybody guesses, and do not print it', () => {
    expect(readSettings().listKey).toBeNull();
    const good = randomBytes(16).toString('base64url');
    process.env['SHOP_LIST_KEY'] = good;
    expect(readSettings().listKey).toBe(good);
    for (const bad of ['short', 'with a blank in it?', 'aaaaaaaaaaaaaaaa', 'x'.repeat(201)]) {
      process.env['SHOP_LIST_KEY'] = bad;
      expect(() => readSettings()).toThrow(/^SHOP_LIST_KEY=… is refused: .*npx nestjs-mpesa secret/);
    }
  });

  it('refuse a list of proxies that names everybody', () => {
    process.env['TRUSTED_PROXIES'] = '10.1.2.3';
    expect(readSettings().trustedProxies).toEqual(['10.1.2.3']);
    process.env['TRUSTED_PROXIES'] = 'true';
    expect(() => readSettings()).toThrow(MpesaOptionsError);
    expect(() => readSettings()).toThrow('TRUSTED_PROXIES "true": must be');
  });
});

it('never lead to a simulator in production', () => {
  process.env.NODE_ENV = 'production';
  expect(() => readSettings()).toThrow('MPESA_ENVIRONMENT=simulator is refused');
  process.env.MPESA_ENVIRONMENT = 'production';
  expect(readSettings().environment).toBe('production');
});

it.each(['sandbox', 'production'])('never lead to a simulator that is called %s', (environment) => {
  Object.assign(process.env, { MPESA_ENVIRONMENT: environment, MPESA_BASE_URL: 'http://127.0.0.1:4010' });
  const refusal = `MPESA_BASE_URL=http://127.0.0.1:4010 is refused: is for MPESA_ENVIRONMENT=simulator, not ${environment}; take MPESA_BASE_URL out`;
  for (const mode of ['development', 'production']) {
    process.env.NODE_ENV = mode;
    expect(() => readSettings()).toThrow(refusal);
  }
});

describe('.env.example', () => {
  const example = read('.env.example');

  it('names every setting that the library and the simulator read', () => {
    const code = ['libs/mpesa/src/options/mpesa.config.ts', 'libs/daraja-simulator/src/main.ts']
      .map(read)
      .join();
    const known = new Set(code.match(/\b(MPESA|SIM)_[A-Z0-9_]+[A-Z0-9]\b/g));
    expect(known.size).toBeGreaterThan(15);
    const named = new Set([...example.matchAll(/^(?:# )?([A-Z0-9_]+)=/gm)].map(([, name]) => name));
    expect([...known].filter((name) => !named.has(name))).toEqual([]);
  });

  it('changes nothing when it is copied as it is', () => {
    const usual = readSettings();
    Object.assign(process.env, parseEnv(example));
    const copied = readSettings();
    expect(copied).toEqual({
      ...usual,
      mpesa: {
        ...usual.mpesa,
        type: 'paybill',
      },
    });
  });
});
