import { Injectable, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError, MpesaModule, PaymentsService, StkPushService } from 'nestjs-mpesa';
import { createTestDatabase, testDatabases } from '../../support/database.js';
import { expectOneSuccess } from '../../support/money.js';
import { defaultOptions, PASSKEY, testApp, testDatabase, testSimulator } from '../../support/test-app.js';

const PUSH = { phone: '0708 374 149', amount: 150, reference: 'ORDER-1' };
const PAYER = '254708374149';

@Injectable()
class Checkout {
  constructor(readonly stk: StkPushService) {}
}

@Injectable()
class BackOffice {
  constructor(
    readonly stk: StkPushService,
    readonly payments: PaymentsService,
  ) {}
}

@Module({ providers: [Checkout], exports: [Checkout] })
class CheckoutModule {}

@Module({ providers: [BackOffice], exports: [BackOffice] })
class BackOfficeModule {}

describe('services of the module', () => {
  it('are there for every module of the host with isGlobal: true', async () => {
    const shop = await testApp()
      .structure({ isGlobal: true })
      .imports([CheckoutModule, BackOfficeModule])
      .start();
    expect(shop.app.get(Checkout).stk).toBe(shop.stk);
    expect(shop.app.get(BackOffice).payments).toBe(shop.payments);
  });

  it('are not, without it, and Nest names what is missing', async () => {
    await expect(testApp().imports([CheckoutModule]).start()).rejects.toThrow(/Checkout.*StkPushService/s);
  });

  it('are refused at the start where options are given twice in one application', async () => {
    const [sim, database] = [await testSimulator(), await testDatabase('sqlite')];
    const options = defaultOptions({ sim, database, port: 9 });
    const imports = ['174379', '600000'].map((shortcode) => MpesaModule.forRoot({ ...options, shortcode }));
    const root = { module: class {}, imports };
    const starting = NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
    await expect(starting).rejects.toThrow(/MpesaModule 2 times: .* Fix: .*accounts/);
  });

  it('are the same ones for two modules that import it', async () => {
    const [sim, database] = [await testSimulator(), await createTestDatabase('sqlite')];
    const mpesa = MpesaModule.forRoot(defaultOptions({ sim, database, port: 9 }));
    const importing = (module: DynamicModule['module']): DynamicModule => ({ module, imports: [mpesa] });
    const root = { module: class {}, imports: [importing(CheckoutModule), importing(BackOfficeModule)] };
    const app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
    expect(app.get(Checkout, { strict: false }).stk).toBe(app.get(BackOffice, { strict: false }).stk);
    await app.close();
    await database.drop();
  });
});

describe.each(testDatabases())('named accounts, on %s', (kind) => {
  const accounts = {
    school: { shortcode: '600000', passkey: PASSKEY },
    canteen: { type: 'till' as const, shortcode: '300583', till: '300584', passkey: PASSKEY },
  };

  it('each take money for their own shortcode', async () => {
    const shop = await testApp().on(kind).options({ accounts }).start();
    await shop.stk.request({ ...PUSH, account: 'school' });
    await shop.sim.answer(PAYER, { action: 'pay' });
    expect(await expectOneSuccess(shop)).toMatchObject({ account: 'school', shortcode: '600000' });
    expect(shop.sim.shortcode('600000').balanceCents).toBe(15_000);
    expect(shop.sim.shortcode('174379').balanceCents).toBe(0);
  });

  it('may be a till, whose number stands beside the store number', async () => {
    const shop = await testApp().on(kind).options({ accounts }).start();
    await shop.stk.request({ ...PUSH, account: 'canteen' });
    await shop.sim.answer(PAYER, { action: 'pay' });
    const told = { account: 'canteen', accountType: 'till', shortcode: '300583', till: '300584' };
    expect(await expectOneSuccess(shop)).toMatchObject(told);
  });

  it('that do not exist are refused by name, with those that do', async () => {
    const shop = await testApp().on(kind).options({ accounts }).start();
    const error = await shop.stk.request({ ...PUSH, account: 'shool' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({
      field: 'account',
      value: 'shool',
      rule: expect.stringContaining('school, canteen'),
    });
    expect(shop.sim.requests()).toEqual([]);
  });
});

describe.each(testDatabases())('a process without callback routes, on %s', (kind) => {
  it('sends pushes whose callbacks the web process takes', async () => {
    const web = await testApp().on(kind).start();
    const worker = await testApp()
      .beside(web)
      .structure({ routes: false })
      .options({ callbacks: { baseUrl: web.baseUrl } })
      .start();
    await worker.stk.request(PUSH);
    await worker.sim.answer(PAYER, { action: 'pay' });
    await expectOneSuccess(web);
    expect(worker.log.of('error')).toEqual([]);
  });

  it('answers 404 where the routes would be', async () => {
    const worker = await testApp().on(kind).structure({ routes: false }).start();
    expect((await worker.post(worker.callbackUrl('stk', 'x'), { Body: {} })).status).toBe(404);
  });

  it('needs no HTTP at all: a worker settles by asking', async () => {
    const [sim, database] = [await testSimulator(), await createTestDatabase(kind)];
    const root = {
      module: class {},
      imports: [MpesaModule.forRoot(defaultOptions({ sim, database, port: 9 }))],
    };
    const worker = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
    const { id } = await worker.get(StkPushService).request(PUSH);
    await sim.answer(PAYER, { action: 'pay' });
    expect(await worker.get(PaymentsService).recheck(id)).toMatchObject({
      status: 'succeeded',
      settledBy: 'query',
    });
    expect(sim.shortcode('174379').balanceCents).toBe(15_000);
    await worker.close();
    await database.drop();
  });
});

describe('the path of the routes', () => {
  it("is the host's choice, and part of every URL", async () => {
    const shop = await testApp()
      .structure({ routes: { path: '/hooks/money/' } })
      .start();
    await shop.stk.request(PUSH);
    await shop.sim.answer(PAYER, { action: 'pay' });
    expect(shop.sim.requests().findLast(({ op }) => op === 'stk-callback')?.url).toContain(
      '/hooks/money/stk/',
    );
    await expectOneSuccess(shop);
  });
});
