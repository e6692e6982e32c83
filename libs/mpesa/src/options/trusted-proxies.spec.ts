import { describe, expect, it } from '@jest/globals';
import { MpesaOptionsError } from '../errors/mpesa-options.error.js';
import { readTrustedProxies } from './trusted-proxies.js';

const VARIABLE = 'TRUSTED_PROXIES';

function refusalOf(text: string): unknown {
  try {
    return readTrustedProxies(VARIABLE, text);
  } catch (error) {
    return error;
  }
}

describe('a list of trusted proxies', () => {
  it('names addresses and networks', () => {
    expect(readTrustedProxies(VARIABLE, undefined)).toEqual([]);
    expect(
      readTrustedProxies(VARIABLE, ' 10.1.2.3, 10.2.0.0/16 ,fd00::1,fd00::/64,::ffff:10.1.2.3,'),
    ).toEqual(['10.1.2.3', '10.2.0.0/16', 'fd00::1', 'fd00::/64', '::ffff:10.1.2.3']);
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
    'fe80::1%eth0',
    // All of IPv4, or a part of it, in the spelling of IPv6.
    '::/16',
    '::/80',
    '::ffff:0:0/96',
    '::ffff:10.0.0.0/16',
    '::ffff:10.0.0.0/104',
  ])('is never %s', (text) => {
    for (const given of [text, `10.1.2.3,${text}`]) {
      const refusal = refusalOf(given);
      expect(refusal).toBeInstanceOf(MpesaOptionsError);
      expect(refusal).toMatchObject({ problems: [{ option: VARIABLE, value: JSON.stringify(text) }] });
    }
  });

  it('tells each entry that is wrong, bounded', () => {
    const refusal = refusalOf(`true,10.1.2.3,${'9'.repeat(10_000)}`);
    expect(refusal).toMatchObject({ problems: [{ value: '"true"' }, { value: expect.any(String) }] });
    expect((refusal as Error).message).toMatch(/^- TRUSTED_PROXIES "true": must be the IP/m);
    expect((refusal as Error).message.length).toBeLessThan(1_000);
  });
});
