import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { probeOwnRoute } from './route-probe.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A door that answers as it is told, and seconds that pass when the test says so. */
async function fixture(door: RequestListener) {
  const server = createServer();
  servers.push(server);
  const arrived = once(server, 'request');
  server.on('request', door);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const path = 'callbacks';
  const target = { secure: false, host: '127.0.0.1', port, toldPath: path, ownPath: path, prefix: '' };
  const leaving = new AbortController();
  const clocks = new Set<() => void>();
  const repeat = (ms: number, tick: () => void): (() => void) => {
    expect(ms).toBe(1_000);
    clocks.add(tick);
    return () => clocks.delete(tick);
  };
  const urls = { pathFor: (kind: string, nonce: string) => `${kind}/${nonce}/token` };
  const verdict = probeOwnRoute(urls, target, { signal: leaving.signal, repeat });
  const turn = () => new Promise((next) => setImmediate(next));
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      await turn();
      for (const tick of clocks) tick();
    }
  };
  /** Resolves once nothing counts seconds any more. */
  const quiet = async (): Promise<void> => {
    while (clocks.size > 0) await turn();
  };
  await arrived;
  return { verdict, pass, leaving, quiet };
}

function half(response: ServerResponse, then?: () => void): void {
  response.writeHead(200, { 'content-length': 9 }).write('{', then);
}

describe('a probe of the own route', () => {
  it('has thirty seconds in which the process runs, however many pass by the clock', async () => {
    let answer = (): void => undefined;
    const { verdict, pass, quiet } = await fixture((_, response) => {
      answer = () => void response.writeHead(401).end();
    });
    await pass(29);
    answer();
    expect(await verdict).toMatch(/a guard refuses them \(HTTP 401\)/);
    await quiet();
  });

  it.each<[string, RequestListener]>([
    ['nothing', () => undefined],
    ['half an answer', (_, response) => half(response)],
    ['an answer that breaks off', (_, response) => half(response, () => response.destroy())],
  ])('that hears %s says so when they are over', async (_, door) => {
    const { verdict, pass, quiet } = await fixture(door);
    await pass(30);
    expect(await verdict).toMatch(/^the module could not reach its own callback route: Error: .+/);
    await quiet();
  });

  it('finds nothing wrong when it is called off', async () => {
    const { verdict, leaving, quiet } = await fixture(() => undefined);
    leaving.abort();
    expect(await verdict).toBeNull();
    await quiet();
  });
});
