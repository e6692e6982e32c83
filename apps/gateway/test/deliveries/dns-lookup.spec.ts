/** Names are asked for at a name server on this machine, which answers, refuses or says nothing. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSocket, type Socket } from 'node:dgram';
import type { LookupAddress } from 'node:dns';
import { eventually } from '../../../../test/support/eventually.js';
import { dnsLookup } from '../../src/deliveries/sending/dns-lookup.js';
import { Sender } from '../../src/deliveries/sending/sender.js';
import { newSigningSecret } from '../../src/deliveries/sending/standard-webhooks.js';
import { Receiver } from './support/receiver.js';

const A = 1;
const AAAA = 28;

describe('a name', () => {
  let socket: Socket;
  let server: string;
  const unanswered: (() => void)[] = [];

  beforeEach(async () => {
    socket = createSocket('udp4');
    socket.on('message', (query, peer) => {
      const [name] = nameIn(query);
      const send = (): void => socket.send(answerTo(query), peer.port, peer.address);
      if (name.startsWith('hang')) unanswered.push(send);
      else send();
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    server = `127.0.0.1:${socket.address().port}`;
  });

  afterEach(async () => {
    // Or those who asked would wait on, after the test.
    for (const send of unanswered.splice(0)) send();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise<void>((resolve) => socket.close(() => resolve()));
  });

  const lookup = (hostname: string): Promise<LookupAddress[]> =>
    new Promise((resolve, reject) => {
      dnsLookup([server])(hostname, { all: true }, (error, addresses) =>
        error === null ? resolve(addresses as LookupAddress[]) : reject(error),
      );
    });

  it('has the addresses of both families', async () => {
    expect(await lookup('both.co.ke')).toEqual([
      { address: '41.90.1.2', family: 4 },
      { address: '::1', family: 6 },
    ]);
    expect(await lookup('four.co.ke')).toEqual([{ address: '41.90.1.2', family: 4 }]);
  });

  it('has none when DNS knows none', async () => {
    await expect(lookup('none.co.ke')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it.each(['both.co.ke', 'private.co.ke'])(
    'is not written to when it is %s, of which one is not public',
    async (name) => {
      const receiver = await Receiver.start();
      const outcome = await sender(receiver.port).send(message(`https://${name}:${receiver.port}/`));
      expect(outcome).toMatchObject({ status: null, error: expect.stringContaining('not public') });
      expect(receiver.connections).toBe(0);
    },
  );

  it('whose server says nothing ends at the deadline, and holds up no other', async () => {
    const receiver = await Receiver.start();
    const { port } = receiver;
    const ended: string[] = [];
    const impatience = new AbortController();
    const hanging = Array.from({ length: 20 }, async (_, n) => {
      const name = `hang-${n}.co.ke`;
      const sent = sender(port, 60_000).send(message(`https://${name}:${port}/`), impatience.signal);
      await sent.catch(() => undefined).then(() => ended.push(name));
    });
    await eventually(() => unanswered.length >= hanging.length);
    await sender(port).send(message(`https://none.co.ke:${port}/`));
    expect(ended).toEqual([]);
    impatience.abort();
    await Promise.all(hanging);
    const outcome = await sender(port).send(message(`https://hang.co.ke:${port}/`));
    expect(outcome.error).toBe('no complete answer within 500 ms');
  });

  const message = (url: string) => ({ id: 'event-1', url, body: '{}', secrets: [newSigningSecret()] });

  function sender(port: number, deadlineMs = 500): Sender {
    return new Sender({
      clock: { now: () => Date.now() },
      rules: { allowPrivateAddresses: false, ports: [port] },
      deadlineMs,
      lookup: dnsLookup([server]),
    });
  }
});

function answerTo(query: Buffer): Buffer {
  const [name, end] = nameIn(query);
  const type = query.readUInt16BE(end);
  const records: Buffer[] = [];
  if (type === A && /^(both|four)/.test(name)) records.push(Buffer.from([41, 90, 1, 2]));
  if (type === A && name.startsWith('private')) records.push(Buffer.from([10, 0, 0, 1]));
  if (type === AAAA && name.startsWith('both')) records.push(Buffer.from([...Array(15).fill(0), 1]));
  const header = Buffer.from(query.subarray(0, 12));
  // A response, recursion available; "no such name" for one.
  header.writeUInt16BE(name.startsWith('none') ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt16BE(0, 10);
  const answers = records.map((address) => {
    const head = Buffer.alloc(12);
    head.writeUInt16BE(0xc00c, 0);
    head.writeUInt16BE(type, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt32BE(1, 6);
    head.writeUInt16BE(address.length, 10);
    return Buffer.concat([head, address]);
  });
  return Buffer.concat([header, query.subarray(12, end + 4), ...answers]);
}

function nameIn(query: Buffer): [name: string, end: number] {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return [labels.join('.'), at + 1];
}
