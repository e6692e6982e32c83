/** A message from its storing to its arrival: signed, in order, at the promised times. */
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { testDatabases } from '../../../../test/support/database.js';
import { PAUSES_MS } from '../../src/deliveries/retry-schedule.js';
import { Receiver, status } from './support/receiver.js';
import { testDeliveries } from './support/test-deliveries.js';

const CLIENT = 'client-1';

describe.each(testDatabases())('a delivery on %s', (kind) => {
  it('arrives once, with a signature that the standard library accepts', async () => {
    const { endpoints, deliveries, dispatcher } = await testDeliveries(kind);
    const receiver = await Receiver.start();
    const { endpoint, secret } = await endpoints.register(CLIENT, { url: receiver.url });
    const payload = { type: 'payment.succeeded', data: { amount: '10.00', note: 'asante sana, ndugu ✓' } };
    await deliveries.enqueue({
      id: 'event-1',
      clientId: CLIENT,
      endpointId: endpoint.id,
      stream: 'payment-1',
      type: 'payment.succeeded',
      payload,
    });
    await dispatcher.idle();
    await dispatcher.idle();

    const [message, ...others] = receiver.messages;
    expect(others).toEqual([]);
    expect(new Webhook(secret).verify(message!.body, message!.headers as Record<string, string>)).toEqual(
      payload,
    );
    expect(message!.headers).toMatchObject({ 'webhook-id': 'event-1', 'content-type': 'application/json' });
    expect(await deliveries.get(CLIENT, 'event-1')).toMatchObject({
      status: 'delivered',
      attempts: 1,
      lastStatus: 200,
      lastError: null,
      nextAt: null,
    });
  });

  it('is tried ten times, at the times of the schedule, and then given up', async () => {
    const { endpoints, deliveries, dispatcher, time } = await testDeliveries(kind);
    const receiver = await Receiver.start();
    const { endpoint } = await endpoints.register(CLIENT, { url: receiver.url });
    receiver.respond = status(500);
    await deliveries.enqueue({
      id: 'event-1',
      clientId: CLIENT,
      endpointId: endpoint.id,
      stream: 'payment-1',
      type: 'payment.succeeded',
      payload: {},
    });
    await dispatcher.idle();
    for (const [index, pause] of PAUSES_MS.entries()) {
      time.advance(pause - 1);
      await dispatcher.idle();
      expect(receiver.messages).toHaveLength(index + 1);
      time.advance(1);
      await dispatcher.idle();
      expect(receiver.messages).toHaveLength(index + 2);
    }
    time.advance(1_000_000_000);
    await dispatcher.idle();
    expect(receiver.messages).toHaveLength(10);
    expect(await deliveries.get(CLIENT, 'event-1')).toMatchObject({
      status: 'failed',
      attempts: 10,
      lastStatus: 500,
      lastError: 'answered 500',
    });
    expect((await deliveries.attempts(CLIENT, 'event-1')).map(({ attempt }) => attempt)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });
});
