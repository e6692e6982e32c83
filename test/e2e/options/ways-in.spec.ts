import { Injectable, Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from 'daraja-simulator';
import { mpesaConfig, MpesaModule, PaymentsService, StkPushService, type MpesaOptions } from 'nestjs-mpesa';
import { testDatabases, type TestDatabase } from '../../support/database.js';
import { defaultOptions, testDatabase, testSimulator } from '../../support/test-app.js';

const PUSH = { phone: '0708 374 149', amount: 150, reference: 'ORDER-1' };
const running: INestApplicationContext[] = [];
const environment = { ...process.env };

afterEach(async () => {
  process.env = { ...environment };
  for (const app of running.splice(0)) await app.close();
});

/** A worker with nothing but the module in it; nobody calls it back, so it settles by asking. */
async function start(mpesa: DynamicModule | Promise<DynamicModule>): Promise<INestApplicationContext> {
  const root = { module: class {}, imports: [mpesa] };
  const app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  running.push(app);
  return app;
}

async function expectPaid(app: INestApplicationContext, sim: Simulator): Promise<void> {
  const { id } = await app.get(StkPushService, { strict: false }).request(PUSH);
  await sim.answer('254708374149', { action: 'pay' });
  const payment = await app.get(PaymentsService, { strict: false }).recheck(id);
  expect(payment).toMatchObject({ status: 'succeeded', amountCents: 15_000 });
  expect(sim.shortcode('174379').balanceCents).toBe(15_000);
}

/** The settings as a deployment would write them. */
function variables(sim: Simulator, { storage }: TestDatabase): Record<string, string> {
  return {
    MPESA_BASE_URL: sim.url,
    MPESA_CONSUMER_KEY: 'sandbox-key',
    MPESA_CONSUMER_SECRET: 'sandbox-secret',
    MPESA_SHORTCODE: '174379',
    MPESA_PASSKEY: 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
    MPESA_CALLBACK_BASE_URL: 'http://127.0.0.1:9',
    MPESA_CALLBACK_SECRET: 'the-secret-of-this-year, the-secret-of-last-year',
    MPESA_DATABASE_URL:
      storage.type === 'mariadb' ? storage.url.replace(/^mysql/, 'mariadb') : storage.database,
  };
}

describe.each(testDatabases())('the options, on %s', (kind) => {
  const usual = async (): Promise<{ sim: Simulator; options: MpesaOptions; database: TestDatabase }> => {
    const [sim, database] = [await testSimulator(), await testDatabase(kind)];
    return { sim, database, options: defaultOptions({ sim, database, port: 9 }) };
  };

  it('may be written into forRoot', async () => {
    const { sim, options } = await usual();
    await expectPaid(await start(MpesaModule.forRoot(options)), sim);
  });

  it('may come from a factory with what it injects', async () => {
    const { sim, options } = await usual();
    const vault: DynamicModule = {
      module: class {},
      providers: [{ provide: 'VAULT', useValue: options }],
      exports: ['VAULT'],
    };
    const mpesa = MpesaModule.forRootAsync({
      imports: [vault],
      inject: ['VAULT'],
      useFactory: (kept: MpesaOptions) => Promise.resolve(kept),
    });
    await expectPaid(await start(mpesa), sim);
  });

  it('may come from a class of the host, made for it or already there', async () => {
    const { sim, options } = await usual();
    @Injectable()
    class Settings {
      createMpesaOptions(): MpesaOptions {
        return options;
      }
    }
    @Module({ providers: [Settings], exports: [Settings] })
    class SettingsModule {}
    const made = await start(MpesaModule.forRootAsync({ useClass: Settings }));
    await expectPaid(made, sim);
    const there = MpesaModule.forRootAsync({ imports: [SettingsModule], useExisting: Settings });
    expect((await start(there)).get(StkPushService, { strict: false })).toBeDefined();
  });

  it('may stand in MPESA_* variables, for forRoot() without arguments', async () => {
    const { sim, database } = await usual();
    Object.assign(process.env, variables(sim, database));
    await expectPaid(await start(MpesaModule.forRoot()), sim);
  });

  it('may come by way of ConfigModule', async () => {
    const { sim, database } = await usual();
    Object.assign(process.env, variables(sim, database));
    const mpesa = MpesaModule.forRootAsync({
      imports: [ConfigModule.forFeature(mpesaConfig)],
      inject: [mpesaConfig.KEY],
      useFactory: (config: MpesaOptions) => config,
    });
    await expectPaid(await start(mpesa), sim);
  });

  it('and structure stands beside a factory: isGlobal', async () => {
    const { options } = await usual();
    @Injectable()
    class Checkout {
      constructor(readonly stk: StkPushService) {}
    }
    @Module({ providers: [Checkout] })
    class CheckoutModule {}
    const mpesa = MpesaModule.forRootAsync({ isGlobal: true, useFactory: () => options });
    const app = await start({ module: class {}, imports: [mpesa, CheckoutModule] });
    expect(app.get(Checkout, { strict: false }).stk).toBeInstanceOf(StkPushService);
  });
});
