/** What the gateway does about deliveries by itself: keys that change and the past that is forgotten. */
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { testDatabases } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { DeliveryClaims } from '../../src/deliveries/storage/delivery-claims.js';
import { CLIENT, enqueueAll, messageTo, runDry } from './support/messages.js';
import { Receiver, status, type Received } from './support/receiver.js';
import { ENCRYPTION_KEY, testDeliveries } from './support/test-deliveries.js';

const DAY = 86_400_000;
const NEW_KEY = 'the second encryption key of these tests';

describe.each(testDatabases())('the upkeep of deliveries on %s', (kind) => {
  it('changes signing secrets and encryption keys under load, and every message can be verified', async () => {
    const test = await testDeliveries(kind);
    const receiver = await Receiver.start();
    const { endpoint, secret } = await test.endpoints.register(CLIENT, { url: receiver.url });
    let known = secret;
    const unverified: string[] = [];
    receiver.respond = (request, response) => {
      if (!isVerified(known, request)) unverified.push(request.id);
      response.writeHead(204).end();
    };
    // Both processes know both keys before the new one becomes the first, as the docs say.
    const processes = [
      await test.beside({ encryptionKeys: [ENCRYPTION_KEY, NEW_KEY] }),
      await test.beside({ encryptionKeys: [NEW_KEY, ENCRYPTION_KEY] }),
    ];
    for (let round = 0; round < 10; round++) {
      const messages = Array.from({ length: 20 }, (_, n) =>
        messageTo(endpoint.id, { id: `event-${round}-${n}`, stream: `payment-${n}` }),
      );
      await enqueueAll(test, messages);
      const sending = processes.map(({ dispatcher }) => dispatcher.idle());
      const issued = await processes[round % 2]!.endpoints.rotateSecret(CLIENT, endpoint.id);
      await processes[1]!.secrets.reencrypt();
      await Promise.all(sending);
      // The client takes the new secret when it gets to it.
      known = issued.secret;
    }
    expect(unverified).toEqual([]);
    expect(receiver.messages).toHaveLength(200);
    expect(processes.flatMap(({ log }) => log)).toEqual([]);
    const failures = await test.database.query(
      'SELECT * FROM gateway_delivery_attempt WHERE error IS NOT NULL',
    );
    expect(failures).toEqual([]);
  });

  it('encrypts anew under the first key when it starts, and sends nothing with a key it has not', async () => {
    const test = await testDeliveries(kind);
    const receiver = await Receiver.start();
    const { endpoint } = await test.endpoints.register(CLIENT, { url: receiver.url });
    const changing = await test.beside({ encryptionKeys: [NEW_KEY, ENCRYPTION_KEY] });
    changing.start();
    const changed = await test.beside({ encryptionKeys: [NEW_KEY] });
    await eventually(() => changed.secrets.active(`endpoint:${endpoint.id}`));

    await test.deliveries.enqueue(messageTo(endpoint.id));
    await test.dispatcher.idle();
    expect(test.log).toEqual([expect.stringContaining('not among encryptionKeys')]);
    // Not the receiver's fault: no attempt is counted, and a process that has the key takes over.
    expect(await test.deliveries.get(CLIENT, 'event-1')).toMatchObject({ status: 'pending', attempts: 0 });
    test.time.advance(60_000);
    await changed.dispatcher.idle();
    expect(await test.deliveries.get(CLIENT, 'event-1')).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  it('forgets every message by its age: arrived, given up, replayed, or kept for an endpoint that was stopped', async () => {
    const test = await testDeliveries(kind);
    const receiver = await Receiver.start();
    const { endpoint } = await test.endpoints.register(CLIENT, { url: receiver.url });
    const many = Array.from({ length: 600 }, (_, n) =>
      messageTo(endpoint.id, { id: `old-${n}`, stream: `s-${n}` }),
    );
    await enqueueAll(test, many);
    await test.dispatcher.idle();
    const gone = { url: `${receiver.url}/gone`, stream: 's-gone' };
    receiver.respond = status(410);
    await test.deliveries.enqueue(messageTo(null, { id: 'given-up', ...gone }));
    await test.dispatcher.idle();
    receiver.respond = status(500);
    await test.deliveries.enqueue(messageTo(endpoint.id, { id: 'waiting' }));
    await test.dispatcher.idle();
    await test.endpoints.disable(CLIENT, endpoint.id);
    const stored = test.time.now();

    test.time.advance(90 * DAY);
    expect(await test.deliveries.replay(CLIENT, 'old-0')).toMatchObject({ status: 'pending' });
    await test.deliveries.enqueue(messageTo(endpoint.id, { id: 'new' }));
    expect(await test.personal.forget(stored)).toBe(0);
    expect(await test.personal.forget(stored + 1)).toBe(602);
    expect((await test.deliveries.list(CLIENT)).items.map(({ id }) => id)).toEqual(['new']);
    expect(await test.database.query('SELECT * FROM gateway_delivery_attempt')).toEqual([]);
    expect(test.log).toContainEqual(expect.stringContaining('messages were given up'));
    receiver.respond = status(200);
    await test.endpoints.enable(CLIENT, endpoint.id);
    await runDry(test);
    expect(await test.deliveries.get(CLIENT, 'new')).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  it('forgets no message under the hands of who is sending it, and that one when its sender has died', async () => {
    const test = await testDeliveries(kind);
    const receiver = await Receiver.start();
    const { endpoint } = await test.endpoints.register(CLIENT, { url: receiver.url });
    // In a transaction of its own, which wakes no dispatcher.
    await enqueueAll(test, [messageTo(endpoint.id)]);
    const claims = new DeliveryClaims(test.gateway);
    const now = test.time.now();
    const times = { now, leaseUntil: now + 60_000 };
    const claimed = await claims.claim({
      queue: endpoint.id,
      owner: 'who-died',
      free: 1,
      underWay: 0,
      ...times,
    });
    expect(claimed).toHaveLength(1);
    test.time.advance(59_999);
    expect(await test.personal.forget(now + DAY)).toBe(0);
    test.time.advance(1);
    expect(await test.personal.forget(now + DAY)).toBe(1);
  });

  it('keeps no secret and no signature in its tables or its log', async () => {
    const test = await testDeliveries(kind);
    const receiver = await Receiver.start();
    const { endpoint, secret } = await test.endpoints.register(CLIENT, { url: receiver.url });
    receiver.respond = status(410);
    await test.deliveries.enqueue(messageTo(endpoint.id));
    await test.dispatcher.idle();
    const tables = ['delivery', 'delivery_attempt', 'endpoint', 'queue', 'signing_secret'];
    const rows = await Promise.all(
      tables.map((name) => test.database.query(`SELECT * FROM gateway_${name}`)),
    );
    const text = JSON.stringify([rows, test.log]);
    expect(text).toContain('event-1');
    expect(text).not.toContain(secret.slice(6));
    expect(text).not.toMatch(/whsec|v1,/);
  });
});

function isVerified(secret: string, { body, headers }: Received): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
