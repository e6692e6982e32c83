/** C2B Hakikisha: before a customer pays, Safaricom asks the host whose account that is. */
import { describe, expect, it } from '@jest/globals';
import { VersioningType } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { AccountNameRequest } from 'nestjs-mpesa';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testApp, type HostAdapter, type TestApp } from '../../support/test-app.js';
import { LoginGuard, Public, WrappingInterceptor } from '../host/global-parts.js';
import { agency, PEARL, RUBY, tenants } from '../accounts/tenants.js';
import {
  askWith,
  basic,
  knowsJane,
  LOGIN,
  question,
  resolverThat,
  safaricomAsks,
  tokenOf,
  urlsOf,
} from './resolvers.js';

const FIXTURE = join(import.meta.dirname, '../../fixtures/daraja/c2b-hakikisha-question.json');

const host = () => testApp().options({ hakikisha: LOGIN }).providers([knowsJane]);

describe.each<HostAdapter>(['express', 'fastify'])('on %s', (adapter) => {
  it('the name of an account reaches Safaricom', async () => {
    const shop = await host().adapter(adapter).start();
    expect(await safaricomAsks(shop)).toMatchObject({
      accountName: 'JANE DOE',
      tokenStatus: 200,
      notifyStatus: 200,
    });
    const [token, notify] = shop.sim.requests().slice(-2);
    expect(token?.responseBody).toEqual({ access_token: expect.any(String), expires_in: 3599 });
    const asked = notify?.requestBody as { requestId: string; timestamp: string } | undefined;
    expect(notify?.responseBody).toEqual({
      requestId: asked?.requestId,
      timestamp: Number(asked?.timestamp),
      accountName: 'JANE DOE',
      accountNumber: 'INV-77',
      shortcode: '174379',
    });
  });

  it('it does so past guards, interceptors, a prefix and versions of the host', async () => {
    const shop = await host()
      .adapter(adapter)
      .basePath('/api')
      .providers([
        { provide: APP_GUARD, useClass: LoginGuard },
        { provide: APP_INTERCEPTOR, useClass: WrappingInterceptor },
      ])
      .structure({ routes: { decorators: [Public()], hakikishaPath: '/names/' } })
      .configure((app) => app.setGlobalPrefix('api'))
      .configure((app) => app.enableVersioning({ type: VersioningType.URI }))
      .start();
    expect(await safaricomAsks(shop, { path: 'names' })).toMatchObject({ accountName: 'JANE DOE' });
  });

  it('a token is got without a body, even where JSON is announced', async () => {
    const shop = await host().adapter(adapter).start();
    const authorization = basic(LOGIN.username, LOGIN.password);
    const { tokenUrl } = urlsOf(shop);
    const bare: Record<string, string>[] = [
      { authorization },
      { authorization, 'content-type': 'application/json' },
    ];
    for (const headers of bare) {
      expect((await fetch(tokenUrl, { method: 'POST', headers })).status).toBe(200);
    }
  });

  it('nobody gets in without the password or a token, and no answer tells why', async () => {
    const shop = await host().adapter(adapter).start();
    const { tokenUrl } = urlsOf(shop);
    const { username, password } = LOGIN;
    const wrong: Record<string, string>[] = [
      {},
      { authorization: basic(username, `${password}x`) },
      { authorization: basic(`${username}x`, password) },
      { authorization: basic(`${username}:a`, password.slice(1)) },
      { authorization: 'Basic ???' },
      { authorization: `Bearer ${await tokenOf(shop)}` },
    ];
    const refused = { status: 401, body: { statusCode: 401, message: 'Unauthorized' } };
    for (const headers of wrong) expect(await shop.post(tokenUrl, {}, headers)).toEqual(refused);
    const token = await tokenOf(shop);
    const forged = [
      '',
      'x',
      token.replace(/^./, 'z'),
      token.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    ];
    for (const bad of forged) expect(await askWith(shop, bad)).toEqual(refused);
    const open = await fetch(urlsOf(shop).notifyUrl, { method: 'POST', body: 'x' });
    expect([open.status, open.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="c2b-hakikisha"',
    ]);
  });

  it('what is too large or no question is refused, and never reaches the resolver', async () => {
    let asked = 0;
    const counting = resolverThat(() => String(++asked));
    const shop = await testApp().adapter(adapter).options({ hakikisha: LOGIN }).providers([counting]).start();
    const token = await tokenOf(shop);
    const bodies = [
      {},
      [],
      question({ accountNumber: ' ' }),
      question({ accountNumber: 'x'.repeat(65) }),
      question({ requestId: undefined }),
      question({ shortcode: { a: 1 } }),
    ];
    for (const body of bodies) expect((await askWith(shop, token, body)).status).toBe(400);
    expect((await askWith(shop, token, question({ more: 'x'.repeat(40_000) }))).status).toBe(413);
    expect(asked).toBe(0);
  });
});

describe('the resolver', () => {
  it('is shown the account in our words', async () => {
    const seen: AccountNameRequest[] = [];
    const watching = resolverThat((request) => {
      seen.push(request);
      return ' JANE DOE ';
    });
    const shop = await testApp().options({ hakikisha: LOGIN }).providers([watching]).start();
    const { body } = JSON.parse(readFileSync(FIXTURE, 'utf8')) as { body: object };
    const answer = await askWith(shop, await tokenOf(shop), { ...body, shortcode: '174379' });
    expect(answer.body).toMatchObject({ accountName: 'JANE DOE', timestamp: 1728897681 });
    expect(seen).toEqual([
      {
        requestId: 'dcd1c2ab-0000-4000-8000-000000000001',
        account: 'default',
        shortcode: '174379',
        till: null,
        accountNumber: '66925336',
        at: 1728897681000,
      },
    ]);
  });

  it('that knows no such account makes a 404, as does a shortcode that is not ours', async () => {
    const shop = await host()
      .options({ hakikisha: { ...LOGIN, fallbackName: 'OUR SHOP' } })
      .start();
    const unknown = { status: 404, body: { statusCode: 404, message: 'no such account' } };
    const token = await tokenOf(shop);
    expect(await askWith(shop, token, question({ accountNumber: 'INV-78' }))).toEqual(unknown);
    expect(await askWith(shop, token, question({ shortcode: '600000' }))).toEqual(unknown);
  });

  it.each<[string, () => string | null | Promise<string | null>, string]>([
    ['is late', () => new Promise(() => undefined), 'no name within 100 ms'],
    ['throws', () => { throw new RangeError('INV-77 belongs to JANE DOE'); }, 'RangeError'],
    ['gives no name', () => undefined as unknown as string, 'neither a name nor null'],
    ['gives a blank', () => '  ', 'neither a name nor null'],
  ])('that %s makes a 503, or the name that the host has set for it', async (_what, nameOf, why) => {
    for (const fallbackName of [undefined, 'OUR SHOP']) {
      const shop = await testApp()
        .options({ hakikisha: { ...LOGIN, deadlineMs: 100, fallbackName } })
        .providers([resolverThat(nameOf)])
        .start();
      expect(await safaricomAsks(shop)).toMatchObject(
        fallbackName === undefined
          ? { accountName: null, notifyStatus: 503 }
          : { accountName: 'OUR SHOP', notifyStatus: 200 },
      );
      const warnings = shop.log.of('warn').join('\n');
      expect(warnings).toContain(why);
      expect(warnings).not.toMatch(/INV-77|JANE/);
    }
  }); // prettier-ignore
});

it('accounts of the host’s own table are asked for as well, each number under its own name', async () => {
  const table = tenants({ pearl: PEARL, ruby: RUBY });
  const seen: AccountNameRequest[] = [];
  const watching = resolverThat((request) => {
    seen.push(request);
    return 'JANE DOE';
  });
  const shop = await (
    await agency('sqlite', table)
  )
    .options({ hakikisha: LOGIN })
    .providers([watching])
    .start();
  expect(await safaricomAsks(shop, { shortcode: RUBY.shortcode })).toMatchObject({ accountName: 'JANE DOE' });
  expect(seen).toMatchObject([{ account: 'ruby', shortcode: RUBY.shortcode }]);
  expect(await safaricomAsks(shop, { shortcode: '174379' })).toMatchObject({ notifyStatus: 404 });
  table.failure = new Error('no table of tenants');
  expect(await safaricomAsks(shop, { shortcode: PEARL.shortcode })).toMatchObject({ notifyStatus: 503 });
  expect(shop.log.of('warn').join()).toContain('an account name was not told: AccountSourceError');
});

describe('a token', () => {
  it('of one instance is known to the other, and to one whose secret was renewed', async () => {
    const shop = await host().start();
    const token = await tokenOf(shop);
    const other = await host().beside(shop).start();
    expect((await askWith(other, token)).status).toBe(200);
    const secret = ['the-next-secret-of-all', 'a-secret-of-some-length'];
    const renewed = await host().beside(shop).options({ callbacks: { secret } }).start();
    expect((await askWith(renewed, token)).status).toBe(200);
    const foreign = await host().beside(shop).options({ callbacks: { secret: 'another-secret-altogether' } }).start();
    expect((await askWith(foreign, token)).status).toBe(401);
  }); // prettier-ignore

  it('holds as long as it says, and not after a change of the password', async () => {
    const clock = { at: Date.UTC(2026, 10, 22), now: () => clock.at };
    const shop = await host()
      .options({ hakikisha: { ...LOGIN, tokenTtlMs: 60_000 } })
      .clock(clock)
      .jobs(false)
      .start();
    const token = await tokenOf(shop);
    clock.at += 59_999;
    expect((await askWith(shop, token)).status).toBe(200);
    const changed = await host()
      .beside(shop)
      .options({ hakikisha: { ...LOGIN, password: 'another-long-password' } })
      .clock(clock)
      .jobs(false)
      .start();
    expect((await askWith(changed, token)).status).toBe(401);
    clock.at += 1;
    expect((await askWith(shop, token)).status).toBe(401);
  });
});

describe('a host', () => {
  const refusedBy = async (shop: TestApp): Promise<unknown> => (await safaricomAsks(shop)).tokenStatus;

  it('that tells no names answers 404, and is warned when it meant to', async () => {
    expect(await refusedBy(await testApp().start())).toBe(404);
    const shop = await testApp().options({ hakikisha: LOGIN }).start();
    expect(await refusedBy(shop)).toBe(404);
    expect(shop.log.of('warn').join()).toContain('no provider is marked @MpesaAccountNameResolver()');
    expect(await refusedBy(await host().structure({ routes: false }).start())).toBe(404);
  });

  it('with a resolver and no password for Safaricom, with two resolvers, or with crossing paths does not start', async () => {
    await expect(testApp().providers([knowsJane]).start()).rejects.toThrow(/hakikisha \(missing\).*AccountNameResolver/);
    const other = resolverThat(() => null);
    Object.defineProperty(other, 'name', { value: 'Other' });
    await expect(host().providers([other]).start()).rejects.toThrow('there may be one AccountNameResolver');
    await expect(host().structure({ routes: { hakikishaPath: 'callbacks/names' } }).start()).rejects.toThrow(/routes\.hakikishaPath/);
  }); // prettier-ignore

  it('is told of wrong options without the password', async () => {
    const hakikisha = { username: 'a:b', password: 'short-one', deadlineMs: 8_000 };
    const error: Error = await testApp().options({ hakikisha }).start().then(() => new Error('it started'), (refusal) => refusal as Error); // prettier-ignore
    expect(error.message).toMatch(
      /hakikisha\.username "a:b".*\n.*hakikisha\.password.*\n.*hakikisha\.deadlineMs 8000/,
    );
    expect(error.message).not.toContain('short-one');
  });

  it('that enforces source addresses tells a stranger nothing, though he has password and token', async () => {
    const shop = await host()
      .options({ callbacks: { sourceAddresses: { mode: 'enforce' } } })
      .start();
    expect(await refusedBy(shop)).toBe(401);
    const trusting = await host().beside(shop).start();
    expect((await askWith(shop, await tokenOf(trusting))).status).toBe(401);
    const listed = await host()
      .options({ callbacks: { sourceAddresses: { mode: 'enforce', addresses: ['127.0.0.1'] } } })
      .start();
    expect(await refusedBy(listed)).toBe(200);
  });
});
