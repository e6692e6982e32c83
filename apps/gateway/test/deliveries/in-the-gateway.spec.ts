/** Deliveries as part of the running gateway, with its own clock and timers. */
import { describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import { eventually } from '../../../../test/support/eventually.js';
import { closeAfterTest } from '../../../../test/support/test-resources.js';
import { DeliveryService } from '../../src/deliveries/delivery.service.js';
import { EndpointService } from '../../src/deliveries/endpoint.service.js';
import { startTestGateway } from '../support/test-gateway.js';
import { messageTo } from './support/messages.js';
import { Receiver } from './support/receiver.js';

describe('in the running gateway', () => {
  it('a message goes out by itself, is tried again by itself, and is let finish at shutdown', async () => {
    const gateway = await startTestGateway();
    closeAfterTest(() => gateway.close());
    const { id: clientId } = await gateway.client();
    const endpoints = gateway.app.get(EndpointService);
    const deliveries = gateway.app.get(DeliveryService);
    const receiver = await Receiver.start();
    const { endpoint } = await endpoints.register(clientId, { url: receiver.url });

    receiver.respond = (_, response) => {
      response.writeHead(receiver.messages.length === 1 ? 500 : 200).end();
    };
    await deliveries.enqueue({ ...messageTo(endpoint.id), clientId });
    await eventually(async () => (await deliveries.get(clientId, 'event-1')).status === 'delivered');
    expect(receiver.messages).toHaveLength(2);

    // Answers while the gateway is ending.
    receiver.respond = (_, response) => void setTimeout(() => response.writeHead(204).end(), 300);
    await deliveries.enqueue({ ...messageTo(endpoint.id, { id: 'event-2' }), clientId });
    await eventually(() => receiver.messages.length === 3);
    await gateway.app.close();
    const { storage } = gateway.settings;
    const file = new Sqlite((storage as { database: string }).database, { readonly: true });
    const row = file.prepare("SELECT status, attempts FROM gateway_delivery WHERE id = 'event-2'").get();
    file.close();
    expect(row).toEqual({ status: 'delivered', attempts: 1 });
  });
});
