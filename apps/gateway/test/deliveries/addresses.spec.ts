/**
 * Whatever a client writes down, nothing of ours connects to a private, loopback or otherwise special address: RELIABILITY's
 * threat "server-side request forgery by registered URL".
 */
import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { ownCertificate } from '../../../../test/third-party/own-certificate.js';
import { Sender, type Outcome } from '../../src/deliveries/sending/sender.js';
import { newSigningSecret } from '../../src/deliveries/sending/standard-webhooks.js';
import { lookupOf } from './support/lookups.js';
import { Receiver } from './support/receiver.js';
import { testDeliveries } from './support/test-deliveries.js';

const CLIENT = 'client-1';
const NOT_PUBLIC = 'its host is, or resolves to, an address that is not public';

/** How an address may be written in a URL, and the address that is meant. Sorted by what makes it special. */
const VECTORS: ReadonlyArray<[what: string, host: string, address: string]> = [
  ['loopback', '127.0.0.1', '127.0.0.1'],
  ['loopback elsewhere', '127.8.8.8', '127.8.8.8'],
  ['loopback in decimal', '2130706433', '127.0.0.1'],
  ['loopback in hexadecimal', '0x7f000001', '127.0.0.1'],
  ['loopback in octal', '0177.0.0.1', '127.0.0.1'],
  ['loopback in short', '127.1', '127.0.0.1'],
  ['loopback in full-width digits', '１２７.０.０.１', '127.0.0.1'],
  ['this host', '0.0.0.0', '0.0.0.0'],
  ['a private network of class A', '10.1.2.3', '10.1.2.3'],
  ['a private network of class B', '172.16.5.4', '172.16.5.4'],
  ['a private network of class C', '192.168.1.1', '192.168.1.1'],
  ["a cloud's metadata", '169.254.169.254', '169.254.169.254'],
  ["a carrier's NAT", '100.64.0.1', '100.64.0.1'],
  ['multicast', '224.0.0.1', '224.0.0.1'],
  ['broadcast', '255.255.255.255', '255.255.255.255'],
  ['loopback in IPv6', '[::1]', '::1'],
  ['no address in IPv6', '[::]', '::'],
  ['loopback mapped into IPv6', '[::ffff:127.0.0.1]', '::ffff:127.0.0.1'],
  ['loopback behind NAT64', '[64:ff9b::7f00:1]', '64:ff9b::7f00:1'],
  ['loopback behind 6to4', '[2002:7f00:1::]', '2002:7f00:1::'],
  ['a unique local address', '[fd00:ec2::254]', 'fd00:ec2::254'],
  ['a link-local address', '[fe80::1]', 'fe80::1'],
  ['multicast in IPv6', '[ff02::1]', 'ff02::1'],
  // Beyond the 23 of the brief.
  ['loopback compatible with IPv4', '[::127.0.0.1]', '::127.0.0.1'],
  ['behind Teredo', '[2001:0:7f00:1::]', '2001:0:7f00:1::'],
  ['a site-local address', '[fec0::1]', 'fec0::1'],
  ['a network for benchmarks', '198.18.0.1', '198.18.0.1'],
  ['reserved', '240.0.0.1', '240.0.0.1'],
];

const PRODUCTION = { allowPrivateAddresses: false };

describe('an address that is not public', () => {
  it('is one of at least 23', () => expect(VECTORS.length).toBeGreaterThanOrEqual(23));

  it.each(VECTORS)('is refused when it is written down: %s, %s', async (_, host) => {
    const receiver = await Receiver.start();
    const { endpoints, deliveries } = await testDeliveries('sqlite', {
      ...PRODUCTION,
      ports: [receiver.port],
    });
    const url = `https://${host}:${receiver.port}/hook`;
    const refused = { name: 'InvalidRequestError', field: 'url' };
    await expect(endpoints.register(CLIENT, { url })).rejects.toMatchObject(refused);
    await expect(
      deliveries.enqueue({
        id: 'event-1',
        clientId: CLIENT,
        endpointId: null,
        url,
        stream: 'payment-1',
        type: 'x',
        payload: {},
      }),
    ).rejects.toMatchObject(refused);
    expect(receiver.connections).toBe(0);
  });

  it.each(VECTORS)(
    'is not connected to when a name resolves to it: %s, %s = %s',
    async (_, _host, address) => {
      const receiver = await Receiver.start();
      const lookup = lookupOf([address]);
      const outcome = await send(`https://hook.duka.co.ke:${receiver.port}/`, { lookup });
      expect(outcome).toMatchObject({ status: null, error: NOT_PUBLIC });
      expect(lookup.asked).toEqual(['hook.duka.co.ke']);
      expect(receiver.connections).toBe(0);
    },
  );

  it('is not connected to when a name resolves to a public address as well', async () => {
    const receiver = await Receiver.start();
    for (const answer of [
      ['41.90.1.2', '127.0.0.1'],
      ['127.0.0.1', '41.90.1.2'],
      ['41.90.1.2', '::1'],
    ]) {
      const outcome = await send(`https://hook.duka.co.ke:${receiver.port}/`, { lookup: lookupOf(answer) });
      expect(outcome.error).toBe(NOT_PUBLIC);
    }
    expect(receiver.connections).toBe(0);
  });

  it.each(['127.0.0.1', '::ffff:127.0.0.1'])(
    'would have been connected to: in development a name may resolve to %s',
    async (address) => {
      const receiver = await Receiver.start();
      const lookup = lookupOf([address]);
      const outcome = await send(`http://hook.duka.co.ke:${receiver.port}/`, { lookup, development: true });
      expect(outcome).toMatchObject({ status: 200, error: null });
      expect(receiver.connections).toBe(1);
    },
  );

  it('is not connected to by a name that was public when it was registered', async () => {
    const tls = ownCertificate();
    const receiver = await Receiver.start(tls);
    // In development this receiver's address counts as public.
    const yesterday = await testDeliveries('sqlite', { ca: tls.cert });
    const { endpoint } = await yesterday.endpoints.register(CLIENT, { url: receiver.url });
    await yesterday.database.query('UPDATE gateway_endpoint SET url = ?', [
      `https://hook.duka.co.ke:${receiver.port}/`,
    ]);
    const connections = receiver.connections;

    const today = await yesterday.beside({
      ...PRODUCTION,
      ports: [receiver.port],
      lookup: lookupOf(['127.0.0.1']),
    });
    await today.deliveries.enqueue({
      id: 'event-1',
      clientId: CLIENT,
      endpointId: endpoint.id,
      stream: 'payment-1',
      type: 'x',
      payload: {},
    });
    await today.dispatcher.idle();
    expect(await today.deliveries.get(CLIENT, 'event-1')).toMatchObject({
      status: 'pending',
      attempts: 1,
      lastError: NOT_PUBLIC,
    });
    expect(await today.endpoints.ping(CLIENT, endpoint.id)).toMatchObject({ ok: false, error: NOT_PUBLIC });
    expect(receiver.connections).toBe(connections);
  });

  it('is asked for once per connection, so that a second answer cannot differ from the one that was checked', async () => {
    const receiver = await Receiver.start();
    const lookup = lookupOf(['127.0.0.1'], ['10.0.0.1']);
    const url = `http://hook.duka.co.ke:${receiver.port}/`;
    expect(await send(url, { lookup, development: true })).toMatchObject({ status: 200 });
    expect(lookup.asked).toHaveLength(1);
    expect(await send(url, { lookup: lookupOf(['10.0.0.1']) })).toMatchObject({ status: null });
    expect(receiver.connections).toBe(1);
  });

  it('is recognised in 500 random ones of every special network', async () => {
    const receiver = await Receiver.start();
    for (let run = 0; run < 500; run++) {
      const address = SPECIAL[run % SPECIAL.length]!();
      const outcome = await send(`https://hook.duka.co.ke:${receiver.port}/`, {
        lookup: lookupOf([address]),
      });
      expect({ address, error: outcome.error }).toEqual({ address, error: NOT_PUBLIC });
    }
    expect(receiver.connections).toBe(0);
  });
});

const byte = (): number => randomInt(0, 256);
const group = (): string => randomInt(0, 65_536).toString(16);
const SPECIAL: ReadonlyArray<() => string> = [
  () => `127.${byte()}.${byte()}.${byte()}`,
  () => `10.${byte()}.${byte()}.${byte()}`,
  () => `172.${randomInt(16, 32)}.${byte()}.${byte()}`,
  () => `192.168.${byte()}.${byte()}`,
  () => `169.254.${byte()}.${byte()}`,
  () => `100.${randomInt(64, 128)}.${byte()}.${byte()}`,
  () => `0.${byte()}.${byte()}.${byte()}`,
  () => `${randomInt(224, 256)}.${byte()}.${byte()}.${byte()}`,
  () => `::ffff:${byte()}.${byte()}.${byte()}.${byte()}`,
  () => `64:ff9b::${group()}:${group()}`,
  () => `2002:${group()}:${group()}::${group()}`,
  () => `f${'cd'[randomInt(0, 2)]}${byte().toString(16).padStart(2, '0')}:${group()}::${group()}`,
  () => `fe${'89ab'[randomInt(0, 4)]}0::${group()}:${group()}`,
  () => `ff0${randomInt(1, 9)}::${group()}`,
];

function send(
  url: string,
  { lookup, development = false }: { lookup?: ReturnType<typeof lookupOf>; development?: boolean },
): Promise<Outcome> {
  const sender = new Sender({
    clock: { now: () => Date.now() },
    rules: { allowPrivateAddresses: development, ports: [443, Number(new URL(url).port)] },
    deadlineMs: 60_000,
    lookup,
  });
  return sender.send({ id: 'event-1', url, body: '{}', secrets: [newSigningSecret()] });
}
