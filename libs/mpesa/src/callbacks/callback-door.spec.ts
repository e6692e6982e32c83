import { describe, expect, it } from '@jest/globals';
import { callbackDigest } from '../inbox/callback-inbox.js';
import type { ArrivedCallback } from '../inbox/inbox-store.js';
import { createAddressList } from '../values/source-addresses.js';
import { CallbackDoor, LARGEST_CALLBACK, type Arrival, type CallbackDoorDeps } from './callback-door.js';
import { sampleDigests } from '../testing/in-memory/sample-payments.js';

const NOW = 1_795_000_000_000;
const LISTED = '196.201.214.200';
const UNLISTED = '203.0.113.9';
const TOKEN = 'a'.repeat(32);

function fixture(over: Partial<CallbackDoorDeps> = {}) {
  const stored: ArrivedCallback[] = [];
  const told: string[] = [];
  const door = new CallbackDoor({
    inbox: { accept: async (callback) => void stored.push(callback) },
    mode: 'log',
    addresses: createAddressList([LISTED]),
    listIsComplete: true,
    digests: sampleDigests,
    clock: { now: () => NOW },
    onRefused: (status, reason, source) => told.push(`${status} ${reason} ${source}`),
    onUnlisted: (source, quarantined) => told.push(`unlisted ${source} ${quarantined}`),
    ...over,
  });
  return { door, stored, told };
}

const arrival = (over: Partial<Arrival> = {}): Arrival => ({
  address: { kind: 'stk', subject: 'push-1', token: TOKEN },
  rawBody: Buffer.from('{ "Body": {} }'),
  parsedBody: { Body: {} },
  sourceAddress: LISTED,
  ...over,
});

const nested = (levels: number): unknown => (levels === 0 ? 1 : { inner: nested(levels - 1) });

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
/** Made from the inside out, as a parser does: recursion would not get that deep. */
const endless = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

describe('the door', () => {
  it('stores the bytes as they came, and answers as Safaricom expects', async () => {
    const { door, stored, told } = fixture();
    const body = Buffer.from('{ "Body": {} }');
    expect(await door.receive(arrival())).toEqual({
      status: 200,
      body: { ResultCode: 0, ResultDesc: 'Accepted' },
    });
    expect(stored).toEqual([
      {
        id: sampleDigests.of('callback', callbackDigest('stk', 'push-1', body)),
        kind: 'stk',
        paymentId: 'push-1',
        shortcode: null,
        body,
        raw: true,
        sourceAddress: LISTED,
        receivedAt: NOW,
        status: 'new',
        reason: null,
      },
    ]);
    expect(told).toEqual([]);
  });

  it('keeps C2B under its shortcode', async () => {
    const { door, stored } = fixture();
    await door.receive(arrival({ address: { kind: 'c2b-confirmation', subject: '174379', token: TOKEN } }));
    expect(stored).toMatchObject([{ kind: 'c2b-confirmation', paymentId: null, shortcode: '174379' }]);
  });

  it('writes JSON again where the host kept no bytes, and marks it', async () => {
    const { door, stored } = fixture();
    await door.receive(arrival({ rawBody: null, parsedBody: { a: 'ü' } }));
    expect(stored).toMatchObject([{ body: Buffer.from('{"a":"ü"}'), raw: false }]);
  });

  it.each<[string, Partial<Arrival>, number]>([
    ['text', { parsedBody: 'text' }, 400],
    ['nothing', { parsedBody: undefined }, 400],
    ['null', { parsedBody: null }, 400],
    ['an object with nothing in it', { parsedBody: {} }, 400],
    ['a list', { parsedBody: [{ Body: {} }] }, 400],
    ['more than 32 kB', { rawBody: Buffer.alloc(LARGEST_CALLBACK + 1, ' ') }, 413],
    [
      'more than 32 kB without raw bytes',
      { rawBody: null, parsedBody: { a: 'x'.repeat(LARGEST_CALLBACK) } },
      413,
    ],
    ['eleven levels', { rawBody: bytes(nested(11)) }, 400],
    ['eleven levels, whatever the host has read', { rawBody: bytes(nested(11)), parsedBody: { a: 1 } }, 400],
    ['eleven levels without raw bytes', { rawBody: null, parsedBody: nested(11) }, 400],
    ['more levels than can be written', { rawBody: null, parsedBody: endless(50_000) }, 400],
  ])('refuses %s and stores nothing', async (_, over, status) => {
    const { door, stored, told } = fixture();
    expect((await door.receive(arrival(over))).status).toBe(status);
    expect(stored).toEqual([]);
    expect(told).toHaveLength(1);
  });

  it('takes what is just small and flat enough', async () => {
    const { door, stored } = fixture();
    await door.receive(arrival({ rawBody: Buffer.alloc(LARGEST_CALLBACK, ' ') }));
    await door.receive(arrival({ rawBody: bytes(nested(10)) }));
    expect(stored).toHaveLength(2);
  });

  it('never says 200 for what is not on disk', async () => {
    const { door, told } = fixture({ inbox: { accept: () => Promise.reject(new Error('disk full')) } });
    expect(await door.receive(arrival())).toMatchObject({ status: 503 });
    expect(told).toEqual([`503 the callback could not be stored ${LISTED}`]);
  });
});

describe('an address that is not on the list', () => {
  it.each([
    ['enforce', 'quarantined', ['unlisted 203.0.113.9 true']],
    ['log', 'new', ['unlisted 203.0.113.9 false']],
    ['off', 'new', []],
  ] as const)('in mode %s is %s', async (mode, status, expected) => {
    const { door, stored, told } = fixture({ mode });
    expect((await door.receive(arrival({ sourceAddress: UNLISTED }))).status).toBe(200);
    expect(stored).toMatchObject([{ status, reason: status === 'new' ? null : 'unlisted-source-address' }]);
    expect(told).toEqual(expected);
  });

  it('is also one that is not known at all', async () => {
    const { door, stored } = fixture({ mode: 'enforce' });
    await door.receive(arrival({ sourceAddress: null }));
    expect(stored).toMatchObject([{ status: 'quarantined' }]);
  });

  it('is none when it is listed in its IPv6 form', async () => {
    const { door, stored, told } = fixture({ mode: 'enforce' });
    await door.receive(arrival({ sourceAddress: `::ffff:${LISTED}` }));
    expect([stored[0]?.status, told]).toEqual(['new', []]);
  });
});
