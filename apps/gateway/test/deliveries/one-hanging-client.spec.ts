/** Twenty clients, of which one takes every message and answers none: the other nineteen must not notice. */
import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import type { Deadline } from '../../src/deliveries/sending/sender.js';
import { CLIENT, messageTo } from './support/messages.js';
import { Receiver, status } from './support/receiver.js';
import { testDeliveries } from './support/test-deliveries.js';

const CLIENTS = 20;
const MESSAGES_EACH = 20;
/** Requests to one endpoint that are under way together. */
const UNDER_WAY = 8;

describe.each(testDatabases())('one hanging client of twenty on %s', (kind) => {
  it('keeps no other waiting: they have all of theirs before one of its deadlines has come', async () => {
    const deadlines = new Set<() => void>();
    const deadline: Deadline = (ring) => {
      deadlines.add(ring);
      return () => void deadlines.delete(ring);
    };
    const warnings: Error[] = [];
    const warned = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warned);
    const test = await testDeliveries(kind, { deadline });
    const receivers = await Promise.all(Array.from({ length: CLIENTS }, () => Receiver.start()));
    const endpoints = await Promise.all(receivers.map(({ url }) => test.endpoints.register(CLIENT, { url })));
    const arrived = receivers.map(() => new Set<string>());
    for (const [client, receiver] of receivers.entries()) {
      receiver.respond = (request, response) => {
        arrived[client]!.add(request.id);
        // The first one keeps silent.
        if (client > 0) response.writeHead(204).end();
      };
    }

    for (let n = 0; n < MESSAGES_EACH; n++) {
      for (const [client, { endpoint }] of endpoints.entries()) {
        const id = `${client}:${n}`;
        await test.deliveries.enqueue(messageTo(endpoint.id, { id, stream: id }));
      }
    }

    const [toTheHanging, ...toTheOthers] = arrived;
    await eventually(() => toTheOthers.every(({ size }) => size === MESSAGES_EACH));
    await eventually(() => toTheHanging!.size === UNDER_WAY && deadlines.size === UNDER_WAY);

    receivers[0]!.respond = status(204);
    for (const ring of deadlines) ring();
    await test.dispatcher.idle();
    const rows = await test.database.query(
      'SELECT error FROM gateway_delivery_attempt WHERE error IS NOT NULL',
    );
    process.off('warning', warned);
    // Such as Node's about a leak of listeners.
    expect(warnings).toEqual([]);
    expect(rows).toEqual(Array(UNDER_WAY).fill({ error: expect.stringMatching(/^no complete answer/) }));
  });
});
