import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readRoutes } from '../src/openapi/routes.js';
import { pushBody } from './support/daraja-caller.js';
import { useStage } from './support/stage.js';

const stage = useStage();
const PUSH = '/mpesa/stkpush/v1/processrequest';
const REGISTER = '/mpesa/c2b/v2/registerurl';

const basic = (text: string) => ({
  headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` },
});
const faultOf = (reply: { status: number; body: Record<string, unknown> }) => [
  reply.status,
  reply.body['errorCode'],
];

describe('OAuth', () => {
  it('gives a token of 28 letters and digits that lives 3599 seconds, written as a string', async () => {
    const { status, body } = await stage.daraja.signIn();
    expect(status).toBe(200);
    expect(body).toEqual({ access_token: expect.stringMatching(/^[0-9A-Za-z]{28}$/), expires_in: '3599' });
  });

  it('answers a wrong key or secret with an empty 400', async () => {
    for (const pair of ['sandbox-key:no', 'no:sandbox-secret', 'sandbox-key']) {
      const reply = await stage.daraja.call('/oauth/v1/generate?grant_type=client_credentials', basic(pair));
      expect([reply.status, reply.text]).toEqual([400, '']);
    }
  });

  it('refuses another grant type and another scheme', async () => {
    const grant = await stage.daraja.call(
      '/oauth/v1/generate?grant_type=password',
      basic('sandbox-key:sandbox-secret'),
    );
    expect(faultOf(grant)).toEqual([400, '400.008.02']);
    const scheme = await stage.daraja.call('/oauth/v1/generate?grant_type=client_credentials');
    expect(faultOf(scheme)).toEqual([400, '400.008.01']);
  });

  it('lets an app hold several tokens, unless a new one is set to kill the old', async () => {
    const old = stage.daraja.token;
    await stage.daraja.signIn();
    const withOld = () => stage.daraja.post(PUSH, {}, { authorization: `Bearer ${old}` });
    expect(faultOf(await withOld())).toEqual([400, '400.002.02']);
    stage.sim.configure({ newTokenKillsOld: true });
    await stage.daraja.signIn();
    expect(faultOf(await withOld())).toEqual([404, '404.001.03']);
  });
});

describe('a bad token', () => {
  it('is answered in the words of the product', async () => {
    const bad = { authorization: 'Bearer nonsense' };
    expect(faultOf(await stage.daraja.post(PUSH, {}, bad))).toEqual([404, '404.001.03']);
    expect(faultOf(await stage.daraja.post('/mpesa/stkpushquery/v1/query', {}, bad))).toEqual([
      404,
      '404.001.03',
    ]);
    expect(faultOf(await stage.daraja.post(REGISTER, {}, bad))).toEqual([400, '400.003.01']);
    stage.sim.configure({ c2bBadToken: 'http-401' });
    expect(faultOf(await stage.daraja.post(REGISTER, {}, bad))).toEqual([401, '401.003.01']);
  });

  it('is also one that has expired by the simulated clock', async () => {
    await stage.sim.advance(3_599_000);
    expect(faultOf(await stage.daraja.post(PUSH, {}))).toEqual([400, '400.002.02']);
    await stage.sim.advance(1_000);
    expect(faultOf(await stage.daraja.post(PUSH, {}))).toEqual([404, '404.001.03']);
  });
});

describe('a request that is out of order', () => {
  it('by its content type is blamed on the first field', async () => {
    const reply = await stage.daraja.post(PUSH, pushBody('http://127.0.0.1/cb'), {
      'content-type': 'text/plain',
    });
    expect(reply.body['errorMessage']).toBe('Bad Request - Invalid BusinessShortCode');
    expect(faultOf(await stage.daraja.post(REGISTER, {}, { 'content-type': 'text/plain' }))).toEqual([
      400,
      '400.003.02',
    ]);
  });

  it('by not being a JSON object is an invalid payload', async () => {
    for (const text of ['{', '', '[]', 'null', '"x"']) {
      expect(faultOf(await stage.daraja.post(PUSH, text))).toEqual([400, '400.002.05']);
    }
  });

  it('by its method or path is refused per family', async () => {
    expect(faultOf(await stage.daraja.call(PUSH))).toEqual([405, '405.001']);
    expect(faultOf(await stage.daraja.call(REGISTER))).toEqual([404, '404.001.04']);
    expect(faultOf(await stage.daraja.post('/mpesa/stkpush/v2/processrequest', {}))).toEqual([
      404,
      '404.001.01',
    ]);
    expect(faultOf(await stage.daraja.post('/mpesa/c2b/v3/registerurl', {}))).toEqual([404, '404.003.01']);
  });
});

describe('the OpenAPI document', () => {
  it('is served', async () => {
    const reply = await stage.daraja.call('/openapi.json');
    const source = readFileSync(new URL('../src/openapi/daraja.openapi.json', import.meta.url), 'utf8');
    expect(reply.body).toEqual(JSON.parse(source));
  });

  it('names only paths that some product serves', async () => {
    for (const { path, method } of readRoutes()) {
      const reply = await stage.daraja.call(path, { method });
      expect(reply.body['errorMessage']).not.toBe('Resource not found');
      expect(reply.status).toBeLessThan(500);
    }
  });
});
