/** Whoever begins and does not end: hung up on, before there is no room for Safaricom. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { limitConnections, type ConnectionLimits } from 'nestjs-mpesa';
import { eventually } from '../../support/eventually.js';
import { beginRequest, hungUp, NEVER_ENDING } from '../../support/slow-requests.js';
import { testApp, type TestApp } from '../../support/test-app.js';

describe.each(['fastify', 'express'] as const)('on %s, a host that limits its connections', (adapter) => {
  const open: Socket[] = [];
  afterEach(() => open.splice(0).forEach((socket) => socket.destroy()));

  const start = (limits: Partial<ConnectionLimits>) =>
    testApp()
      .adapter(adapter)
      .configure((app) => limitConnections(app.getHttpServer() as Server, limits))
      .start();
  const begin = async (shop: TestApp, from: string) => {
    const socket = await beginRequest(shop.baseUrl, '', from);
    open.push(socket);
    return socket;
  };

  it.each(Object.entries(NEVER_ENDING))('hangs up on who sends %s and no more', async (_, sent) => {
    const shop = await start({ headersMs: 50, requestMs: 50, checkEveryMs: 10 });
    const slow = await Promise.all(Array.from({ length: 20 }, () => beginRequest(shop.baseUrl, sent)));
    await Promise.all(slow.map(hungUp));
  });

  it('waits for a body longer than for a head', async () => {
    const shop = await start({ headersMs: 2_000, requestMs: 600_000, checkEveryMs: 10 });
    const body = await beginRequest(shop.baseUrl, NEVER_ENDING['half a body'] ?? '');
    open.push(body);
    // The head of one is whole long before that of the other is given up.
    await hungUp(await beginRequest(shop.baseUrl, NEVER_ENDING['half a head'] ?? ''));
    expect(body.closed).toBe(false);
  });

  it('takes so many of one address at once, and others beside them', async () => {
    const shop = await start({ mostOfOne: 3, proxies: ['127.0.0.1'] });
    const first = await Promise.all([1, 2, 3].map(() => begin(shop, '127.0.0.2')));
    await hungUp(await begin(shop, '127.0.0.2'));
    const other = await begin(shop, '127.0.0.3');
    const { id } = await shop.stk.request({ phone: '0708 374 149', amount: 150 });
    expect((await shop.post(shop.callbackUrl('stk', id), { Body: 1 })).status).toBe(200);
    expect([...first, other].filter(({ closed }) => closed)).toEqual([]);
    first[0]?.destroy();
    await eventually(async () => isKept(await begin(shop, '127.0.0.2')));
  });

  it('takes any number from its own proxy, but for the most of all', async () => {
    const shop = await start({ most: 9, mostOfOne: 2, proxies: ['127.0.0.1'] });
    const proxied = await Promise.all(Array.from({ length: 12 }, () => begin(shop, '127.0.0.1')));
    const kept = () => proxied.filter(({ closed }) => !closed).length;
    await eventually(() => kept() <= 9);
    expect(kept()).toBeGreaterThan(2);
  });

  it('hangs up in time on its own: fifteen seconds, seen within five', async () => {
    const { app } = await start({});
    const { headersTimeout, requestTimeout, maxConnections } = app.getHttpServer() as Server;
    expect([headersTimeout, requestTimeout, maxConnections]).toEqual([10_000, 15_000, 4_096]);
    expect(app.getHttpServer()).toHaveProperty('connectionsCheckingInterval', 5_000);
  });
});

/** An answer to a whole request shows that the connection was taken. */
function isKept(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once('data', () => resolve(true)).once('close', () => resolve(false));
    socket.write('GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  });
}
