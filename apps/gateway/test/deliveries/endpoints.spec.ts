/** A client's endpoints: registered with a ping, signed with secrets that can be changed, stopped and started. */
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { testDatabases } from '../../../../test/support/database.js';
import { SecretBox } from '../../src/secrets/secret-box.js';
import { SigningSecrets } from '../../src/deliveries/secrets/signing-secrets.js';
import { CLIENT, messageTo, runDry } from './support/messages.js';
import { Receiver, status, type Received } from './support/receiver.js';
import { ENCRYPTION_KEY, testDeliveries, type TestDeliveries } from './support/test-deliveries.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function registered(test: TestDeliveries): Promise<{ id: string; secret: string; receiver: Receiver }> {
  const receiver = await Receiver.start();
  const { endpoint, secret } = await test.endpoints.register(CLIENT, { url: receiver.url });
  return { id: endpoint.id, secret, receiver };
}

/** Whether a message carries the signature that the standard library makes with this secret, whatever the time is. */
function isSignedWith(secret: string, { id, body, headers }: Received): boolean {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000);
  const signatures = String(headers['webhook-signature']).split(' ');
  return signatures.includes(new Webhook(secret).sign(id, at, body));
}

describe.each(testDatabases())('an endpoint on %s', (kind) => {
  it('is registered when it repeats the challenge of a signed ping', async () => {
    const { endpoints } = await testDeliveries(kind);
    const receiver = await Receiver.start();
    const { endpoint, secret } = await endpoints.register(CLIENT, { url: receiver.url });
    expect(endpoint).toMatchObject({ clientId: CLIENT, url: receiver.url, status: 'active' });
    expect(receiver.received).toHaveLength(1);
    expect(isSignedWith(secret, receiver.received[0]!)).toBe(true);
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({
      type: 'endpoint.ping',
      data: { challenge: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
    expect(await endpoints.list(CLIENT)).toEqual([endpoint]);
  });

  it.each([
    ['answers 404', status(404), /answered 404/],
    ['is silent about the challenge', status(200, {}, 'ok'), /does not repeat the challenge/],
    ['redirects', status(302, { location: 'http://127.0.0.1:1/' }), /redirects are not followed/],
  ])('is not registered when it %s', async (_, respond, message) => {
    const { endpoints } = await testDeliveries(kind);
    const receiver = await Receiver.start();
    receiver.respond = respond;
    await expect(endpoints.register(CLIENT, { url: receiver.url })).rejects.toThrow(message);
    expect(await endpoints.list(CLIENT)).toEqual([]);
  });

  it('is registered by any 2xx where the caller says that this is proof enough', async () => {
    const { endpoints } = await testDeliveries(kind);
    const receiver = await Receiver.start();
    receiver.respond = status(204);
    await endpoints.register(CLIENT, { url: receiver.url, proof: 'answer' });
    receiver.respond = status(500);
    await expect(endpoints.register(CLIENT, { url: receiver.url, proof: 'answer' })).rejects.toThrow(
      'answered 500',
    );
    expect(await endpoints.list(CLIENT)).toHaveLength(1);
  });

  it('is not there for another client, in any call', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    const { endpoints, deliveries } = test;
    const other = 'client-2';
    const calls = [
      () => endpoints.get(other, id),
      () => endpoints.changeUrl(other, id, { url: receiver.url }),
      () => endpoints.rotateSecret(other, id),
      () => endpoints.disable(other, id),
      () => endpoints.enable(other, id),
      () => endpoints.ping(other, id),
      () => endpoints.ask(other, id, { id: 'question', payload: {} }),
      () => deliveries.enqueue({ ...messageTo(id), clientId: other }),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ code: 'endpoint-not-found' });
    }
    expect(await endpoints.list(other)).toEqual([]);
    expect(await endpoints.get(CLIENT, id)).toMatchObject({ status: 'active' });
    expect(receiver.received).toHaveLength(1);
    expect((await deliveries.list(CLIENT)).items).toEqual([]);
  });

  it('gets what is due at its new URL, once that has passed the ping', async () => {
    const test = await testDeliveries(kind);
    const { id, secret, receiver } = await registered(test);
    receiver.respond = status(500);
    await test.deliveries.enqueue(messageTo(id));
    await test.dispatcher.idle();
    const next = await Receiver.start();
    next.respond = status(404);
    await expect(test.endpoints.changeUrl(CLIENT, id, { url: next.url })).rejects.toThrow('answered 404');
    expect(await test.endpoints.get(CLIENT, id)).toMatchObject({ url: receiver.url });
    next.respond = (request, response) => void response.writeHead(200).end(request.body);
    expect(await test.endpoints.changeUrl(CLIENT, id, { url: next.url })).toMatchObject({ url: next.url });
    await runDry(test);
    expect(next.messages.map((message) => message.id)).toEqual(['event-1']);
    expect(isSignedWith(secret, next.messages[0]!)).toBe(true);
  });

  it('gets signatures of two secrets while one replaces the other, and then of the new one', async () => {
    const test = await testDeliveries(kind);
    const { id, secret: first, receiver } = await registered(test);
    const second = await test.endpoints.rotateSecret(CLIENT, id);
    expect(second.previousValidUntil).toBe(test.time.now() + DAY);
    await test.deliveries.enqueue(messageTo(id, { id: 'during' }));
    await test.dispatcher.idle();
    test.time.advance(DAY);
    await test.deliveries.enqueue(messageTo(id, { id: 'after' }));
    await test.dispatcher.idle();
    const [during, after] = receiver.messages;
    expect([isSignedWith(first, during!), isSignedWith(second.secret, during!)]).toEqual([true, true]);
    expect(after?.headers['webhook-signature']).toMatch(/^v1,\S+$/);
    expect(during?.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    const third = await test.endpoints.rotateSecret(CLIENT, id, 0);
    await test.deliveries.enqueue(messageTo(id, { id: 'at-once' }));
    await test.dispatcher.idle();
    const last = receiver.messages.at(-1)!;
    expect([isSignedWith(second.secret, last), isSignedWith(third.secret, last)]).toEqual([false, true]);
    for (const keepOldMs of [-1, 30 * DAY + 1, 0.5]) {
      const refused = test.endpoints.rotateSecret(CLIENT, id, keepOldMs);
      await expect(refused).rejects.toMatchObject({ field: 'keepOldMs' });
    }
  });

  it('keeps its secret encrypted, and under the first key after it was encrypted anew', async () => {
    const test = await testDeliveries(kind);
    const { id, secret, receiver } = await registered(test);
    await test.endpoints.rotateSecret(CLIENT, id);
    const stored = JSON.stringify(await test.database.query('SELECT * FROM gateway_signing_secret'));
    expect(stored).not.toContain('whsec');
    expect(stored).not.toContain(secret.slice(6));

    const key = 'another encryption key of these tests';
    const changing = await test.beside({ encryptionKeys: [key, ENCRYPTION_KEY] });
    expect(await changing.secrets.reencrypt()).toBe(1);
    expect(await changing.secrets.reencrypt()).toBe(0);
    const changed = await test.beside({ encryptionKeys: [key] });
    await changed.deliveries.enqueue(messageTo(id));
    await changed.dispatcher.idle();
    expect(isSignedWith(secret, receiver.messages[0]!)).toBe(true);
  });

  it('keeps a secret that is made while the others are encrypted anew', async () => {
    const test = await testDeliveries(kind);
    const { id } = await registered(test);
    const holder = `endpoint:${id}` as const;
    let secret = '';
    const { gateway: database } = test;
    const read = database.read.bind(database);
    database.read = async (operation, work) => {
      const seen = await read(operation, work);
      secret ||= (await test.secrets.rotate(holder, DAY)).secret;
      return seen;
    };
    const box = new SecretBox(['another encryption key of these tests', ENCRYPTION_KEY]);
    const racing = new SigningSecrets({ database, box, clock: test.time });
    await racing.reencrypt();
    expect((await test.secrets.active(holder))[0]).toBe(secret);
  });

  it('gets nothing while it is disabled, and everything in order once it is enabled', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    expect(await test.endpoints.disable(CLIENT, id)).toMatchObject({
      status: 'disabled',
      disabledReason: 'client',
    });
    for (const event of ['a', 'b', 'c']) await test.deliveries.enqueue(messageTo(id, { id: event }));
    test.time.advance(30 * DAY);
    await test.dispatcher.idle();
    expect(receiver.messages).toEqual([]);
    expect((await test.deliveries.get(CLIENT, 'a')).status).toBe('pending');

    expect(await test.endpoints.enable(CLIENT, id)).toMatchObject({ status: 'active', disabledReason: null });
    await test.dispatcher.idle();
    expect(receiver.messages.map((message) => message.id)).toEqual(['a', 'b', 'c']);
  });

  it('is disabled by its answer 410, keeps what is due, and is probed with one message when it is enabled', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    receiver.respond = status(410);
    await test.deliveries.enqueue(messageTo(id, { id: 'first' }));
    await test.dispatcher.idle();
    for (let n = 0; n < 20; n++) {
      await test.deliveries.enqueue(messageTo(id, { id: `later-${n}`, stream: `payment-${n}` }));
    }
    test.time.advance(10 * DAY);
    await test.dispatcher.idle();
    expect(await test.endpoints.get(CLIENT, id)).toMatchObject({
      status: 'disabled',
      disabledReason: 'gone',
    });
    expect(receiver.messages.map((message) => message.id)).toEqual(['first']);
    expect(test.log).toEqual([`endpoint ${id} is disabled: gone`]);
    expect(await test.endpoints.disable(CLIENT, id)).toMatchObject({ disabledReason: 'gone' });

    // Still gone: one message is enough to find out.
    await test.endpoints.enable(CLIENT, id);
    await test.dispatcher.idle();
    expect(receiver.messages).toHaveLength(2);
    expect(await test.endpoints.get(CLIENT, id)).toMatchObject({ disabledReason: 'gone' });

    receiver.respond = status(200);
    await test.endpoints.enable(CLIENT, id);
    await runDry(test);
    expect(new Set(receiver.messages.map((message) => message.id)).size).toBe(21);
  });

  it('is disabled after 120 hours of nothing but failures, and not by an hour less', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    receiver.respond = status(500);
    const begun = test.time.now();
    for (let hours = 0; hours < 120; hours += 10) {
      test.time.moveTo(begun + hours * HOUR);
      await test.deliveries.enqueue(messageTo(id, { id: `event-${hours}`, stream: `payment-${hours}` }));
      await test.dispatcher.idle();
    }
    expect(await test.endpoints.get(CLIENT, id)).toMatchObject({ status: 'active' });
    test.time.moveTo(begun + 120 * HOUR);
    await test.dispatcher.idle();
    expect(await test.endpoints.get(CLIENT, id)).toMatchObject({
      status: 'disabled',
      disabledReason: 'failing',
    });
  });

  it('is disabled after those 120 hours also when it was enabled in between though nothing had stopped it', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    receiver.respond = status(500);
    const begun = test.time.now();
    for (let hours = 0; hours <= 120; hours += 10) {
      test.time.moveTo(begun + hours * HOUR);
      if (hours === 60) expect(await test.endpoints.enable(CLIENT, id)).toMatchObject({ status: 'active' });
      await test.deliveries.enqueue(messageTo(id, { id: `event-${hours}`, stream: `payment-${hours}` }));
      await test.dispatcher.idle();
    }
    expect(await test.endpoints.get(CLIENT, id)).toMatchObject({ disabledReason: 'failing' });
  });

  it('is not disabled when one message in those 120 hours has arrived', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    const begun = test.time.now();
    for (let hours = 0; hours <= 130; hours += 10) {
      test.time.moveTo(begun + hours * HOUR);
      receiver.respond = status(hours === 60 ? 200 : 500);
      await test.deliveries.enqueue(messageTo(id, { id: `event-${hours}`, stream: `payment-${hours}` }));
      await test.dispatcher.idle();
    }
    expect(await test.endpoints.get(CLIENT, id)).toMatchObject({ status: 'active' });
  });

  it('can be asked something at once, within a time of its own, and its answer is read', async () => {
    const test = await testDeliveries(kind);
    const { id, secret, receiver } = await registered(test);
    receiver.respond = status(200, {}, '{"ResultCode":"C2B00012"}');
    const question = { id: 'validation-1', payload: { TransID: 'SIM1' } };
    expect(await test.endpoints.ask(CLIENT, id, question)).toEqual({
      status: 200,
      error: null,
      body: '{"ResultCode":"C2B00012"}',
    });
    expect(isSignedWith(secret, receiver.messages[0]!)).toBe(true);
    receiver.respond = () => undefined;
    expect(await test.endpoints.ask(CLIENT, id, { ...question, deadlineMs: 50 })).toEqual({
      status: null,
      error: 'no complete answer within 50 ms',
      body: null,
    });
    expect((await test.deliveries.list(CLIENT)).items).toEqual([]);
  });

  it('can be pinged at any time, and says what came of it', async () => {
    const test = await testDeliveries(kind);
    const { id, receiver } = await registered(test);
    receiver.respond = status(200, {}, 'ok');
    expect(await test.endpoints.ping(CLIENT, id)).toMatchObject({ ok: true, status: 200, error: null });
    receiver.respond = status(503);
    expect(await test.endpoints.ping(CLIENT, id)).toMatchObject({
      ok: false,
      status: 503,
      error: 'answered 503',
    });
  });
});
