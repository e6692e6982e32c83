import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { SkipThrottle, ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { startSimulator } from 'daraja-simulator';
import { MpesaModule, PaymentsService, StkPushService } from 'nestjs-mpesa';

/**
 * A host behind Nest's own throttler, which does not load under Jest before Node 24.9, on the compiled libraries. It is paid
 * five times where two requests a minute are allowed, and prints what came of it as JSON.
 */
const { adapter, skip, port, database } = JSON.parse(process.env.THROTTLED_HOST ?? '{}');
const sim = await startSimulator({ logger: false });

class Host {}
Module({
  imports: [
    ThrottlerModule.forRoot([{ ttl: 60_000, limit: 2 }]),
    MpesaModule.forRoot({
      environment: { baseUrl: sim.url },
      consumerKey: 'sandbox-key',
      consumerSecret: 'sandbox-secret',
      shortcode: '174379',
      passkey: 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
      callbacks: {
        baseUrl: `http://127.0.0.1:${port}`,
        secret: 'a-secret-of-some-length',
        sourceAddresses: { mode: 'off' },
      },
      storage: { type: 'better-sqlite3', database },
      routes: { decorators: skip ? [SkipThrottle()] : [] },
    }),
  ],
  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
})(Host);

const errors = [];
const silent = () => undefined;
const logger = { log: silent, warn: silent, error: (message) => errors.push(String(message)) };
const http = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
const app = await NestFactory.create(Host, http, { rawBody: true, logger, forceCloseConnections: true });
await app.listen(port, '127.0.0.1');

const ids = [];
for (let turn = 0; turn < 5; turn += 1) {
  ids.push((await app.get(StkPushService).request({ phone: '0708 374 149', amount: 10 })).id);
  await sim.answer('254708374149', { action: 'pay' });
  const callback = sim.requests().findLast(({ op }) => op === 'stk-callback');
  if (callback.status === 200) await app.get(PaymentsService).settled(ids.at(-1), { timeoutMs: 5_000 });
  else break;
}
const statuses = sim
  .requests()
  .filter(({ op }) => op === 'stk-callback')
  .map(({ status }) => status);
const paidCents = sim.shortcode('174379').balanceCents;
await app.close();
await sim.close();
process.stdout.write(JSON.stringify({ statuses, paidCents, errors }));
