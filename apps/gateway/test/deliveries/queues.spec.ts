/** How a destination's queue behaves: order within a stream, pauses, probes, replays, and the end of a process. */
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { testDatabases } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import type { DeliveryPage } from '../../src/deliveries/delivery.js';
import type { Outcome } from '../../src/deliveries/sending/sender.js';
import { DeliveryClaims, type ClaimedDelivery } from '../../src/deliveries/storage/delivery-claims.js';
import { DeliveryOutcomes } from '../../src/deliveries/storage/delivery-outcomes.js';
import { CLIENT, enqueueAll, messageTo, runDry } from './support/messages.js';
import { Receiver, status } from './support/receiver.js';
import { testDeliveries, type TestDeliveries } from './support/test-deliveries.js';

async function registered(
  test: TestDeliveries,
  client = CLIENT,
): Promise<{ id: string; receiver: Receiver }> {
  const receiver = await Receiver.start();
  const { endpoint } = await test.endpoints.register(client, { url: receiver.url });
  return { id: endpoint.id, receiver };
}

const LEASE_MS = 1_000;
const ATTEMPT = { begunAt: 0, durationMs: 1, response: '', retryAfterMs: null } as const;
const DELIVERED: Outcome = { ...ATTEMPT, status: 200, error: null };
const REFUSED: Outcome = { ...ATTEMPT, status: 503, error: 'answered 503' };

/** What the dispatcher does, step by step. Times are milliseconds from now. */
function handsOn(test: TestDeliveries, queue: string) {
  const database = test.gateway;
  const [claims, outcomes] = [new DeliveryClaims(database), new DeliveryOutcomes(database, () => 0)];
  const start = test.time.now();
  return {
    claim: (owner: string, after: number, free = 8) =>
      claims.claim({
        queue,
        owner,
        now: start + after,
        leaseUntil: start + after + LEASE_MS,
        free,
        underWay: 0,
      }),
    release: (claimed: ClaimedDelivery) => claims.release(claimed),
    record: (claimed: ClaimedDelivery, outcome: Outcome, after = 0) =>
      outcomes.record(claimed, outcome, start + after),
    failures: async () => {
      const rows = await test.database.query('SELECT failures FROM gateway_queue WHERE queue = ?', [queue]);
      return Number((rows[0] as { failures: number }).failures);
    },
  };
}

const idsOf = (receiver: Receiver): string[] => receiver.messages.map(({ id }) => id);

describe.each(testDatabases())('a queue on %s', (kind) => {
  it('holds a message back until the earlier ones of its stream have arrived, and no other', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    receiver.respond = (request, response) =>
      void response.writeHead(request.id === 'a1' && idsOf(receiver).length < 4 ? 500 : 200).end();
    for (const [event, stream] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['a3', 'a'],
      ['b1', 'b'],
    ] as const) {
      await test.deliveries.enqueue(messageTo(id, { id: event, stream }));
    }
    await test.dispatcher.idle();
    expect(idsOf(receiver)).toEqual(expect.arrayContaining(['a1', 'b1']));
    expect(idsOf(receiver)).toHaveLength(2);
    await runDry(test);
    expect(idsOf(receiver).filter((event) => event.startsWith('a'))).toEqual(['a1', 'a1', 'a1', 'a2', 'a3']);
  });

  it('lets the later ones go once an earlier one is given up', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    receiver.respond = (request, response) => void response.writeHead(request.id === 'a1' ? 400 : 200).end();
    await test.deliveries.enqueue(messageTo(id, { id: 'a1' }));
    await test.deliveries.enqueue(messageTo(id, { id: 'a2' }));
    await runDry(test);
    expect(idsOf(receiver)).toEqual([...Array.from({ length: 10 }, () => 'a1'), 'a2']);
    expect((await test.deliveries.get(CLIENT, 'a1')).status).toBe('failed');
    expect((await test.deliveries.get(CLIENT, 'a2')).status).toBe('delivered');
  });

  it('is not held back by the same stream at another endpoint', async () => {
    const test = await testDeliveries(kind);
    const [down, up] = [await registered(test), await registered(test)];
    down.receiver.respond = status(500);
    await test.deliveries.enqueue(messageTo(down.id, { id: 'e1:down' }));
    await test.deliveries.enqueue(messageTo(up.id, { id: 'e1:up' }));
    await test.deliveries.enqueue(messageTo(up.id, { id: 'e2:up' }));
    await test.dispatcher.idle();
    expect(idsOf(up.receiver)).toEqual(['e1:up', 'e2:up']);
  });

  it('pauses after five failures, and is then probed with one message at a time until one arrives', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    receiver.respond = status(500);
    for (let n = 0; n < 100; n++) {
      await test.deliveries.enqueue(messageTo(id, { id: `event-${n}`, stream: `payment-${n}` }));
    }
    await test.dispatcher.idle();
    // One round of eight was under way before the first failure was known.
    const before = receiver.messages.length;
    expect(before).toBeLessThanOrEqual(8);
    test.time.advance(29_999);
    await test.dispatcher.idle();
    expect(receiver.messages).toHaveLength(before);
    // The pause has its length from how many failed, which depends on how many of the round did.
    test.time.advance(300_000);
    await test.dispatcher.idle();
    expect(receiver.messages).toHaveLength(before + 1);
    test.time.advance(300_000);
    await test.dispatcher.idle();
    expect(receiver.messages).toHaveLength(before + 2);

    receiver.respond = status(200);
    test.time.advance(300_000);
    await test.dispatcher.idle();
    expect(new Set(idsOf(receiver)).size).toBe(100);
    expect((await test.deliveries.list(CLIENT, { status: 'delivered' }, { limit: 200 })).items).toHaveLength(
      100,
    );
  });

  it('sends nothing before the time that Retry-After names, not even other messages', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    receiver.respond = status(429, { 'retry-after': '3600' });
    await test.deliveries.enqueue(messageTo(id, { id: 'a' }));
    await test.dispatcher.idle();
    receiver.respond = status(200);
    await test.deliveries.enqueue(messageTo(id, { id: 'b', stream: 'payment-2' }));
    test.time.advance(3_599_999);
    await test.dispatcher.idle();
    expect(idsOf(receiver)).toEqual(['a']);
    test.time.advance(1);
    await test.dispatcher.idle();
    expect(idsOf(receiver).sort()).toEqual(['a', 'a', 'b']);
  });

  it('takes the same id once, and refuses it for another destination or client', async () => {
    const test = await testDeliveries(kind);
    const [first, second] = [await registered(test), await registered(test)];
    const stranger = await registered(test, 'client-2');
    await Promise.all(Array.from({ length: 20 }, () => test.deliveries.enqueue(messageTo(first.id))));
    await test.dispatcher.idle();
    await test.deliveries.enqueue(messageTo(first.id, { payload: { changed: true } }));
    const conflict = { code: 'delivery-conflict' };
    await expect(test.deliveries.enqueue(messageTo(second.id))).rejects.toMatchObject(conflict);
    await expect(
      test.deliveries.enqueue({ ...messageTo(stranger.id), clientId: 'client-2' }),
    ).rejects.toMatchObject(conflict);
    await test.dispatcher.idle();
    expect(first.receiver.messages.map(({ body }) => body)).toEqual(['{"id":"event-1"}']);
    expect([...second.receiver.messages, ...stranger.receiver.messages]).toEqual([]);
  });

  it('stores with the transaction it is given, or not at all', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    const lost = test.gateway.change(async (manager) => {
      await test.deliveries.enqueue(messageTo(id, { id: 'lost' }), manager);
      throw new Error('the order could not be saved');
    });
    await expect(lost).rejects.toThrow('the order could not be saved');
    await test.gateway.change((manager) => test.deliveries.enqueue(messageTo(id, { id: 'kept' }), manager));
    await test.dispatcher.idle();
    expect(idsOf(receiver)).toEqual(['kept']);
    await expect(
      test.deliveries.enqueue(messageTo(id, { id: 'beside' }), test.gateway.dataSource.manager),
    ).rejects.toThrow('must run a transaction');
  });

  it('sends to a one-shot URL, signed with the secret of the client, and gives up at its 410', async () => {
    const test = await testDeliveries(kind);
    const receiver = await Receiver.start();
    const { secret } = await test.endpoints.rotateClientSecret(CLIENT);
    const oneShot = (event: string) => messageTo(null, { id: event, url: `${receiver.url}/${event}` });
    await test.deliveries.enqueue(oneShot('a'));
    await test.dispatcher.idle();
    const [message] = receiver.messages;
    expect(message?.path).toBe('/hook/a');
    expect(new Webhook(secret).verify(message!.body, message!.headers as Record<string, string>)).toEqual({
      id: 'a',
    });
    receiver.respond = status(410);
    await test.deliveries.enqueue(oneShot('b'));
    await test.dispatcher.idle();
    expect(await test.deliveries.get(CLIENT, 'b')).toMatchObject({ status: 'failed', attempts: 1 });
    receiver.respond = status(500);
    await test.deliveries.enqueue(oneShot('c'));
    await runDry(test);
    expect(await test.deliveries.get(CLIENT, 'c')).toMatchObject({ status: 'failed', attempts: 10 });
    await expect(test.deliveries.enqueue(messageTo(null, { id: 'd' }))).rejects.toMatchObject({
      field: 'url',
    });
    await expect(
      test.deliveries.enqueue(messageTo('x', { id: 'd', url: receiver.url })),
    ).rejects.toMatchObject({ field: 'url' });
  });

  it('replays a finished message under its old id, and leaves a pending one alone', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    receiver.respond = status(500);
    await test.deliveries.enqueue(messageTo(id));
    await test.dispatcher.idle();
    const pending = await test.deliveries.get(CLIENT, 'event-1');
    expect(await test.deliveries.replay(CLIENT, 'event-1')).toEqual(pending);
    await runDry(test);
    expect(await test.deliveries.get(CLIENT, 'event-1')).toMatchObject({ status: 'failed', attempts: 10 });

    // Something arrives, or the endpoint would be disabled after 120 hours.
    receiver.respond = (request, response) =>
      void response.writeHead(request.id === 'event-1' ? 500 : 200).end();
    await test.deliveries.enqueue(messageTo(id, { id: 'event-2' }));
    await runDry(test);
    expect(await test.deliveries.replay(CLIENT, 'event-1')).toMatchObject({ status: 'pending' });
    await runDry(test);
    expect(await test.deliveries.get(CLIENT, 'event-1')).toMatchObject({ status: 'failed', attempts: 20 });
    receiver.respond = status(200);
    expect(await test.deliveries.replayFailed(CLIENT, id, 0)).toBe(1);
    expect(await test.deliveries.replayFailed('client-2', id, 0)).toBe(0);
    await runDry(test);
    expect(await test.deliveries.get(CLIENT, 'event-1')).toMatchObject({ status: 'delivered', attempts: 21 });
    await test.deliveries.replay(CLIENT, 'event-1');
    await runDry(test);
    expect(new Set(idsOf(receiver))).toEqual(new Set(['event-1', 'event-2']));
    expect(await test.deliveries.attempts(CLIENT, 'event-1')).toHaveLength(22);
  });

  it('is listed page by page, newest first, to its client only', async () => {
    const test = await testDeliveries(kind);
    const { id } = await registered(test);
    for (let n = 0; n < 7; n++) {
      await test.deliveries.enqueue(messageTo(id, { id: `event-${n}`, stream: `payment-${n % 2}` }));
    }
    const seen: string[] = [];
    let page: DeliveryPage = { items: [], cursor: null };
    do {
      page = await test.deliveries.list(CLIENT, {}, { limit: 3, cursor: page.cursor });
      seen.push(...page.items.map((item) => item.id));
    } while (page.cursor !== null);
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `event-${n}`));
    const filtered = await test.deliveries.list(CLIENT, {
      stream: 'payment-1',
      endpointId: id,
      status: 'delivered',
    });
    expect(filtered.items.map((item) => item.id)).toEqual(expect.not.arrayContaining(['event-0']));

    const other = 'client-2';
    expect((await test.deliveries.list(other)).items).toEqual([]);
    await expect(test.deliveries.list(other, {}, { cursor: 'event-3' })).rejects.toMatchObject({
      field: 'cursor',
    });
    await expect(test.deliveries.list(CLIENT, {}, { limit: 201 })).rejects.toMatchObject({ field: 'limit' });
    for (const call of ['get', 'attempts', 'replay'] as const) {
      await expect(test.deliveries[call](other, 'event-1')).rejects.toMatchObject({
        code: 'delivery-not-found',
      });
    }
  });

  it('is taken over from a process that died while it was sending, after its lease', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    // Claimed and never heard of again.
    const dead = await test.beside({ deadlineMs: 600_000 });
    receiver.respond = () => undefined;
    await dead.deliveries.enqueue(messageTo(id));
    await eventually(() => receiver.messages.length === 1);
    receiver.respond = status(200);
    test.time.advance(600_000);
    await test.dispatcher.idle();
    expect(receiver.messages).toHaveLength(1);
    test.time.advance(45_000);
    await test.dispatcher.idle();
    expect(idsOf(receiver)).toEqual(['event-1', 'event-1']);
    expect(await test.deliveries.get(CLIENT, 'event-1')).toMatchObject({ status: 'delivered', attempts: 1 });
    // The dead one comes back, late, and has no say.
    for (const socket of receiver.sockets) socket.destroy();
    await eventually(() => dead.log.some((line) => line.includes('the lease was lost')));
    expect(await test.deliveries.get(CLIENT, 'event-1')).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  it('gets back what a process had to leave unfinished when it ended, uncounted', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    const ending = await test.beside();
    receiver.respond = () => undefined;
    await ending.deliveries.enqueue(messageTo(id));
    await eventually(() => receiver.messages.length === 1);
    await ending.stop(50);
    expect(await test.deliveries.get(CLIENT, 'event-1')).toMatchObject({ status: 'pending', attempts: 0 });
    receiver.respond = status(200);
    await test.dispatcher.idle();
    expect(idsOf(receiver)).toEqual(['event-1', 'event-1']);
    expect(ending.log).toEqual([]);
  });

  it('gives nothing to a process that saw it running before it was stopped or paused', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    const claims = new DeliveryClaims(test.gateway);
    const now = test.time.now();
    const claim = () =>
      claims.claim({ queue: id, owner: 'late', now, leaseUntil: now + 1_000, free: 8, underWay: 0 });
    await test.endpoints.disable(CLIENT, id);
    await test.deliveries.enqueue(messageTo(id));
    await test.dispatcher.idle();
    expect([await claims.readyQueues(now), await claim()]).toEqual([[], []]);

    receiver.respond = status(503, { 'retry-after': '10' });
    await test.endpoints.enable(CLIENT, id);
    await test.dispatcher.idle();
    await test.deliveries.enqueue(messageTo(id, { id: 'event-2', stream: 'payment-2' }));
    expect([await claims.readyQueues(now), await claim()]).toEqual([[], []]);
    expect(await claims.readyQueues(now + 10_000)).toEqual([id]);
    expect(idsOf(receiver)).toEqual(['event-1']);
  });

  it('takes no word from a process whose lease is over: no outcome, no failure, nothing given back', async () => {
    const test = await testDeliveries(kind);
    const { id } = await registered(test);
    const { claim, release, record, failures } = handsOn(test, id);
    await enqueueAll(test, [messageTo(id)]);
    const [late] = await claim('late', 0);
    const [mine] = await claim('mine', LEASE_MS);
    await release(late!);
    expect(await claim('a third', LEASE_MS)).toEqual([]);
    for (const end of [DELIVERED, REFUSED]) expect(await record(late!, end)).toMatchObject({ held: false });
    expect(await test.deliveries.get(CLIENT, 'event-1')).toMatchObject({ status: 'pending', attempts: 0 });
    expect(await failures()).toBe(0);
    expect(await record(mine!, DELIVERED)).toMatchObject({ held: true });
    expect(await test.deliveries.get(CLIENT, 'event-1')).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  it('stays paused when a message arrives that was under way before the pause, until its probe has', async () => {
    const test = await testDeliveries(kind);
    const { id } = await registered(test);
    const { claim, record, failures } = handsOn(test, id);
    await enqueueAll(
      test,
      ['a', 'b', 'c'].map((stream) => messageTo(id, { id: stream, stream })),
    );
    const [a, b] = await claim('mine', 0, 2);
    await record(a!, { ...REFUSED, retryAfterMs: 60_000 });
    await record(b!, DELIVERED);
    expect([await claim('mine', 59_999), await failures()]).toEqual([[], 1]);
    const [probe, ...others] = await claim('mine', 60_000);
    expect([probe?.probe, others]).toEqual([true, []]);
    await record(probe!, DELIVERED, 60_000);
    expect(await failures()).toBe(0);
    expect(await claim('mine', 60_000)).toHaveLength(1);
  });

  it('replays what was given up at the very moment it is asked for, and nothing before it', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    receiver.respond = status(500);
    await test.deliveries.enqueue(messageTo(id));
    await runDry(test);
    const { finishedAt } = await test.deliveries.get(CLIENT, 'event-1');
    expect(await test.deliveries.replayFailed(CLIENT, id, finishedAt! + 1)).toBe(0);
    expect(await test.deliveries.replayFailed(CLIENT, id, finishedAt!)).toBe(1);
  });

  it('is sent by one of four processes, never by two', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    const others = await Promise.all([test.beside(), test.beside(), test.beside()]);
    for (let n = 0; n < 100; n++) {
      await test.deliveries.enqueue(messageTo(id, { id: `event-${n}`, stream: `payment-${n % 10}` }));
    }
    await Promise.all([test, ...others].map(({ dispatcher }) => dispatcher.idle()));
    await runDry(test);
    expect(idsOf(receiver)).toHaveLength(100);
    expect(new Set(idsOf(receiver)).size).toBe(100);
    for (let stream = 0; stream < 10; stream++) {
      const numbers = idsOf(receiver)
        .map((event) => Number(event.slice(6)))
        .filter((n) => n % 10 === stream);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
  });
});
