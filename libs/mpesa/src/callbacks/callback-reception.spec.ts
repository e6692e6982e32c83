import { NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAddressList } from '../values/source-addresses.js';
import { C2bValidationHandler } from './c2b-validation-handler.js';
import { AccountDirectory } from '../options/account-directory.js';
import { CallbackDoor } from './callback-door.js';
import { CallbackMiddleware } from './callback.middleware.js';
import { CallbackReception } from './callback-reception.js';
import { CallbackUrls } from './callback-urls.js';
import { createCallbackController } from './callback.controller.js';
import { sampleDigests } from '../testing/in-memory/sample-payments.js';

const urls = new CallbackUrls({
  baseUrl: 'https://pay.example.co.ke',
  path: 'callbacks',
  secrets: ['a-secret-of-more-than-16-characters'],
});

function fixture() {
  const stored: string[] = [];
  const refused: string[] = [];
  const inbox = { accept: async ({ kind }: { kind: string }) => void stored.push(kind) };
  const door = new CallbackDoor({
    inbox,
    mode: 'off',
    addresses: createAddressList([]),
    listIsComplete: true,
    digests: sampleDigests,
    clock: { now: () => 0 },
    onRefused: (status, _, source) => refused.push(`${status} ${source}`),
    onUnlisted: () => undefined,
  });
  const validation = new C2bValidationHandler({
    door,
    inbox,
    accounts: new AccountDirectory(new Map()),
    validator: () => null,
    acceptCode: 0,
    deadlineMs: 1,
    onFailure: 'accept',
    onWarning: () => undefined,
  });
  return { reception: new CallbackReception({ urls, door, validation }), stored, refused };
}

interface Answer {
  status: number;
  body: unknown;
}

/** Posts to the controller as Express and Fastify would. */
async function post(url: string, body: unknown, rawBody?: Buffer): Promise<Answer & { stored: string[] }> {
  const { reception, stored } = fixture();
  const Controller = createCallbackController({ path: 'callbacks', decorators: [] });
  const controller = new Controller(reception) as {
    receive(request: unknown, response: unknown): Promise<void>;
  };
  const answer: Answer = { status: 0, body: null };
  const response = {
    status: (code: number) => {
      answer.status = code;
      return response;
    },
    send: (sent: unknown) => void (answer.body = sent),
  };
  await controller.receive({ url: '/rewritten', originalUrl: url, ip: '10.0.0.1', body, rawBody }, response);
  return { ...answer, stored };
}

describe('the callback route', () => {
  it('leads each kind to whoever answers it', async () => {
    const stk = await post(`/callbacks/${urls.pathFor('stk', 'push-1')}`, { Body: {} });
    expect(stk).toMatchObject({ status: 200, stored: ['stk'] });
    const validation = await post(`/callbacks/${urls.pathFor('c2b-validation', '600966')}`, { TransID: '' });
    expect(validation).toMatchObject({ body: { ResultCode: 'C2B00016' } });
    const probe = await post(`/callbacks/${urls.pathFor('probe', 'nonce')}`, {}, Buffer.from('{}'));
    expect(probe).toEqual({ status: 200, body: { probe: 'nonce', raw: true }, stored: [] });
    expect((await post(`/callbacks/${urls.pathFor('probe', 'nonce')}`, {})).body).toMatchObject({
      raw: false,
    });
  });

  it('leaves a forged token and an unknown path to the host, as paths that are not there', async () => {
    for (const path of [`/callbacks/stk/push-1/${'a'.repeat(32)}`, '/callbacks/nothing?x=1']) {
      await expect(post(path, {})).rejects.toEqual(new NotFoundException(`Cannot POST ${path}`));
    }
  });

  it('carries the marks of the host on the class and on the handler', () => {
    const marked: unknown[] = [];
    const mark = ((target: object, key?: string) =>
      void marked.push([typeof target, key])) as ClassDecorator & MethodDecorator;
    createCallbackController({ path: 'callbacks', decorators: [mark] });
    expect(marked).toEqual([
      ['function', undefined],
      ['object', 'receive'],
    ]);
  });
});

describe('the middleware before the body parser', () => {
  function knock(url: string, headers: Record<string, string> = {}) {
    const { reception, refused } = fixture();
    const seen = {
      status: 0,
      headers: {} as Record<string, unknown>,
      body: '',
      passed: false,
      error: undefined as unknown,
    };
    const request = {
      url,
      method: 'PUT',
      headers,
      socket: { remoteAddress: '10.0.0.2' },
    } as unknown as IncomingMessage;
    const response = {
      writeHead: (status: number, sent: Record<string, unknown>) =>
        Object.assign(seen, { status, headers: sent }),
      end: (text: string) => (seen.body = text),
    } as unknown as ServerResponse;
    new CallbackMiddleware(reception).use(request, response, (error) =>
      Object.assign(seen, error === undefined ? { passed: true } : { error }),
    );
    return { ...seen, refused };
  }

  it('lets a good token through, unanswered', () => {
    const url = `/api/callbacks/${urls.pathFor('stk', 'push-1')}`;
    expect(knock(url, { 'content-length': '32768' })).toMatchObject({ passed: true, status: 0, refused: [] });
  });

  it('turns a bad token away before anything reads the body', () => {
    const url = `/callbacks/stk/push-1/${'0'.repeat(32)}`;
    expect(knock(url)).toMatchObject({
      passed: false,
      error: new NotFoundException(`Cannot PUT ${url}`),
      refused: ['404 10.0.0.2'],
    });
  });

  it('turns away what announces more than 32 kB, and ends the connection', () => {
    const url = `/callbacks/${urls.pathFor('stk', 'push-1')}`;
    expect(knock(url, { 'content-length': '32769' })).toMatchObject({
      passed: false,
      status: 413,
      headers: { connection: 'close' },
    });
  });
});
