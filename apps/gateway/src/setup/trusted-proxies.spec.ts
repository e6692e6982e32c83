import { describe, expect, it } from '@jest/globals';
import { readTrustedProxies } from './trusted-proxies.js';

describe('GATEWAY_TRUSTED_PROXIES', () => {
  it('names addresses and networks', () => {
    expect(readTrustedProxies(undefined)).toEqual([]);
    expect(readTrustedProxies(' 10.1.2.3, 10.2.0.0/16 ,fd00::1,fd00::/64,')).toEqual([
      '10.1.2.3',
      '10.2.0.0/16',
      'fd00::1',
      'fd00::/64',
    ]);
  });

  it.each([
    'true',
    '1',
    '2',
    'loopback',
    'proxy.example',
    '0.0.0.0/0',
    '0.0.0.0/1',
    '128.0.0.0/7',
    '::/0',
    '2000::/3',
    '10.0.0.1/33',
    '10.0.0.1/',
    '10.0.0.1/8/8',
    '10.0.0',
    '*',
  ])('is never %s', (text) => {
    for (const given of [text, `10.1.2.3,${text}`]) {
      expect(() => readTrustedProxies(given)).toThrow(
        `GATEWAY_TRUSTED_PROXIES=${text} is refused: must be the IP`,
      );
    }
  });
});
