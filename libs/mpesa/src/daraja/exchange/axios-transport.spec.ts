import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import axios, { type InternalAxiosRequestConfig } from 'axios';
import forge from 'node-forge';
import { LIBRARY_VERSION } from '../../values/version.js';
import { AxiosTransport } from './axios-transport.js';
import { TransportError, type TransportAnswer, type TransportRequest } from '../wire/transport.js';

const closers: Array<() => void> = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function transport(): AxiosTransport {
  const made = new AxiosTransport(new HttpService(axios.create()));
  closers.push(() => made.close());
  return made;
}

function request(url: string, more: Partial<TransportRequest> = {}): TransportRequest {
  return { method: 'POST', url, headers: {}, body: '{"a":1}', timeoutMs: 5_000, ...more };
}

async function failure(sending: Promise<TransportAnswer>): Promise<TransportError> {
  const error = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TransportError)) throw new Error(`no TransportError but ${String(error)}`);
  return error;
}

function selfSigned(): { key: string; cert: string } {
  const keys = forge.pki.rsa.generateKeyPair(2048);
  const cert = forge.pki.createCertificate();
  cert.publicKey = keys.publicKey;
  cert.validity.notBefore = new Date(0);
  // RFC 5280: the end of what has none.
  cert.validity.notAfter = new Date('9999-12-31T23:59:59Z');
  cert.setSubject([{ name: 'commonName', value: '127.0.0.1' }]);
  cert.setIssuer([{ name: 'commonName', value: '127.0.0.1' }]);
  cert.sign(keys.privateKey, forge.md.sha256.create());
  return { key: forge.pki.privateKeyToPem(keys.privateKey), cert: forge.pki.certificateToPem(cert) };
}

/** As many turns as bytes need on loopback: they would be there by now. */
async function silence(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
}

/** Hears every byte of a server's connections, and answers whole requests. */
async function eavesdrop() {
  let heard = '';
  const sockets: net.Socket[] = [];
  const news = new EventEmitter();
  const server = net.createServer((socket) => {
    sockets.push(socket);
    news.emit('news');
    socket.on('close', () => news.emit('news'));
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      if (heard.endsWith('{"a":1}')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    });
  });
  const until = async (reached: () => boolean): Promise<void> => {
    while (!reached()) await once(news, 'news');
  };
  return {
    url: `http://127.0.0.1:${await listen(server)}/`,
    heard: () => heard,
    connections: (count: number) => until(() => sockets.length === count),
    /** @returns what was heard by then */
    ended: async (count: number): Promise<string> => {
      await until(() => sockets.filter(({ closed }) => closed).length === count);
      return heard;
    },
    hangUp: () => sockets.at(-1)?.end(),
    say: (text: string) => sockets.at(-1)?.write(text),
  };
}

describe('a request that got an answer', () => {
  it('is passed on byte by byte and comes back with status, lower-case headers and unparsed text', async () => {
    let seen = '';
    let agent: string | undefined;
    const port = await listen(
      http.createServer((incoming, answer) => {
        agent = incoming.headers['user-agent'];
        incoming.on('data', (chunk: Buffer) => (seen += chunk.toString()));
        incoming.on('end', () => answer.writeHead(503, { 'X-Thing': 'Seen' }).end('{"x": 1.00}'));
      }),
    );
    const body = '{"Amount":1, "odd" :"spacing"}';
    const headers = { 'Content-Type': 'application/json' };
    const answer = await transport().send(request(`http://127.0.0.1:${port}/`, { body, headers }));
    expect(seen).toBe(body);
    expect(agent).toBe(`nestjs-mpesa/${LIBRARY_VERSION}`);
    expect(answer).toMatchObject({ status: 503, text: '{"x": 1.00}' });
    expect(answer.headers['x-thing']).toBe('Seen');
  });

  it('does not follow a redirect', async () => {
    let requests = 0;
    const port = await listen(
      http.createServer((_, answer) => {
        requests += 1;
        answer.writeHead(307, { Location: '/elsewhere' }).end();
      }),
    );
    const answer = await transport().send(request(`http://127.0.0.1:${port}/`));
    expect(answer.status).toBe(307);
    expect(requests).toBe(1);
  });

  it('does not travel through the proxy of the environment', async () => {
    const port = await listen(http.createServer((_, answer) => answer.end('direct')));
    const before = process.env['http_proxy'];
    process.env['http_proxy'] = 'http://127.0.0.1:9';
    try {
      expect((await transport().send(request(`http://127.0.0.1:${port}/`))).text).toBe('direct');
    } finally {
      if (before === undefined) delete process.env['http_proxy'];
      else process.env['http_proxy'] = before;
    }
  });
});

describe('a request that certainly did not leave', () => {
  let departures = 0;
  const depart = async (): Promise<void> => void (departures += 1);
  afterEach(() => expect(departures).toBe(0));

  it('was refused by a closed port', async () => {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(transport().send(request(`http://127.0.0.1:${port}/`, { depart })));
    expect(error.sent).toBe(false);
    expect(error.message).toContain('ECONNREFUSED');
  });

  it('named a host that does not exist', async () => {
    const error = await failure(transport().send(request('http://nowhere.invalid/', { depart })));
    expect(error.sent).toBe(false);
  });

  it('waited for a TLS handshake that never came', async () => {
    const port = await listen(net.createServer(() => undefined));
    const error = await failure(
      transport().send(request(`https://127.0.0.1:${port}/`, { depart, timeoutMs: 100 })),
    );
    expect(error).toMatchObject({ sent: false, message: 'no answer within 100 ms' });
  });

  it('met a certificate that nobody vouches for, and the server saw nothing of it', async () => {
    let requests = 0;
    const server = https.createServer(selfSigned(), () => (requests += 1));
    const hungUp = new Promise((resolve) =>
      server.once('connection', (socket) => socket.once('close', resolve)),
    );
    const error = await failure(
      transport().send(request(`https://127.0.0.1:${await listen(server)}/`, { depart })),
    );
    await hungUp;
    expect(error.sent).toBe(false);
    expect(requests).toBe(0);
  });

  it('was called off before it began', async () => {
    const port = await listen(http.createServer((_, answer) => answer.end()));
    const signal = AbortSignal.abort();
    const error = await failure(transport().send(request(`http://127.0.0.1:${port}/`, { depart, signal })));
    expect(error.sent).toBe(false);
  });
});

describe('a request that is marked as leaving', () => {
  it('is connected by then, and none of its bytes is there before it is marked, on a new connection and a kept-alive one', async () => {
    const server = await eavesdrop();
    const { send } = transport();
    for (const connected of [1, 1]) {
      const before = server.heard();
      const depart = async (): Promise<void> => {
        await server.connections(connected);
        await silence();
        expect(server.heard()).toBe(before);
      };
      expect((await send(request(server.url, { depart }))).status).toBe(200);
      expect(server.heard().slice(before.length)).toMatch(/^POST [^]*\{"a":1\}$/);
    }
  });

  it('hears what kept it from being marked as it was thrown, and the connection ends without a byte', async () => {
    const server = await eavesdrop();
    const taken = new Error('sent by another');
    const sending = transport().send(request(server.url, { depart: () => Promise.reject(taken) }));
    await expect(sending).rejects.toBe(taken);
    expect(await server.ended(1)).toBe('');
  });

  it.each([
    ['the deadline passes', 'no answer within 300 ms', { timeoutMs: 300 }, () => undefined],
    ['it is called off', 'canceled', {}, (all: AbortController) => all.abort()],
  ])(
    'has not left when %s meanwhile, and fails only once that mark is stored',
    async (_, reason, more, act) => {
      const server = await eavesdrop();
      const caller = new AbortController();
      let settled = false;
      const store = async (): Promise<void> => {
        act(caller);
        expect(await server.ended(1)).toBe('');
        await silence();
        expect(settled).toBe(false);
      };
      let storing: Promise<void> | undefined;
      const depart = (): Promise<void> => (storing = store());
      const { signal } = caller;
      const sending = transport().send(request(server.url, { depart, signal, ...more }));
      const error = await failure(sending.finally(() => (settled = true)));
      await storing;
      expect(error.sent).toBe(false);
      expect(error.message).toContain(reason);
      expect(server.heard()).toBe('');
    },
  );

  it.each([0, 1])(
    'has not left when the server hangs up meanwhile, after %i other requests',
    async (others) => {
      const server = await eavesdrop();
      const { send } = transport();
      for (let n = 0; n < others; n += 1) await send(request(server.url));
      const before = server.heard();
      const depart = async (): Promise<void> => {
        await server.connections(1);
        server.hangUp();
        await server.ended(1);
      };
      expect((await failure(send(request(server.url, { depart })))).sent).toBe(false);
      expect(server.heard()).toBe(before);
    },
  );

  it('has not left when the server has enough of waiting and answers 408', async () => {
    const server = await eavesdrop();
    const depart = async (): Promise<void> => {
      await server.connections(1);
      server.say('HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n');
      await server.ended(1);
    };
    const error = await failure(transport().send(request(server.url, { depart })));
    expect(error).toMatchObject({ sent: false, message: expect.stringContaining('HTTP 408') });
    expect(server.heard()).toBe('');
  });
});

describe('a request that may have arrived', () => {
  it('was answered by an adapter of the host that waits for nothing: nobody has marked what it sent', async () => {
    const adapter = async (config: InternalAxiosRequestConfig) => {
      const answer = { status: 200, statusText: 'OK', headers: {}, config };
      return { ...answer, data: '{"ResponseCode":"0"}' };
    };
    const made = new AxiosTransport(new HttpService(axios.create({ adapter })));
    closers.push(() => made.close());
    const marked: string[] = [];
    const depart = async () => void marked.push('marked');
    const { sent } = await failure(made.send(request('http://127.0.0.1:9/', { depart })));
    expect([sent, marked]).toEqual([true, []]);
  });

  it('was cut off by a reset before anybody read it', async () => {
    const server = net.createServer((socket) => socket.once('readable', () => socket.resetAndDestroy()));
    const error = await failure(transport().send(request(`http://127.0.0.1:${await listen(server)}/`)));
    expect(error.sent).toBe(true);
  });

  it('was read and then reset', async () => {
    const port = await listen(
      http.createServer((incoming) => incoming.on('end', () => incoming.socket.resetAndDestroy()).resume()),
    );
    const error = await failure(transport().send(request(`http://127.0.0.1:${port}/`)));
    expect(error.sent).toBe(true);
  });

  it('is not answered within the deadline', async () => {
    const port = await listen(http.createServer(() => undefined));
    const error = await failure(transport().send(request(`http://127.0.0.1:${port}/`, { timeoutMs: 100 })));
    expect(error).toMatchObject({ sent: true, message: 'no answer within 100 ms' });
  });

  it('gets an answer that trickles beyond the deadline', async () => {
    const port = await listen(
      http.createServer((_, answer) => {
        const trickle = setInterval(() => answer.write('.'), 20);
        answer.on('close', () => clearInterval(trickle));
      }),
    );
    const error = await failure(transport().send(request(`http://127.0.0.1:${port}/`, { timeoutMs: 150 })));
    expect(error).toMatchObject({ sent: true, message: 'no answer within 150 ms' });
  });

  it('gets an answer that breaks off in its middle', async () => {
    const port = await listen(
      http.createServer((incoming, answer) => {
        answer.writeHead(200, { 'Content-Length': '1000' });
        answer.write('{"ResponseCode":', () => incoming.socket.destroy());
      }),
    );
    const error = await failure(transport().send(request(`http://127.0.0.1:${port}/`)));
    expect(error.sent).toBe(true);
  });

  it('went out on a kept-alive connection that the server had just closed', async () => {
    let requests = 0;
    const connections = new Set<net.Socket>();
    const server = http.createServer((incoming, answer) => {
      connections.add(incoming.socket);
      requests += 1;
      if (requests > 1) incoming.socket.destroy();
      else answer.end('first');
    });
    const url = `http://127.0.0.1:${await listen(server)}/`;
    const { send } = transport();
    expect((await send(request(url))).text).toBe('first');
    const error = await failure(send(request(url)));
    expect(connections.size).toBe(1);
    expect(error.sent).toBe(true);
  });
});

it('the version that Daraja is told is the version of the package', () => {
  const manifest: unknown = JSON.parse(readFileSync('libs/mpesa/package.json', 'utf8'));
  expect(manifest).toMatchObject({ version: LIBRARY_VERSION });
});
