import type { INestApplication } from '@nestjs/common';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { describe, expect, it } from '@jest/globals';
import { MpesaOptionsError } from 'nestjs-mpesa';
import { testApp, type HostAdapter, type TestApp } from '../../support/test-app.js';

type Trust = boolean | string | (() => boolean);
type Host = { adapter: HostAdapter; configure: (app: INestApplication) => unknown };

const onFastify = (trustProxy: Trust): Host => ({
  adapter: new FastifyAdapter({ trustProxy }),
  configure: () => undefined,
});
const onExpress = (trust: Trust | number): Host => ({
  adapter: new ExpressAdapter(),
  configure: (app) => (app as NestExpressApplication).set('trust proxy', trust),
});

function start({ adapter, configure }: Host, mode: 'enforce' | 'log'): Promise<TestApp> {
  return testApp()
    .adapter(adapter)
    .configure(configure)
    .options({ callbacks: { sourceAddresses: { mode } } })
    .start();
}

describe.each([
  ['express', onExpress],
  ['fastify', onFastify],
])('on %s, a host that trusts proxies', (_name, trusting) => {
  it.each([true, () => true])('does not start under "enforce" when it trusts all: %s', async (trust) => {
    const error = await start(trusting(trust), 'enforce').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MpesaOptionsError);
    expect(String(error)).toMatch(/sourceAddresses\.mode .*trusts every proxy.*Fix: name your proxies/);
  });

  it('starts under "log" whatever it trusts', async () => {
    expect((await start(trusting(true), 'log')).log.of('error')).toEqual([]);
  });

  it.each(['loopback', '10.0.0.0/8', '127.0.0.1'])(
    'starts under "enforce" when it says which: %s',
    async (trust) => {
      await expect(start(trusting(trust), 'enforce')).resolves.toBeDefined();
    },
  );

  it('under "enforce" takes the address that its one proxy has written', async () => {
    const shop = await start(trusting('127.0.0.1'), 'enforce');
    const { id } = await shop.stk.request({ phone: '0708 374 149', amount: 150 });
    const forwarded = { 'x-forwarded-for': '192.0.2.66, 196.201.214.200' };
    await shop.post(shop.callbackUrl('stk', id), { Body: {} }, forwarded);
    expect((await shop.inbox.quarantined()).items).toEqual([]);
    await shop.post(
      shop.callbackUrl('stk', id),
      { Body: 1 },
      { 'x-forwarded-for': '196.201.214.200, 192.0.2.66' },
    );
    expect((await shop.inbox.quarantined()).items).toMatchObject([{ sourceAddress: '192.0.2.66' }]);
  });
});

it('a count of proxies on Express is no blind trust either', async () => {
  await expect(start(onExpress(2), 'enforce')).resolves.toBeDefined();
});
