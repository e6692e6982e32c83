import { ValidationPipe, VersioningType, type INestApplication } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import type { MpesaRoutes } from 'nestjs-mpesa';
import { expectOneSuccess } from '../../support/money.js';
import { testApp, type TestApp } from '../../support/test-app.js';
import { LoginGuard, OrdersModule, Public, RewritingFilter, WrappingInterceptor } from './global-parts.js';

/** What a host has for all of its routes, and how its own `orders` route shows that it is in force. */
type Host = {
  what: string;
  providers?: Parameters<ReturnType<typeof testApp>['providers']>[0];
  decorators?: MpesaRoutes['decorators'];
  configure?: (app: INestApplication) => unknown;
  basePath?: string;
  shows: (orders: Orders) => Promise<void>;
};
type Orders = {
  get(path?: string): Promise<{ status: number; body: unknown }>;
  post(body: object): Promise<number>;
};

const strictPipe = new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true });
const prefixed = (app: INestApplication): unknown => app.setGlobalPrefix('api/pay');
const versioned = (app: INestApplication): unknown => app.enableVersioning({ type: VersioningType.URI });

const HOSTS: Host[] = [
  {
    what: 'nothing global',
    shows: async ({ get }) => expect(await get()).toEqual({ status: 200, body: ['tea'] }),
  },
  {
    what: 'a global prefix',
    configure: prefixed,
    basePath: '/api/pay',
    shows: async ({ get }) => {
      expect((await get()).status).toBe(404);
      expect((await get('/api/pay/orders')).status).toBe(200);
    },
  },
  {
    what: 'URI versioning',
    configure: versioned,
    shows: async ({ get }) => {
      expect((await get()).status).toBe(404);
      expect((await get('/v1/orders')).status).toBe(200);
    },
  },
  {
    what: 'a ValidationPipe that forbids unknown fields',
    providers: [{ provide: APP_PIPE, useValue: strictPipe }],
    shows: async ({ post }) => expect(await post({ item: 'tea', Body: {} })).toBe(400),
  },
  {
    what: 'a guard that refuses what is not marked',
    providers: [{ provide: APP_GUARD, useClass: LoginGuard }],
    decorators: [Public()],
    shows: async ({ get }) => expect((await get()).status).toBe(401),
  },
  {
    what: 'an interceptor that wraps answers',
    providers: [{ provide: APP_INTERCEPTOR, useClass: WrappingInterceptor }],
    shows: async ({ get }) => expect((await get()).body).toEqual({ data: ['tea'] }),
  },
  {
    what: 'a filter that rewrites errors',
    providers: [
      { provide: APP_FILTER, useClass: RewritingFilter },
      { provide: APP_PIPE, useValue: strictPipe },
    ],
    shows: async ({ post }) => expect(await post({ item: 7 })).toBe(418),
  },
  {
    what: 'all of these together',
    providers: [
      { provide: APP_PIPE, useValue: strictPipe },
      { provide: APP_GUARD, useClass: LoginGuard },
      { provide: APP_INTERCEPTOR, useClass: WrappingInterceptor },
      { provide: APP_FILTER, useClass: RewritingFilter },
    ],
    decorators: [Public()],
    configure: (app) => {
      prefixed(app);
      versioned(app);
    },
    basePath: '/api/pay',
    shows: async ({ get }) => expect((await get('/api/pay/v1/orders')).status).toBe(418),
  },
];

function start(host: Host, adapter: 'express' | 'fastify'): Promise<TestApp> {
  return testApp()
    .adapter(adapter)
    .basePath(host.basePath ?? '')
    .imports([OrdersModule])
    .providers(host.providers ?? [])
    .structure({ routes: { decorators: host.decorators ?? [] } })
    .configure(host.configure ?? (() => undefined))
    .start();
}

function ordersOf({ baseUrl, post }: TestApp): Orders {
  return {
    get: async (path = '/orders') => {
      const response = await fetch(new URL(path, baseUrl), { headers: { connection: 'close' } });
      return { status: response.status, body: await response.json().catch(() => null) };
    },
    post: async (body) => (await post('/orders', body)).status,
  };
}

describe.each(['express', 'fastify'] as const)('on %s, in a host with', (adapter) => {
  it.each(HOSTS)('$what, a callback gets through and is answered as Safaricom expects', async (host) => {
    const shop = await start(host, adapter);
    await host.shows(ordersOf(shop));
    await shop.stk.request({ phone: '0708 374 149', amount: 150, reference: 'ORDER-1' });
    await shop.sim.answer('254708374149', { action: 'pay' });
    const delivered = shop.sim.requests().findLast(({ op }) => op === 'stk-callback');
    expect(delivered).toMatchObject({ status: 200, responseBody: { ResultCode: 0, ResultDesc: 'Accepted' } });
    await expectOneSuccess(shop);
    expect(shop.log.of('error')).toEqual([]);
  });

  it.each(HOSTS)('$what, the verdict on a C2B payment is read as it was meant', async (host) => {
    const shop = await start(host, adapter);
    await shop.c2b.registerUrls();
    shop.sim.setShortcode('174379', { externalValidation: 'on' });
    const paid = await shop.sim.pay('254708374149', { shortcode: '174379', account: 'INV-77', amount: 150 });
    expect(paid.accepted).toBe(true);
    const asked = shop.sim.requests().findLast(({ op }) => op === 'c2b-validation');
    expect(asked?.responseBody).toEqual({ ResultCode: 0, ResultDesc: 'Accepted' });
    expect(await expectOneSuccess(shop)).toMatchObject({ kind: 'c2b', reference: 'INV-77' });
  });

  it.each(HOSTS)(
    '$what, a forged token is turned away as a missing path, a bad body in our own words',
    async (host) => {
      const shop = await start(host, adapter);
      const url = shop.callbackUrl('stk', '01930000-0000-7000-8000-000000000001');
      const forged = url.replace(/.{32}$/, '0'.repeat(32));
      const missing = forged.replace('/stk/', '/nowhere/');
      expect((await shop.post(forged, {})).status).toBe((await shop.post(missing, {})).status);
      expect((await shop.post(url, {})).status).toBe(400);
    },
  );
});
