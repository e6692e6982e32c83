import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gatewayBeside, readSettings } from './gateway-settings.js';

const before = { ...process.env };
const LONG = 'x'.repeat(32);

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
    expect(() => readSettings()).toThrow('GATEWAY_SECRET= is refused: must be 32 characters or more');
    process.env['GATEWAY_SECRET'] = `${LONG}1,${LONG}2`;
    expect(readSettings()).toMatchObject({
      secrets: [`${LONG}1`, `${LONG}2`],
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
    expect(() => readSettings()).toThrow(`${told} is refused`);
  });

  it('never let messages go to private addresses in production', () => {
    Object.assign(process.env, { GATEWAY_ALLOW_PRIVATE_ADDRESSES: 'true', NODE_ENV: 'production' });
    expect(() => readSettings()).toThrow('is for development, never for production');
  });
});
