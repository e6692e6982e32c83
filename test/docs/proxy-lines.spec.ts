/** The lines for nginx and Caddy that the pages show are run, by the real programs, in front of an application. */
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import http from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { freePort } from '../support/free-port.js';
import { testApp, type TestApp } from '../support/test-app.js';
import { ownCertificate } from '../third-party/own-certificate.js';
import { blocksOf, readPage } from './support/pages.js';
import { CADDY, NGINX, ProxyProcess, type Lines } from './support/proxy-process.js';

const SAFARICOM = '127.0.0.9';
const STRANGER = '127.0.0.8';
const PAGE = readPage('docs/callbacks.md');

/** The one block of the page that has these words in it. */
function linesWith(words: string): string {
  const found = blocksOf(PAGE).filter(({ text }) => text.includes(words));
  expect(found).toHaveLength(1);
  return found[0]?.text ?? '';
}

/** In CI they must be there. */
function describeWith(program: string, debian: string): typeof describe.skip {
  if (existsSync(program) || process.env['CI'] === 'true') return describe;
  process.stderr.write(
    `!!! ${program} IS MISSING, its lines in the pages are not run (Debian: apt-get install ${debian}) !!!\n`,
  );
  return describe.skip;
}

/** Another one each time, for the same bytes are kept once. */
let bodies = 0;

function post(url: string, options: RequestOptions = {}): Promise<number> {
  const { request } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...options.headers };
    const call = request(url, { ...options, headers, method: 'POST', agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    call.on('error', reject).end(JSON.stringify({ Body: (bodies += 1) }));
  });
}

let shop: TestApp;
let path: string;
let proxy: ProxyProcess | undefined;
beforeEach(async () => {
  shop = await testApp()
    .adapter(new FastifyAdapter({ trustProxy: ['127.0.0.1'] }))
    .options({ callbacks: { sourceAddresses: { mode: 'enforce', addresses: [SAFARICOM] } } })
    .start();
  const { id } = await shop.stk.request({ phone: '0708 374 149', amount: 150 });
  path = new URL(shop.callbackUrl('stk', id)).pathname;
});
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});

const token = (): string => path.split('/').at(-1) ?? '';
const upstream = (): number => Number(new URL(shop.baseUrl).port);

async function writtenFor(started: ProxyProcess): Promise<{ status: number; written: string }> {
  proxy = started;
  const status = await post(`http://127.0.0.1:${proxy.port}${path}`, { localAddress: SAFARICOM });
  await post(`http://127.0.0.1:${proxy.port}/elsewhere`);
  return { status, written: await proxy.written() };
}

function proxies(
  program: string,
  debian: string,
  {
    start,
    words,
    careless,
  }: {
    start: (lines: Lines) => Promise<ProxyProcess>;
    words: string;
    careless: (text: string) => string;
  },
): void {
  describeWith(program, debian)(`with the lines of the page, ${debian}`, () => {
    const lines = (over: Partial<Lines> = {}): Lines => ({
      text: linesWith(words),
      upstream: upstream(),
      ...over,
    });

    it('hands on a callback and writes its token nowhere, though it writes of all others', async () => {
      const { status, written } = await writtenFor(await start(lines()));
      expect(status).toBe(200);
      expect(token().length).toBeGreaterThan(20);
      expect(written).toContain('/elsewhere');
      expect(written).not.toContain(token());
      const kept = await shop.inbox.quarantined();
      expect(kept.items).toEqual([]);
    });

    it('writes it nowhere either while the application is away', async () => {
      const { status, written } = await writtenFor(await start(lines({ upstream: await freePort() })));
      expect(status).toBe(502);
      expect(written).not.toContain(token());
    });

    it('would write it without them', async () => {
      const { written } = await writtenFor(await start(lines({ text: careless(linesWith(words)) })));
      expect(written).toContain(token());
    });

    it('tells where a callback comes from, whatever the sender says', async () => {
      proxy = await start(lines());
      const url = `http://127.0.0.1:${proxy.port}${path}`;
      await post(url, { localAddress: SAFARICOM, headers: { 'x-forwarded-for': '192.0.2.66' } });
      expect((await shop.inbox.quarantined()).items).toEqual([]);
      await post(url, { localAddress: STRANGER, headers: { 'x-forwarded-for': SAFARICOM } });
      expect((await shop.inbox.quarantined()).items).toMatchObject([{ sourceAddress: STRANGER }]);
    });
  });
}

proxies(NGINX, 'nginx-light', {
  start: (lines) => ProxyProcess.nginx(lines),
  words: 'map $request_uri $loggable',
  careless: (text) => text.replace('combined if=$loggable', 'combined'),
});

proxies(CADDY, 'caddy', {
  start: (lines) => ProxyProcess.caddy(lines),
  words: 'request>uri regexp',
  careless: (text) => text.replace(/^ {2}log \{[\s\S]*?^ {2}\}$/m, ''),
});

describeWith(NGINX, 'nginx-light')('the second layer of the page', () => {
  /** As far as this machine goes, 127.0.212.x are Safaricom's. */
  const near = (text: string): string => text.replaceAll('196.201.', '127.0.');

  it('lets through what comes from a published address or with the relay’s certificate, and answers others as a path that is not there', async () => {
    const [own, relay, other] = [ownCertificate(), ownCertificate(), ownCertificate()];
    proxy = await ProxyProcess.nginx(
      { text: near(linesWith('geo $is_safaricom')), upstream: upstream() },
      { 'own.pem': own.cert, 'own.key': own.key, 'relay-ca.pem': relay.cert },
    );
    const url = `https://127.0.0.1:${proxy.port}${path}`;
    const from = (localAddress: string, more: RequestOptions = {}) =>
      post(url, { localAddress, ca: own.cert, ...more });
    expect(await from('127.0.212.127')).toBe(200);
    expect(await from('127.0.214.200')).toBe(200);
    expect(await from(STRANGER)).toBe(404);
    expect(await from(STRANGER, relay)).toBe(200);
    expect(await from(STRANGER, other)).toBe(400);
    // Whoever is let through is told with the address that he has.
    const { items } = await shop.inbox.quarantined();
    expect(items.map(({ sourceAddress }) => sourceAddress).sort()).toEqual(
      [STRANGER, '127.0.212.127', '127.0.214.200'].sort(),
    );
  });

  it('may be a header that a relay adds', async () => {
    const line = /`(if \(\$http_x_relay_key != "…"\) \{ return 404; \})`/.exec(PAGE.text)?.[1] ?? '';
    expect(line).not.toBe('');
    const text = `server {\nlocation / { ${line.replace('…', 'the key')} proxy_pass http://127.0.0.1:3000; }\n}`;
    proxy = await ProxyProcess.nginx({ text, upstream: upstream() });
    const url = `http://127.0.0.1:${proxy.port}${path}`;
    expect(await post(url)).toBe(404);
    expect(await post(url, { headers: { 'x-relay-key': 'another' } })).toBe(404);
    expect(await post(url, { headers: { 'x-relay-key': 'the key' } })).toBe(200);
  });
});
