import { HttpException, type INestApplication } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { storedCallbacks } from '../../support/stored-callbacks.js';
import { testApp, type TestApp } from '../../support/test-app.js';
import { LoginGuard } from './global-parts.js';

type Builder = ReturnType<typeof testApp>;
type Response = { header(name: string, value: string): unknown };

/** Tells how many calls are left, as Nest's throttler does, and refuses none yet. */
const countingGuard = {
  canActivate: (context: { switchToHttp(): { getResponse(): Response } }) => {
    context.switchToHttp().getResponse().header('X-RateLimit-Limit', '100');
    return true;
  },
};
const refusingThrottler = {
  canActivate: () => {
    throw new HttpException('Too Many Requests', 429);
  },
};
const guardedBy = (guard: object) => (host: Builder) =>
  host.providers([{ provide: APP_GUARD, useValue: guard }]);

const OBSTACLES: ReadonlyArray<[what: string, put: (host: Builder) => Builder, told: RegExp]> = [
  [
    'a guard',
    (host) => host.providers([{ provide: APP_GUARD, useClass: LoginGuard }]),
    /a guard refuses them \(HTTP 401\)\. Fix: routes: \{ decorators: \[Public\(\)\] \}/,
  ],
  [
    'a throttler that refuses',
    guardedBy(refusingThrottler),
    /a throttler refuses them \(HTTP 429\)\. Fix: .*SkipThrottle\(\)/,
  ],
  [
    'a throttler that will refuse one day',
    guardedBy(countingGuard),
    /a throttler counts callbacks.*Fix: .*SkipThrottle\(\)/,
  ],
  [
    'a global prefix that callbacks.baseUrl leaves out',
    (host) => host.configure((app: INestApplication) => app.setGlobalPrefix('api')),
    /callbacks\.baseUrl leaves out the global prefix "api"\. Fix: baseUrl: 'https:\/\/…\/api'/,
  ],
  [
    'a missing rawBody',
    (host) => host.rawBody(false),
    /not byte for byte\. Fix: NestFactory\.create\(AppModule, \{ rawBody: true \}\)/,
  ],
];

const errorsOf = (shop: TestApp): string[] => shop.log.of('error');

describe.each(['express', 'fastify'] as const)(
  'after listen on %s, the module tries its own route',
  (adapter) => {
    it.each(OBSTACLES)('and tells of %s once, with the fix', async (_what, put, told) => {
      const shop = await put(testApp().adapter(adapter)).start();
      await eventually(() => errorsOf(shop).length > 0);
      expect(errorsOf(shop)).toEqual([expect.stringMatching(told)]);
    });

    it('and keeps nothing of the attempt', async () => {
      const shop = await testApp().adapter(adapter).rawBody(false).start();
      await eventually(() => errorsOf(shop).length > 0);
      expect(await storedCallbacks(shop)).toEqual([]);
    });
  },
);
