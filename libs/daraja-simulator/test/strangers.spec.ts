/** Pages of other origins are not let in: neither from another site, nor by a name that leads here for them alone. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type OutgoingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSimulator } from '../src/start-simulator.js';
import { describeInBrowser, useBrowser } from './support/browser.js';
import { PHONE } from './support/daraja-caller.js';
import { rawRequest } from './support/raw-request.js';
import { useStage } from './support/stage.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const PAY = JSON.stringify({ shortcode: '600984', account: 'A', amount: 7 });

describe('the simulator', () => {
  const stage = useStage();
  const send = (method: string, path: string, headers: OutgoingHttpHeaders, body?: string) =>
    rawRequest(`${stage.sim.url}${path}`, { method, headers, body });
  const port = (): string => new URL(stage.sim.url).port;

  it.each(['localhost', 'localhost.', 'LOCALHOST', 'sim.localhost', '127.0.0.1', '127.8.8.8', '[::1]'])(
    'is at home under %s',
    async (name) => {
      for (const host of [name, `${name}:${port()}`]) {
        expect((await send('GET', '/sim/health', { host })).status).toBe(200);
      }
    },
  );

  it.each([
    'rebound.example',
    'rebound.example:4010',
    '127.0.0.1.rebound.example',
    'localhost.rebound.example',
    'notlocalhost',
    '10.0.0.7',
    '2130706433',
    '[::2]',
    'localhost@rebound.example',
    'localhost/.rebound.example',
    '',
  ])('answers nobody who calls it %j', async (host) => {
    const paths = ['/', '/sim/ledger', '/sim/events', '/tools/world', '/tools/callbacks', '/openapi.json'];
    for (const path of paths) {
      expect(await send('GET', path, { host })).toMatchObject({ status: 403, body: { field: 'host' } });
    }
    const push = '/mpesa/stkpush/v1/processrequest';
    for (const path of ['/sim/reset', '/tools/callback-test', push]) {
      expect((await send('POST', path, { ...JSON_TYPE, host }, '{}')).status).toBe(403);
    }
  });

  it('listens to the names it was given, and to those it stands in for', async () => {
    const sim = await startSimulator({ hosts: ['Sim.Internal'] });
    try {
      for (const host of ['sim.internal:80', 'sandbox.safaricom.co.ke', 'api.safaricom.co.ke']) {
        const reply = await rawRequest(`${sim.url}/sim/health`, { headers: { host } });
        expect([host, reply.status]).toEqual([host, 200]);
      }
    } finally {
      await sim.close();
    }
  });

  it.each(['https://shop.example', 'null', 'http://127.0.0.1:1', 'http://127.0.0.1', ''])(
    'takes nothing from a page of %j',
    async (origin) => {
      const paid = await send('POST', `/sim/phones/${PHONE}/pay`, { ...JSON_TYPE, origin }, PAY);
      expect(paid).toMatchObject({ status: 403, body: { field: 'origin' } });
      const test = await send('POST', '/tools/callback-test', { ...JSON_TYPE, origin }, '{}');
      expect(test.status).toBe(403);
      expect((await send('POST', '/tools/callbacks/x', { origin }, '{}')).status).toBe(403);
      expect((await send('OPTIONS', '/sim/reset', { origin })).status).toBe(403);
      expect(stage.sim.ledger().balances['shortcode:600984'] ?? 0).toBe(0);
    },
  );

  it('takes what its own page sends', async () => {
    for (const host of [`127.0.0.1:${port()}`, `localhost:${port()}`]) {
      const headers = { ...JSON_TYPE, host, origin: `http://${host}` };
      expect((await send('POST', `/sim/phones/${PHONE}/pay`, headers, PAY)).status).toBe(200);
    }
  });

  it.each([
    ['text/plain', '/sim/reset', ''],
    ['text/plain', `/sim/phones/${PHONE}/pay`, PAY],
    ['text/plain; application/json', `/sim/phones/${PHONE}/pay`, PAY],
    ['application/jsonp', `/sim/phones/${PHONE}/pay`, PAY],
    ['application/x-www-form-urlencoded', '/sim/clock/advance', '{"ms":1}'],
    ['multipart/form-data; boundary=x', '/sim/callbacks/release', ''],
    ['text/plain', '/%73im/phones/254712345678/pay', PAY],
    ['text/plain', '/tools/%63allback-test', '{"url":"http://127.0.0.1:1"}'],
    [undefined, `/sim/phones/${PHONE}/pay`, PAY],
  ])('does nothing with %j on %s', async (type, path, body) => {
    const before = stage.sim.ledger();
    const reply = await send('POST', path, type === undefined ? {} : { 'content-type': type }, body);
    expect(reply).toMatchObject({ status: 400, body: { field: 'content-type', value: type ?? null } });
    expect(stage.sim.ledger()).toEqual(before);
  });

  it('does nothing with a body in pieces that has no type', async () => {
    const before = stage.sim.ledger();
    const reply = await send('POST', `/sim/phones/${PHONE}/pay`, { 'transfer-encoding': 'chunked' }, PAY);
    expect(reply).toMatchObject({ status: 400, body: { field: 'content-type', value: null } });
    expect(stage.sim.ledger()).toEqual(before);
  });

  it('asks for no type where there is no body', async () => {
    expect((await send('POST', '/sim/callbacks/release', {})).status).toBe(200);
    expect((await send('DELETE', '/sim/faults', {})).status).toBe(200);
  });
});

describeInBrowser('a page from elsewhere, in a browser', () => {
  const stage = useStage();
  const screen = useBrowser('--host-resolver-rules=MAP rebound.example 127.0.0.1');
  let elsewhere: Server;
  /** What was asked of another local port. */
  const heard: string[] = [];
  const origin = (): string => `http://localhost:${(elsewhere.address() as AddressInfo).port}`;

  beforeAll(async () => {
    elsewhere = createServer((request, response) => {
      if (request.method === 'POST') heard.push(String(request.url));
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>elsewhere</title>');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => elsewhere.once('listening', resolve));
  });
  afterAll(() => {
    elsewhere.closeAllConnections();
    elsewhere.close();
  });

  it('drives nothing, with all that a browser sends without asking', async () => {
    const page = await screen.open(origin());
    const before = stage.sim.ledger();
    const tries = await page.evaluate(
      async ({ url, pay, test }) => {
        const post = async (path: string, type: string, body: string): Promise<string> =>
          fetch(`${url}${path}`, { method: 'POST', mode: 'no-cors', headers: { 'content-type': type }, body })
            .then(({ type: seen }) => seen)
            .catch(() => 'refused');
        const json = fetch(`${url}/sim/reset`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        });
        return [
          await post('/sim/phones/254712345678/pay', 'text/plain', pay),
          await post('/sim/reset', 'text/plain', ''),
          await post('/tools/callback-test', 'text/plain', test),
          await json.then(() => 'let in').catch(() => 'refused'),
        ];
      },
      { url: stage.sim.url, pay: PAY, test: JSON.stringify({ url: `${origin()}/other-port` }) },
    );
    expect(tries).toEqual(['opaque', 'opaque', 'opaque', 'refused']);
    expect(stage.sim.ledger()).toEqual(before);
    expect(heard).toEqual([]);
  });

  it('reads nothing under a name that was made to lead here', async () => {
    const { port } = new URL(stage.sim.url);
    const page = await screen.open(`http://rebound.example:${port}/`);
    const statuses = await page.evaluate(
      async (test) => {
        const status = async (path: string, init?: RequestInit): Promise<number> =>
          (await fetch(path, init)).status;
        const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
        return [
          await status('/sim/ledger'),
          await status('/tools/world'),
          await status('/sim/reset', json),
          await status('/tools/callback-test', { ...json, body: test }),
        ];
      },
      JSON.stringify({ url: `${origin()}/other-port` }),
    );
    expect(statuses).toEqual([403, 403, 403, 403]);
    expect(heard).toEqual([]);
  });
});
