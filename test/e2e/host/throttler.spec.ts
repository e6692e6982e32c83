import { APP_GUARD } from '@nestjs/core';
import { SkipThrottle, ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { describe, expect, it } from '@jest/globals';
import { testApp } from '../../support/test-app.js';

type Outcome = { statuses: (number | null)[]; paidCents: number; errors: readonly string[] };

const PHONE = '254708374149';

/** Five payments, each with its callback, in a host that allows two requests a minute. */
async function fivePayments(adapter: 'express' | 'fastify', skip: boolean): Promise<Outcome> {
  const shop = await testApp()
    .adapter(adapter)
    .imports([ThrottlerModule.forRoot([{ ttl: 60_000, limit: 2 }])])
    .providers([{ provide: APP_GUARD, useClass: ThrottlerGuard }])
    .structure({ routes: { decorators: skip ? [SkipThrottle()] : [] } })
    .start();
  const statuses = (): (number | null)[] =>
    shop.sim
      .requests()
      .filter(({ op }) => op === 'stk-callback')
      .map(({ status }) => status);
  for (let turn = 0; turn < 5; turn += 1) {
    const { id } = await shop.stk.request({ phone: PHONE, amount: 10, reference: `ORDER-${turn}` });
    await shop.sim.answer(PHONE, { action: 'pay' });
    if (statuses().at(-1) !== 200) break;
    await shop.payments.settled(id);
  }
  return {
    statuses: statuses(),
    paidCents: shop.sim.shortcode('174379').balanceCents,
    errors: shop.log.of('error'),
  };
}
describe.each(['express', 'fastify'] as const)(
  "in a host on %s with Nest's global ThrottlerGuard",
  (adapter) => {
    it('callbacks get through as many as they are with SkipThrottle() on our routes', async () => {
      const { statuses, paidCents, errors } = await fivePayments(adapter, true);
      expect({ statuses, errors }).toEqual({ statuses: [200, 200, 200, 200, 200], errors: [] });
      expect(paidCents).toBe(5_000);
    });

    it('the module says at start what will happen without it, before it happens', async () => {
      const { statuses, errors } = await fivePayments(adapter, false);
      expect(statuses).toContain(429);
      expect(errors).toEqual([
        expect.stringMatching(/a throttler counts callbacks.*Fix: .*SkipThrottle\(\)/),
      ]);
    });
  },
);
