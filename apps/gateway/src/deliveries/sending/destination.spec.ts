import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from 'nestjs-mpesa';
import { destinationUrl } from './destination.js';

const PRODUCTION = { allowPrivateAddresses: false, ports: [443, 8443] };
const DEVELOPMENT = { allowPrivateAddresses: true, ports: [443] };

describe('a destination', () => {
  it.each([
    'https://duka.co.ke/hooks/mpesa?from=gateway',
    'https://duka.co.ke:8443/',
    'https://dúka.co.ke/',
    'https://a.b.c.d.duka.co.ke./x',
    `https://duka.co.ke/${'x'.repeat(2_000 - 'https://duka.co.ke/'.length)}`,
  ])('may be %s', (url) => expect(destinationUrl('url', url, PRODUCTION).protocol).toBe('https:'));

  it.each([
    ['duka.co.ke', 'absolute URL'],
    ['', 'absolute URL'],
    ['http://duka.co.ke/', 'https'],
    ['ftp://duka.co.ke/', 'https'],
    ['file:///etc/passwd', 'https'],
    ['https://user:secret@duka.co.ke/', 'user name'],
    ['https://user@duka.co.ke/', 'user name'],
    ['https://:secret@duka.co.ke/', 'user name'],
    ['https://duka.co.ke/#x', 'fragment'],
    ...[1, 22, 80, 442, 444, 3306, 8080, 65_535].map((port) => [
      `https://duka.co.ke:${port}/`,
      'ports 443, 8443',
    ]),
    [`https://duka.co.ke/${'x'.repeat(2_001 - 'https://duka.co.ke/'.length)}`, 'longer than'],
    ['https://localhost/', 'public internet'],
    ['https://LOCALHOST./', 'public internet'],
    ['https://api.localhost/', 'public internet'],
    ['https://printer.local/', 'public internet'],
    ['https://metadata.google.internal/', 'public internet'],
    ['https://gateway/', 'public internet'],
    ...['intranet', 'lan', 'home', 'corp', 'home.arpa'].map((ending) => [
      `https://shop.${ending}/`,
      'public internet',
    ]),
    ['https://41.90.1.2/', 'not an address'],
    ['https://[2c0f:fe38::1]/', 'not an address'],
  ])('may not be %s', (url, rule) =>
    expect(() => destinationUrl('url', url, PRODUCTION)).toThrow(
      expect.objectContaining({ name: 'InvalidRequestError', rule: expect.stringContaining(rule) }),
    ),
  );

  it.each([null, undefined, 7, {}, ['https://duka.co.ke']])('may not be the value %p', (url) =>
    expect(() => destinationUrl('url', url as string, PRODUCTION)).toThrow(InvalidRequestError),
  );

  it('is at port 443 when it names none, whatever ports there are', () => {
    const elsewhere = { allowPrivateAddresses: false, ports: [8443] };
    expect(() => destinationUrl('url', 'https://duka.co.ke/', elsewhere)).toThrow('the ports 8443');
  });

  it('is refused without repeating a password', () => {
    expect(() => destinationUrl('url', 'https://user:hunter2@duka.co.ke/', PRODUCTION)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });

  it.each(['http://127.0.0.1:4000/hook', 'http://localhost:4000/', 'https://[::1]:9/', 'https://shop/'])(
    'may be %s in development',
    (url) => expect(destinationUrl('url', url, DEVELOPMENT).href).toContain('://'),
  );

  it.each(['ftp://127.0.0.1/', 'http://user:x@127.0.0.1/', 'nonsense'])(
    'may not be %s even in development',
    (url) => expect(() => destinationUrl('url', url, DEVELOPMENT)).toThrow(InvalidRequestError),
  );
});
