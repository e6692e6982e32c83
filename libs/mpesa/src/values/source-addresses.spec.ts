import { describe, expect, it } from '@jest/globals';
import { networkOf, SAFARICOM_ADDRESSES, createAddressList } from './source-addresses.js';

describe('createAddressList', () => {
  it('knows the addresses that Safaricom publishes, also written as IPv6', () => {
    const list = createAddressList([...SAFARICOM_ADDRESSES]);
    expect(list.contains('196.201.214.200')).toBe(true);
    expect(list.contains('::ffff:196.201.212.69')).toBe(true);
    expect(list.contains('::ffff:c4c9:d6c8')).toBe(true);
    expect(list.contains('196.201.214.201')).toBe(false);
  });

  it('knows networks of both families and keeps them apart', () => {
    const list = createAddressList(['10.0.0.0/8', '2001:db8::/32', '::ffff:192.168.1.0/24']);
    expect(['10.255.0.1', '2001:db8::7', '::ffff:10.1.1.1', '192.168.1.9'].map(list.contains)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['11.0.0.1', '2001:db9::7', '192.168.2.1', '::'].map(list.contains)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('holds nothing that is no address', () => {
    const list = createAddressList(['0.0.0.0/0', '::/0']);
    expect(['', 'unknown', '10.0.0', '10.0.0.1:80', '0x0a000001'].some(list.contains)).toBe(false);
  });

  it.each([
    '',
    '300.1.1.1',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '::/129',
    '10.0.0.0/8/8',
    'localhost',
    '10.1',
  ])('names the entry %p that it cannot read', (entry) =>
    expect(() => createAddressList(['10.0.0.1', entry])).toThrow(new RegExp(`^"${entry}" is neither`)),
  );
});

describe('whose an address is', () => {
  it.each([
    ['203.0.113.7', '::ffff:203.0.113.7', '203.0.113.7:4711', '[::ffff:203.0.113.7]:80'],
    ['2001:db8:1:2::1', '2001:0db8:0001:0002:ffff:1:2:3', '[2001:db8:1:2::9]:443', '[2001:db8:1:2::9]'],
    ['', 'unknown', 'garbage, 1.2.3.4', '[]', '[203.0.113.7', ':80', null],
  ])('is the same, whichever way it is written: %p', (...written) => {
    expect(new Set(written.map((address) => networkOf(address))).size).toBe(1);
  });

  it('is another for each address of IPv4, and for each network of IPv6', () => {
    const others = ['203.0.113.7', '203.0.113.8', '2001:db8:1:2::1', '2001:db8:1:3::1', 'unknown'];
    expect(new Set(others.map((address) => networkOf(address))).size).toBe(others.length);
    expect(networkOf('2001:db8:1:2::1', 3)).toBe(networkOf('2001:db8:1:3::1', 3));
    expect(networkOf('2001:db8:1::', 3)).not.toBe(networkOf('2001:db8:2::', 3));
  });
});
