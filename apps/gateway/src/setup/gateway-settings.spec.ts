import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { MpesaOptionsError } from 'nestjs-mpesa';
import { gatewayBeside, readSettings } from './gateway-settings.js';
import { SettingError } from './setting.error.js';

const before = { ...process.env };
const LONG = 'x'.repeat(32);
const newSecret = (): string => randomBytes(32).toString('hex');

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (/^(MPESA_|SIM_|GATEWAY_|NODE_ENV$)/.test(name)) delete process.env[name];
  }
});
afterEach(() => void (process.env = { ...before }));

describe('the settings of the gateway', () => {
  it('lead to a simulator on this machine when nothing is set, with nothing opened that is not asked for', () => {
    expect(readSettings()).toMatchObject({
      host: '127.0.0.1',
      port: 3100,
      environment: 'simulator',
      simulatorUrl: 'http://127.0.0.1:4010',
      mpesa: { shortcode: '174379', storage: { type: 'better-sqlite3', database: 'data/gateway.sqlite' } },
      storage: { type: 'better-sqlite3', database: 'data/gateway.clients.sqlite' },
      adminKey: null,
      ratePerMinute: 600,
      unknownAccount: 'accept',
      allowPrivateAddresses: false,
    });
  });

  it('make nothing up for Safaricom: without a secret of its own the gateway does not start', () => {
    process.env['MPESA_ENVIRONMENT'] = 'sandbox';
    expect(() => readSettings()).toThrow('GATEWAY_SECRET= is refused: must have 32 characters or more');
    const [newest, former] = [newSecret(), newSecret()];
    process.env['GATEWAY_SECRET'] = `${newest},${former}`;
    expect(readSettings()).toMatchObject({
      secrets: [newest, former],
      simulatorUrl: null,
      nominatedPhone: null,
      mpesa: { environment: 'sandbox' },
    });
    expect(readSettings().mpesa.passkey).toBeUndefined();
  });

  it('share a MySQL database with the payments, and on SQLite have a file of their own', () => {
    const mysql = { type: 'mysql', url: 'mysql://x' } as const;
    expect(gatewayBeside(mysql)).toBe(mysql);
    expect(gatewayBeside({ type: 'better-sqlite3', database: 'a.db' })).toMatchObject({
      database: 'a.db.clients.sqlite',
    });
  });

  it.each([
    ['GATEWAY_PORT', 'http', 'GATEWAY_PORT=http'],
    ['GATEWAY_PORT', '70000', 'GATEWAY_PORT=70000'],
    ['GATEWAY_SECRET', 'short', 'GATEWAY_SECRET=***'],
    ['GATEWAY_SECRET', `${LONG},short`, 'GATEWAY_SECRET=***'],
    ['GATEWAY_ADMIN_KEY', 'short', 'GATEWAY_ADMIN_KEY=***'],
    ['GATEWAY_ADMIN_KEY', `${LONG} ${LONG}`, 'GATEWAY_ADMIN_KEY=***'],
    ['GATEWAY_UNKNOWN_ACCOUNT', 'guess', 'GATEWAY_UNKNOWN_ACCOUNT=guess'],
    ['GATEWAY_ALLOW_PRIVATE_ADDRESSES', 'yes', 'GATEWAY_ALLOW_PRIVATE_ADDRESSES=yes'],
    ['MPESA_ENVIRONMENT', 'test', 'MPESA_ENVIRONMENT=test'],
  ])('refuse %s=%s by name, and tell no secret', (name, value, told) => {
    process.env[name] = value;
    expect(() => readSettings()).toThrow(SettingError);
    expect(() => readSettings()).toThrow(`${told} is refused`);
  });

  it('refuse a list of proxies that names everybody', () => {
    process.env['GATEWAY_TRUSTED_PROXIES'] = '10.1.2.3';
    expect(readSettings().trustedProxies).toEqual(['10.1.2.3']);
    process.env['GATEWAY_TRUSTED_PROXIES'] = 'true';
    expect(() => readSettings()).toThrow(MpesaOptionsError);
    expect(() => readSettings()).toThrow('GATEWAY_TRUSTED_PROXIES "true": must be');
  });

  it('never let messages go to private addresses in production', () => {
    const real = { MPESA_ENVIRONMENT: 'sandbox', GATEWAY_SECRET: newSecret(), NODE_ENV: 'production' };
    Object.assign(process.env, real, { GATEWAY_ALLOW_PRIVATE_ADDRESSES: 'true' });
    expect(() => readSettings()).toThrow('is for development, never for production');
  });

  it.each(['GATEWAY_VITUMOB', 'GATEWAY_PHP'])(
    'hand no token of %s without credentials to what a proxy calls from, in production',
    (dialect) => {
      Object.assign(process.env, {
        MPESA_ENVIRONMENT: 'sandbox',
        GATEWAY_SECRET: newSecret(),
        GATEWAY_TRUSTED_PROXIES: '10.9.9.9, 10.2.0.0/16, 2001:db8:5::7',
        [`${dialect}_CLIENT`]: '0f8fad5b-d9cb-469f-a165-70867728950e',
      });
      const list = (text: string) => {
        process.env[`${dialect}_ADDRESSES`] = text;
        return () => readSettings();
      };
      const loopback = [
        '127.0.0.1',
        '127.0.0.0/8',
        '127.8.0.0/16',
        '0.0.0.0/1',
        '::1',
        '::ffff:127.0.0.1',
        '::/1',
      ];
      const proxies = [
        '10.9.9.9',
        '10.9.0.0/16',
        '10.2.3.4',
        '10.2.3.0/24',
        '::ffff:10.2.3.4',
        '2001:db8:5::/48',
      ];
      for (const entry of [...loopback, ...proxies]) expect(list(entry)).not.toThrow();
      for (const production of [{ NODE_ENV: 'production' }, { MPESA_ENVIRONMENT: 'production' }]) {
        Object.assign(process.env, production);
        const refused = (entry: string) => `${dialect}_ADDRESSES=${entry} is refused: is `;
        for (const entry of loopback) expect(list(`10.1.2.3, ${entry}`)).toThrow(`${refused(entry)}loopback`);
        for (const entry of proxies)
          expect(list(`${entry},10.1.2.3`)).toThrow(`${refused(entry)}a proxy of GATEWAY_TRUSTED_PROXIES`);
        expect(list('127.0.0.1')).toThrow(SettingError);
        expect(list('127.0.0.1')).toThrow('take it out, and have the client bring its id and secret');
        expect(list('10.1.2.3, 10.9.9.8, 2001:db8:6::/48')).not.toThrow();
        delete process.env['NODE_ENV'];
      }
    },
  );

  it.each(['GATEWAY_SECRET', 'GATEWAY_ADMIN_KEY'])('take no %s that is published or guessed', (name) => {
    const good = { GATEWAY_SECRET: newSecret(), GATEWAY_ADMIN_KEY: newSecret() };
    for (const environment of ['sandbox', 'production']) {
      Object.assign(process.env, { MPESA_ENVIRONMENT: environment, ...good });
      expect(readSettings().adminKey).toBe(good.GATEWAY_ADMIN_KEY);
      for (const weak of [LONG, 'the-admin-key-of-these-tests-long-enough']) {
        Object.assign(process.env, good, { [name]: weak });
        expect(() => readSettings()).toThrow(`${name}=*** is refused: is published or easily guessed`);
      }
    }
  });

  it('make none up, and take no published one, where what plays Safaricom is not on this machine or in a private network', () => {
    process.env['MPESA_BASE_URL'] = 'https://daraja.example.com';
    expect(() => readSettings()).toThrow('GATEWAY_SECRET= is refused');
    process.env['GATEWAY_SECRET'] = LONG;
    expect(() => readSettings()).toThrow('GATEWAY_SECRET=*** is refused: is published or easily guessed');
    process.env['MPESA_BASE_URL'] = 'http://10.0.0.7:4010';
    expect(readSettings().secrets).toHaveLength(1);
  });

  it('take no ring of secrets with a weak one in it: all of them verify', () => {
    Object.assign(process.env, { MPESA_ENVIRONMENT: 'production', GATEWAY_SECRET: `${newSecret()},${LONG}` });
    expect(() => readSettings()).toThrow('GATEWAY_SECRET=*** is refused: is published or easily guessed');
  });

  it('never open in simulator mode in production', () => {
    process.env['NODE_ENV'] = 'production';
    expect(() => readSettings()).toThrow('MPESA_ENVIRONMENT=simulator is refused');
    process.env['MPESA_ENVIRONMENT'] = 'simulator';
    expect(() => readSettings()).toThrow('MPESA_ENVIRONMENT=simulator is refused');
  });

  it.each(['sandbox', 'production'])('never take a simulator for %s', (environment) => {
    Object.assign(process.env, { MPESA_ENVIRONMENT: environment, GATEWAY_SECRET: newSecret() });
    process.env['MPESA_BASE_URL'] = 'http://127.0.0.1:4010';
    const refusal = `MPESA_BASE_URL=http://127.0.0.1:4010 is refused: is for MPESA_ENVIRONMENT=simulator, not ${environment}; take MPESA_BASE_URL out`;
    for (const mode of ['development', 'production']) {
      process.env['NODE_ENV'] = mode;
      expect(() => readSettings()).toThrow(refusal);
    }
    delete process.env['MPESA_BASE_URL'];
    expect(readSettings()).toMatchObject({ environment, simulatorUrl: null, mpesa: { environment } });
  });
});
