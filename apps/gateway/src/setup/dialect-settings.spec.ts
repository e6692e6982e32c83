import { describe, expect, it } from '@jest/globals';
import { addressList, NO_DIALECTS, readDialects } from './dialect-settings.js';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

describe('the dialects', () => {
  it('are off when nothing is set, whatever is said of addresses and rounding', () => {
    expect(readDialects({})).toEqual(NO_DIALECTS);
    const env = {
      GATEWAY_VITUMOB_ADDRESSES: '10.0.0.1',
      GATEWAY_VITUMOB_ROUND_UP: 'true',
      GATEWAY_PHP_CLIENT: '',
    };
    expect(readDialects(env)).toEqual(NO_DIALECTS);
  });

  it('are bound to one client each', () => {
    const { vitumob, php } = readDialects({
      GATEWAY_VITUMOB_CLIENT: ID,
      GATEWAY_VITUMOB_ROUND_UP: 'true',
      GATEWAY_PHP_CLIENT: ID,
      GATEWAY_PHP_ADDRESSES: '10.1.2.0/24',
    });
    expect(vitumob).toMatchObject({ clientId: ID, roundUp: true });
    expect(vitumob?.addresses.check('127.0.0.1')).toBe(false);
    expect(php?.clientId).toBe(ID);
    expect(php?.addresses.check('10.1.2.9')).toBe(true);
  });

  it.each([
    [{ GATEWAY_BRIJ: 'maybe' }, 'GATEWAY_BRIJ=maybe'],
    [{ GATEWAY_VITUMOB_CLIENT: 'duka' }, 'GATEWAY_VITUMOB_CLIENT=duka'],
    [{ GATEWAY_PHP_CLIENT: ID, GATEWAY_PHP_ADDRESSES: 'localhost' }, 'GATEWAY_PHP_ADDRESSES=localhost'],
    [{ GATEWAY_VITUMOB_ROUND_UP: 'yes' }, 'GATEWAY_VITUMOB_ROUND_UP=yes'],
  ])('are refused with %j', (env, message) => {
    expect(() => readDialects(env)).toThrow(message);
  });
});

describe('a list of addresses', () => {
  it('has addresses and networks of both families, and IPv4 in the spelling of IPv6', () => {
    const list = addressList('X', ' 192.0.2.7, 10.1.2.0/24 ,2001:db8::/32,');
    expect(list.check('192.0.2.7')).toBe(true);
    expect(list.check('192.0.2.8')).toBe(false);
    expect(list.check('10.1.2.255')).toBe(true);
    expect(list.check('10.1.3.0')).toBe(false);
    expect(list.check('::ffff:10.1.2.3', 'ipv6')).toBe(true);
    expect(list.check('2001:db8::1', 'ipv6')).toBe(true);
    expect(list.check('2001:db9::1', 'ipv6')).toBe(false);
  });

  it.each(['10.0.0.0/33', '10.0.0.0/0', '10.0.0.0/', '10.0.0.1/8/8', '999.1.1.1', '::/129', 'example.com'])(
    'refuses %s, by the name of the setting',
    (entry) => {
      expect(() => addressList('X_ADDRESSES', entry)).toThrow(`X_ADDRESSES=${entry} is refused`);
    },
  );
});
