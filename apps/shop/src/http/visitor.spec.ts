import { describe, expect, it } from '@jest/globals';
import { Visitors } from './visitor.js';

const nameOf = (ip: string, secret = 'one'): string => new Visitors(secret).nameOf(ip);

describe('a visitor', () => {
  it('is an address, whichever way it is written', () => {
    expect(nameOf('203.0.113.7')).toBe(nameOf('::ffff:203.0.113.7'));
    expect(nameOf('203.0.113.7')).not.toBe(nameOf('203.0.113.8'));
  });

  it('is a whole network of IPv6, of which one site has all addresses', () => {
    expect(nameOf('2001:db8:1:2::1')).toBe(nameOf('2001:db8:1:2:ffff:1:2:3'));
    expect(nameOf('2001:db8:1:2::1')).toBe(nameOf('2001:0db8:0001:fffe::9'));
    expect(nameOf('2001:db8:1:2::1')).not.toBe(nameOf('2001:db8:2:2::1'));
    expect(nameOf('2001:db8::1')).toBe(nameOf('2001:db8:0:0:5::'));
  });

  it('is kept under a key: the address is nowhere, and no other key finds it again', () => {
    expect(nameOf('203.0.113.7')).toMatch(/^[\w-]{22}$/);
    expect(nameOf('203.0.113.7')).not.toBe(nameOf('203.0.113.7', 'two'));
  });
});
