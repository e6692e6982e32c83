/** One attempt on a real socket: what counts as delivered, how long it may take, and what is kept of the answer. */
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { ownCertificate } from '../../../../test/third-party/own-certificate.js';
import { Sender, type Outcome, type SenderDeps } from '../../src/deliveries/sending/sender.js';
import { newSigningSecret } from '../../src/deliveries/sending/standard-webhooks.js';
import { Receiver, status, type Respond } from './support/receiver.js';

const SECRET = newSigningSecret();
/** Never reached but where a test is about it. */
const DEADLINE_MS = 60_000;

function send(url: string, more: Partial<SenderDeps> = {}, signal?: AbortSignal): Promise<Outcome> {
  const sender = new Sender({
    clock: { now: () => Date.now() },
    rules: { allowPrivateAddresses: true, ports: [443] },
    deadlineMs: DEADLINE_MS,
    ...more,
  });
  return sender.send({ id: 'event-1', url, body: '{"a":1}', secrets: [SECRET] }, signal);
}

async function receiverThat(respond: Respond): Promise<Receiver> {
  const receiver = await Receiver.start();
  receiver.respond = respond;
  return receiver;
}

describe('an attempt', () => {
  it.each([200, 201, 202, 204, 299])('is delivered by the answer %i', async (code) => {
    const { url } = await receiverThat(status(code));
    expect(await send(url)).toMatchObject({ status: code, error: null });
  });

  it.each([300, 301, 302, 303, 307, 308])(
    'is not delivered by the redirect %i, nor followed',
    async (code) => {
      const elsewhere = await Receiver.start();
      const { url } = await receiverThat(status(code, { location: elsewhere.url }));
      expect(await send(url)).toMatchObject({
        status: code,
        error: `answered ${code}; redirects are not followed`,
      });
      expect(elsewhere.connections).toBe(0);
    },
  );

  it.each([400, 401, 404, 410, 429, 500, 503, 599])('is not delivered by the answer %i', async (code) => {
    const { url } = await receiverThat(status(code));
    expect(await send(url)).toMatchObject({ status: code, error: `answered ${code}` });
  });

  it.each<[string, Respond]>([
    ['says nothing', () => undefined],
    ['sends its headers and then nothing', (_, response) => void response.writeHead(200).flushHeaders()],
    ['drips its body', (_, response) => drip(response)],
    ['drips its headers', (_, response) => dripHeaders(response)],
  ])('ends at the deadline when the receiver %s', async (_, respond) => {
    const receiver = await receiverThat(respond);
    // By itself it would never end.
    expect(await send(receiver.url, { deadlineMs: 300 })).toMatchObject({
      status: null,
      error: 'no complete answer within 300 ms',
    });
  });

  it.each<[string, Respond]>([
    ['resets the connection', (_, response) => void response.socket?.resetAndDestroy()],
    [
      'answers 200 and breaks off',
      (_, response) =>
        void response
          .writeHead(200, { 'content-length': '9' })
          .write('half', () => response.socket?.resetAndDestroy()),
    ],
    ['speaks no HTTP', (_, response) => void response.socket?.end('hello\r\n\r\n')],
  ])('is not delivered when the receiver %s', async (_, respond) => {
    const { url } = await receiverThat(respond);
    const outcome = await send(url);
    expect(outcome.status).toBeNull();
    expect(outcome.error).toMatch(/ECONNRESET|HPE_|aborted/);
  });

  it('is not delivered where nobody listens', async () => {
    const receiver = await Receiver.start();
    const { url } = receiver;
    await receiver.close();
    expect(await send(url)).toMatchObject({ status: null, error: expect.stringContaining('ECONNREFUSED') });
  });

  it('keeps a kilobyte of the answer, without control characters, and reads no more than 64 kB', async () => {
    let written = 0;
    const { url } = await receiverThat((_, response) => {
      response.writeHead(200);
      response.write('a\u0000b\u001b[31m\n');
      const chunk = Buffer.alloc(16_384, 'x');
      const pour = (): void => {
        if (response.destroyed || written > 50_000_000) return void response.end();
        written += chunk.length;
        response.write(chunk, pour);
      };
      pour();
    });
    const outcome = await send(url);
    expect(outcome).toMatchObject({ status: 200, error: null });
    expect(outcome.response).toHaveLength(1_024);
    expect(outcome.response?.slice(0, 10)).toBe('a\uFFFDb\uFFFD[31m\nx');
    expect(written).toBeLessThan(10_000_000);
  });

  it('says who it is and what it carries, and nothing else', async () => {
    const receiver = await receiverThat(status(200, { 'set-cookie': 'a=b' }));
    await send(receiver.url);
    await send(receiver.url);
    const [, second] = receiver.received;
    expect(Object.keys(second!.headers).sort()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
      'webhook-id',
      'webhook-signature',
      'webhook-timestamp',
    ]);
    expect(receiver.connections).toBe(2);
    expect(new Webhook(SECRET).verify(second!.body, second!.headers as Record<string, string>)).toEqual({
      a: 1,
    });
  });

  it('reads when the receiver wants to be left alone until', async () => {
    const { url } = await receiverThat(status(503, { 'retry-after': '120' }));
    expect(await send(url)).toMatchObject({ status: 503, retryAfterMs: 120_000 });
  });

  it('trusts a certificate only when it is told to', async () => {
    const tls = ownCertificate();
    const receiver = await Receiver.start(tls);
    expect(await send(receiver.url, { ca: tls.cert })).toMatchObject({ status: 200, error: null });
    expect(await send(receiver.url)).toMatchObject({
      status: null,
      error: expect.stringMatching(/self.signed/i),
    });
    expect(receiver.received).toHaveLength(1);
  });

  it('can be cut short, which is no outcome', async () => {
    const { url } = await receiverThat(() => undefined);
    const impatience = new AbortController();
    const sent = send(url, {}, impatience.signal);
    setTimeout(() => impatience.abort(), 20);
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    await expect(send(url, {}, impatience.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

function drip(response: import('node:http').ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write('.'), 20);
  response.once('close', () => clearInterval(timer));
}

function dripHeaders(response: import('node:http').ServerResponse): void {
  const { socket } = response;
  socket?.write('HTTP/1.1 200 OK\r\n');
  const timer = setInterval(() => socket?.write('x: y\r\n'), 20);
  socket?.once('close', () => clearInterval(timer));
}
