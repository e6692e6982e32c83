/**
 * A thousand messages to a receiver at its worst: nothing is lost, nothing overtakes within a payment, nothing comes before
 * Retry-After has passed, and nothing follows a 410. The faults are drawn from a seed, which is printed when it fails.
 */
import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { testDatabases } from '../../../../test/support/database.js';
import type { EnqueueRequest } from '../../src/deliveries/delivery.js';
import type { Deadline } from '../../src/deliveries/sending/sender.js';
import { CLIENT, enqueueAll, messageTo, runDry } from './support/messages.js';
import { ManualTime } from './support/manual-time.js';
import { Receiver, status, type Received, type Respond } from './support/receiver.js';
import { seededRandom } from './support/seeded-random.js';
import { testDeliveries } from './support/test-deliveries.js';

const MESSAGES = 1_000;
const STREAMS = 250;
const AFTER_410 = 300;
const RETRY_AFTER_S = 600;
/** A message is refused so often at most, so that none may be given up. */
const REFUSALS = 6;

/** A receiver that does to most requests what receivers do, and keeps the books of it. */
class WorstReceiver {
  readonly refusals = new Map<string, number>();
  readonly accepted = new Map<string, number>();
  readonly faults = new Map<string, number>();
  readonly overtaken: string[] = [];
  readonly impatient: string[] = [];
  /** What ends the exchange of a message at its deadline: it passes when the receiver is silent, and never for want of a processor. */
  readonly deadlines = new Map<string, () => void>();
  #quietSince = 0;
  #quietUntil = 0;

  constructor(
    readonly receiver: Receiver,
    private readonly time: ManualTime,
    private readonly random: () => number,
  ) {
    receiver.respond = (request, response) => this.#respond(request, response);
  }

  #respond: Respond = (request, response) => {
    if (request.id.startsWith('ping_')) return void response.end(request.body);
    const now = this.time.now();
    // What was under way already when Retry-After was said arrives in the same moment.
    if (now > this.#quietSince && now < this.#quietUntil) this.impatient.push(request.id);
    this.#checkOrder(request);
    const refusals = this.refusals.get(request.id) ?? 0;
    const fault = refusals < REFUSALS ? faultFor(this.random()) : 'none';
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
    if (fault === 'none') {
      this.accepted.set(request.id, (this.accepted.get(request.id) ?? 0) + 1);
      return void response.writeHead(204).end();
    }
    this.refusals.set(request.id, refusals + 1);
    if (fault === 'throttle') {
      this.#quietSince = now;
      this.#quietUntil = now + RETRY_AFTER_S * 1000;
    }
    FAULTS[fault](request, response);
    if (fault === 'hang' || fault === 'drip') setImmediate(() => this.deadlines.get(request.id)?.());
  };

  /** For the sender. */
  readonly deadline: Deadline = (ring, _ms, id) => {
    this.deadlines.set(id, ring);
    return () => this.deadlines.delete(id);
  };

  #checkOrder({ id, body }: Received): void {
    const { stream, nth } = JSON.parse(body) as { stream: number; nth: number };
    for (let earlier = 0; earlier < nth; earlier++) {
      if (!this.accepted.has(idOf(stream, earlier))) this.overtaken.push(id);
    }
  }
}

const FAULTS = {
  'server error': status(500, {}, 'Internal Server Error'),
  unavailable: status(503),
  redirect: status(302, { location: 'http://127.0.0.1:1/' }),
  throttle: status(429, { 'retry-after': String(RETRY_AFTER_S) }),
  hang: () => undefined,
  drip: (_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('.'), 20);
    response.once('close', () => clearInterval(timer));
  },
  reset: (_request, response) => void response.socket?.resetAndDestroy(),
  'half an answer': (_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.socket?.resetAndDestroy());
  },
} satisfies Record<string, Respond>;

function faultFor(draw: number): keyof typeof FAULTS | 'none' {
  const shares: [keyof typeof FAULTS, number][] = [
    ['server error', 0.12],
    ['unavailable', 0.06],
    ['redirect', 0.05],
    ['throttle', 0.02],
    ['hang', 0.04],
    ['drip', 0.03],
    ['reset', 0.03],
    ['half an answer', 0.03],
  ];
  let sum = 0;
  return shares.find(([, share]) => (sum += share) > draw)?.[0] ?? 'none';
}

const idOf = (stream: number, nth: number): string => `payment-${stream}:${nth}`;

/** Messages of which none waits for another. */
const separateMessages = (endpointId: string, count: number): EnqueueRequest[] =>
  Array.from({ length: count }, (_, n) =>
    messageTo(endpointId, { id: `event-${n}`, stream: `payment-${n}` }),
  );

describe.each(testDatabases())('a thousand deliveries on %s', (kind) => {
  it('all arrive, in order within each payment, never while the receiver wants to be left alone', async () => {
    const seed = Number(process.env.MPESA_SEED ?? randomInt(1, 2 ** 31));
    const random = seededRandom(seed);
    const receiver = await Receiver.start();
    const time = new ManualTime();
    const worst = new WorstReceiver(receiver, time, random);
    const test = await testDeliveries(kind, { clock: time, deadline: worst.deadline, random });
    const { endpoint } = await test.endpoints.register(CLIENT, { url: receiver.url });
    const messages = Array.from({ length: MESSAGES }, (_, n) => {
      const [stream, nth] = [n % STREAMS, Math.floor(n / STREAMS)];
      return messageTo(endpoint.id, {
        id: idOf(stream, nth),
        stream: `payment-${stream}`,
        payload: { stream, nth },
      });
    });
    await enqueueAll(test, messages);
    await runDry(test);

    const { overtaken, impatient, accepted, faults } = worst;
    const rows = await test.database.query(
      'SELECT status, COUNT(*) AS count, MAX(attempts) AS most FROM gateway_delivery GROUP BY status',
    );
    const delivered = (rows as { status: string; count: unknown; most: unknown }[]).map((row) => ({
      status: row.status,
      count: Number(row.count),
      withinSchedule: Number(row.most) <= 10,
    }));
    expect({ seed, delivered, arrived: accepted.size, overtaken, impatient }).toEqual({
      seed,
      delivered: [{ status: 'delivered', count: MESSAGES, withinSchedule: true }],
      arrived: MESSAGES,
      overtaken: [],
      impatient: [],
    });
    // Every kind of fault has been there, or this has shown nothing.
    expect([...faults.keys()].sort()).toEqual([...Object.keys(FAULTS), 'none'].sort());
  }, 180_000);

  it('stop at the first 410, but for what was under way in that moment', async () => {
    const test = await testDeliveries(kind);
    const receiver = await Receiver.start();
    const { endpoint } = await test.endpoints.register(CLIENT, { url: receiver.url });
    let goneAfter = 0;
    receiver.respond = (_, response) => {
      const gone = receiver.messages.length > 100;
      if (gone && goneAfter === 0) goneAfter = receiver.messages.length;
      response.writeHead(gone ? 410 : 200).end();
    };
    await enqueueAll(test, separateMessages(endpoint.id, AFTER_410));
    await test.dispatcher.idle();
    const seen = receiver.messages.length;
    expect(seen - goneAfter).toBeLessThan(8);
    for (let day = 0; day < 5; day++) {
      test.time.advance(86_400_000);
      await test.dispatcher.idle();
    }
    expect(receiver.messages).toHaveLength(seen);

    receiver.respond = status(200);
    await test.endpoints.enable(CLIENT, endpoint.id);
    await runDry(test);
    const delivered = await test.database.query(
      "SELECT COUNT(*) AS count FROM gateway_delivery WHERE status = 'delivered'",
    );
    expect(Number((delivered[0] as { count: unknown }).count)).toBe(AFTER_410);
  });

  it('stop at the very 410 where one message at a time is sent', async () => {
    const test = await testDeliveries(kind, { perEndpoint: 1 });
    const receiver = await Receiver.start();
    const { endpoint } = await test.endpoints.register(CLIENT, { url: receiver.url });
    receiver.respond = (_, response) =>
      void response.writeHead(receiver.messages.length > 20 ? 410 : 200).end();
    await enqueueAll(test, separateMessages(endpoint.id, 50));
    await test.dispatcher.idle();
    expect(receiver.messages).toHaveLength(21);
  });
});
