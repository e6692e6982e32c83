/** What a clock that was an hour ahead has made wait: it is due once the clock is right. What waits rightly goes on waiting. */
import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../../../test/support/database.js';
import { DeliveryClaims, type ClaimedDelivery } from '../../src/deliveries/storage/delivery-claims.js';
import { DeliveryOutcomes } from '../../src/deliveries/storage/delivery-outcomes.js';
import type { Outcome } from '../../src/deliveries/sending/sender.js';
import { CLIENT, messageTo } from './support/messages.js';
import { Receiver, status } from './support/receiver.js';
import { testDeliveries, type TestDeliveries } from './support/test-deliveries.js';

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
const LEASE_MS = MINUTE;

/** A process that dies after any of its steps, on the clock of the test. */
async function dying(kind: Parameters<typeof testDeliveries>[0]) {
  const dead = await testDeliveries(kind);
  const receiver = await Receiver.start();
  const { endpoint } = await dead.endpoints.register(CLIENT, { url: receiver.url });
  await dead.stop(0);
  const test = await dead.beside();
  const queue = endpoint.id;
  const database = test.gateway;
  const [claims, outcomes] = [new DeliveryClaims(database), new DeliveryOutcomes(database, () => 0)];
  const now = (): number => test.time.now();
  const claim = async (): Promise<ClaimedDelivery> => {
    const times = { now: now(), leaseUntil: now() + LEASE_MS };
    const [claimed] = await claims.claim({ queue, owner: 'dead', ...times, free: 1, underWay: 0 });
    if (claimed === undefined) throw new Error('there was nothing to claim');
    return claimed;
  };
  const fail = async (retryAfterMs: number | null = null): Promise<void> => {
    const outcome: Outcome = {
      begunAt: now(),
      durationMs: 1,
      status: 503,
      error: 'answered 503',
      response: '',
      retryAfterMs,
    };
    await outcomes.record(await claim(), outcome, now());
  };
  const enqueue = (id: string): Promise<void> =>
    dead.deliveries.enqueue(messageTo(queue, { id, stream: `stream-of-${id}` }));
  return {
    dead,
    test,
    receiver,
    queue,
    enqueue,
    claim,
    fail,
    release: async () => claims.release(await claim()),
  };
}

type Dying = Awaited<ReturnType<typeof dying>>;
type Step = (its: Dying) => Promise<unknown>;

/** Five failures of five messages: the queue is paused for 30 seconds. */
const failFive: Step = async ({ enqueue, fail }) => {
  for (let n = 1; n < 5; n++) await enqueue(`other-${n}`);
  for (let n = 0; n < 5; n++) await fail();
};

const reopen: Step = async ({ dead, queue }) => {
  await dead.endpoints.disable(CLIENT, queue);
  await dead.endpoints.enable(CLIENT, queue);
};

const steps =
  (...each: Step[]): Step =>
  async (its) => {
    for (const step of each) await step(its);
  };

const nothing: Step = async () => undefined;
const claim: Step = (its) => its.claim();
const fail: Step = (its) => its.fail();
const release: Step = (its) => its.release();

/** What is done by the right clock, and then by the one that is ahead. */
const WAITS: [string, Step, Step][] = [
  ['that is held by a process that died', nothing, claim],
  ['that failed', nothing, fail],
  ['that failed, and was asked to wait', nothing, (its) => its.fail(10 * MINUTE)],
  ['that was given back', nothing, release],
  ['that was given back after an attempt', steps(fail, (its) => later(its, 6 * SECOND)), release],
  ['whose queue was paused', nothing, failFive],
  ['whose queue was probed by a process that died', failFive, claim],
  ['whose queue was probed in vain', failFive, fail],
  ['whose probe was given back', failFive, release],
  ['whose endpoint was enabled', nothing, reopen],
  ['whose endpoint was enabled, and probed by a process that died', nothing, steps(reopen, claim)],
];

async function later({ test }: Dying, ms: number): Promise<void> {
  test.time.advance(ms);
}

/** What has arrived once the clock has gone on by so much. */
async function arrivedWithin({ test, receiver }: Dying, ms: number): Promise<string[]> {
  for (let past = 0; past <= ms; past += 10 * SECOND) {
    await test.dispatcher.idle();
    test.time.advance(10 * SECOND);
  }
  return receiver.messages.map(({ id }) => id);
}

describe.each(testDatabases())('after a clock was ahead, on %s, a message', (kind) => {
  it.each(WAITS)('%s goes out once it is right', async (_title, before, ahead) => {
    const its = await dying(kind);
    await its.enqueue('message');
    await before(its);
    its.test.time.advance(HOUR);
    await ahead(its);
    its.test.time.advance(-HOUR);
    expect(await arrivedWithin(its, MINUTE)).toContain('message');
  });

  it('that was stored or replayed by it goes out once it is right', async () => {
    const its = await dying(kind);
    await its.enqueue('replayed');
    await its.test.dispatcher.idle();
    its.test.time.advance(HOUR);
    await its.enqueue('stored');
    await its.dead.deliveries.replay(CLIENT, 'replayed');
    its.test.time.advance(-HOUR);
    expect(await arrivedWithin(its, MINUTE)).toEqual(['replayed', expect.any(String), expect.any(String)]);
  });

  it('goes out at once from the process that sees its own clock go back', async () => {
    const its = await dying(kind);
    its.receiver.respond = status(503);
    its.test.time.advance(HOUR);
    await its.enqueue('message');
    await its.test.dispatcher.idle();
    its.receiver.respond = status(200);
    its.test.time.advance(-HOUR);
    expect(await arrivedWithin(its, 0)).toEqual(['message', 'message']);
  });

  it('goes out within a minute from a process whose own clock was right all the time', async () => {
    const its = await dying(kind);
    await its.test.dispatcher.idle();
    await its.enqueue('message');
    const away = its.test.time.now() + HOUR + LEASE_MS;
    await its.claim();
    await write(its.test, 'UPDATE gateway_delivery SET next_at = ?', away);
    expect(await arrivedWithin(its, MINUTE)).toEqual(['message']);
  });
});

describe.each(testDatabases())('while clocks differ by less than a minute, on %s, a message', (kind) => {
  const RIGHT: [string, Step, Step, number][] = [
    ['that another process holds', nothing, claim, LEASE_MS],
    ['that waits for a day, as it was asked to', nothing, (its) => its.fail(24 * HOUR), 24 * HOUR],
    ['whose queue is probed by another process', failFive, claim, LEASE_MS],
  ];

  it.each(RIGHT)('%s is taken from nobody', async (_title, before, step, wait) => {
    const its = await dying(kind);
    await its.enqueue('message');
    await before(its);
    if (before === failFive) its.test.time.advance(MINUTE);
    await step(its);
    its.test.time.advance(-50 * SECOND);
    expect(await arrivedWithin(its, 40 * SECOND)).toEqual([]);
    its.test.time.advance(wait + MINUTE);
    expect(await arrivedWithin(its, 0)).toContain('message');
  });
});

function write(test: TestDeliveries, sql: string, param: number): Promise<unknown> {
  return test.gateway.change((manager) => manager.query(sql, [param]));
}
