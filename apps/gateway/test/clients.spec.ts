/** Who may call the gateway: clients, their secrets and tokens, and the admin who makes them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, SignJWT } from 'jose';
import { testDatabases } from '../../../test/support/database.js';
import { KeyRing } from '../src/auth/key-ring.js';
import { CLOCK, type Clock } from '../src/setup/clock.js';
import { ADMIN_KEY, startTestGateway, tokenFor, type TestGateway } from './support/test-gateway.js';

describe.each(testDatabases())('clients on %s', (database) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({ database });
  });
  afterAll(() => gateway.close());

  it('get a bearer token of one hour for id and secret, and no cache keeps it', async () => {
    const { id, secret } = await gateway.client();
    const { status, headers, body } = await gateway.http.form('/v1/token', {
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
    });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      access_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'payments:read payments:collect payments:status callbacks:manage',
    });
  });

  it('may send their credentials as a Basic header', async () => {
    const { id, secret } = await gateway.client();
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const answer = await gateway.http
      .with({ authorization: basic })
      .form('/v1/token/', { grant_type: 'client_credentials', scope: 'payments:read' });
    expect(answer.status).toBe(200);
    expect(answer.body['scope']).toBe('payments:read');
  });

  it.each([
    ['no grant type', { grant_type: '' }, 400, 'unsupported_grant_type'],
    ['another grant type', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['a stranger', { client_id: 'nobody' }, 401, 'invalid_client'],
    ['a scope it was not granted', { scope: 'payments:payout' }, 400, 'invalid_scope'],
  ])('are told in OAuth words of %s', async (_, fields, status, error) => {
    const { id, secret } = await gateway.client();
    const answer = await gateway.http.form('/v1/token', {
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
      ...fields,
    });
    expect([answer.status, answer.body['error']]).toEqual([status, error]);
  });

  it('keep no secret in the table, and none is shown twice', async () => {
    const created = await gateway.admin.post('/admin/clients', { name: 'Kiosk' });
    const { id, secret } = created.body;
    expect(created.status).toBe(201);
    expect(secret).toEqual(expect.stringMatching(/^[\w-]{43}$/));
    expect((await gateway.admin.get(`/admin/clients/${id}`)).text).not.toContain(secret);
    expect((await gateway.admin.get('/admin/clients')).text).not.toContain(secret);
  });

  it('are out at once when they are revoked, with the tokens they hold', async () => {
    const { id, secret, http } = await gateway.client();
    expect((await http.get('/v1/me')).status).toBe(200);
    await gateway.admin.post(`/admin/clients/${id}/revoke`);
    const after = await http.get('/v1/me');
    expect([after.status, after.body['code']]).toEqual([401, 'token-invalid']);
    expect(after.headers.get('www-authenticate')).toContain('error="invalid_token"');
    await expect(tokenFor(gateway.http, id, secret)).rejects.toThrow('invalid_client');
  });

  it('lose old secret and tokens to a new secret', async () => {
    const { id, secret, http } = await gateway.client();
    const rotated = await gateway.admin.post(`/admin/clients/${id}/rotate-secret`);
    expect((await http.get('/v1/me')).status).toBe(401);
    await expect(tokenFor(gateway.http, id, secret)).rejects.toThrow('invalid_client');
    const token = await tokenFor(gateway.http, id, String(rotated.body['secret']));
    expect((await gateway.http.as(token).get('/v1/me')).status).toBe(200);
  });

  it('lose a scope that is taken away, also in tokens already given', async () => {
    const { id, http } = await gateway.client();
    await gateway.admin.put(`/admin/clients/${id}/scopes`, { scopes: ['payments:collect'] });
    expect((await http.get('/v1/me')).body).toMatchObject({ scopes: ['payments:collect'] });
  });
});

describe('tokens', () => {
  it('are refused when another key signed them, when they were changed and when their hour is over', async () => {
    const gateway = await startTestGateway();
    const { id, secret } = await gateway.client();
    const token = await tokenFor(gateway.http, id, secret);
    const { bytes } = KeyRing.of(['some other secret, also long enough for it'], 'access-token').first;
    const { kid } = decodeProtectedHeader(token);
    const forged = await new SignJWT({ scope: 'payments:read', ver: 1 })
      .setProtectedHeader({ alg: 'HS256', kid })
      .setIssuer('mpesa-gateway')
      .setAudience('mpesa-gateway')
      .setSubject(id)
      .setExpirationTime('1h')
      .sign(bytes);
    const [head, , signature] = token.split('.');
    const changed = [head, forged.split('.')[1], signature].join('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${forged.split('.')[1]}.`;
    const statusOf = async (bearer: string): Promise<number> =>
      (await gateway.http.as(bearer).get('/v1/me')).status;
    expect(await Promise.all([token, forged, changed, unsigned].map(statusOf))).toEqual([200, 401, 401, 401]);
    const clock = gateway.app.get<Clock>(CLOCK);
    const { now } = clock;
    clock.now = () => now() + 3_601_000;
    expect(await statusOf(token)).toBe(401);
    clock.now = now;
    await gateway.close();
  });

  it('live on while the secret that signed them is still on the ring', async () => {
    const old = 'the old secret of this test, long enough';
    const ring = [old, 'the new secret of this test, long enough'];
    const gateway = await startTestGateway({ settings: { secrets: [ring[1] ?? '', old] } });
    const { id } = await gateway.client();
    const { id: kid, bytes } = KeyRing.of([old], 'access-token').first;
    const token = await new SignJWT({ scope: 'payments:read', ver: 1 })
      .setProtectedHeader({ alg: 'HS256', kid })
      .setIssuer('mpesa-gateway')
      .setAudience('mpesa-gateway')
      .setSubject(id)
      .setExpirationTime('1h')
      .sign(bytes);
    expect((await gateway.http.as(token).get('/v1/me')).status).toBe(200);
    await gateway.close();
  });
});

describe('the admin routes', () => {
  it('want the admin key, and a client token is not one', async () => {
    const gateway = await startTestGateway();
    const { http } = await gateway.client();
    const statuses = await Promise.all(
      [gateway.http, http, gateway.http.as(`${ADMIN_KEY}x`), gateway.admin].map(async (caller) => {
        return (await caller.get('/admin/clients')).status;
      }),
    );
    expect(statuses).toEqual([401, 401, 401, 200]);
    await gateway.close();
  });

  it('are not there without an admin key', async () => {
    const gateway = await startTestGateway({ settings: { adminKey: null } });
    const answer = await gateway.admin.get('/admin/clients');
    expect([answer.status, answer.body['code']]).toEqual([404, 'not-found']);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    await gateway.close();
  });

  it('name what is wrong with a body', async () => {
    const gateway = await startTestGateway();
    const wrong = await gateway.admin.post('/admin/clients', { name: 'Kiosk', scopes: ['payments:steal'] });
    expect([wrong.status, wrong.body]).toEqual([
      400,
      {
        type: 'urn:problem:mpesa-gateway:invalid-request',
        title: 'Bad Request',
        status: 400,
        code: 'invalid-request',
        detail: expect.stringContaining('scopes ["payments:steal"] is refused'),
        field: 'scopes',
        value: ['payments:steal'],
        rule: expect.stringContaining('must be one or more of payments:read'),
      },
    ]);
    const unknown = await gateway.admin.post('/admin/clients', { name: 'Kiosk', secretHash: 'mine' });
    expect(unknown.body).toMatchObject({ field: 'secretHash', rule: 'is not known here' });
    await gateway.close();
  });
});
