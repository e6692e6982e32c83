import { Inject, Injectable, Scope } from '@nestjs/common';
import { EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { describe, expect, it } from '@jest/globals';
import {
  MpesaC2bValidator,
  MpesaEventPublisher,
  OnMpesa,
  type BestEffortEventMap,
  type C2bValidator,
  type C2bVerdict,
  type EventPublisher,
  type PaymentFailed,
  type PaymentSucceeded,
  type PublishedEvent,
} from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { expectOneSuccess } from '../../support/money.js';
import { testApp, type TestApp } from '../../support/test-app.js';

const PUSH = { phone: '0708 374 149', amount: 150, reference: 'ORDER-1' };
const PAYER = '254708374149';

async function paid(shop: TestApp): Promise<PaymentSucceeded> {
  await shop.stk.request(PUSH);
  await shop.sim.answer(PAYER, { action: 'pay' });
  return expectOneSuccess(shop);
}

@Injectable()
class Screen {
  readonly shown: PaymentSucceeded[] = [];

  @OnEvent('mpesa.payment.succeeded')
  show(event: PaymentSucceeded): void {
    this.shown.push(event);
  }
}

@Injectable()
class FailingScreen {
  @OnEvent('mpesa.payment.succeeded', { suppressErrors: false })
  show(): void {
    throw new Error('the screen is broken');
  }
}

describe.each(testDatabases())("Nest's event emitter, on %s", (kind) => {
  it('gets the success where the host has an EventEmitterModule', async () => {
    const shop = await testApp().on(kind).imports([EventEmitterModule.forRoot()]).providers([Screen]).start();
    const success = await paid(shop);
    await eventually(() => shop.app.get(Screen).shown.length > 0);
    expect(shop.app.get(Screen).shown).toEqual([success]);
  });

  it('is not needed: the module starts without it and durable handlers are called', async () => {
    const shop = await testApp().on(kind).providers([Screen]).start();
    await paid(shop);
    expect(shop.app.get(Screen).shown).toEqual([]);
  });

  it('cannot hurt a payment when one of its listeners throws', async () => {
    const shop = await testApp()
      .on(kind)
      .imports([EventEmitterModule.forRoot()])
      .providers([FailingScreen])
      .start();
    expect((await paid(shop)).status).toBe('succeeded');
    await eventually(() => shop.log.of('error').join().includes('a handler failed: Error\n'));
  });
});

@MpesaEventPublisher()
@Injectable()
class Queue implements EventPublisher {
  readonly published: PublishedEvent[] = [];

  publish(event: PublishedEvent): Promise<void> {
    this.published.push(event);
    return Promise.resolve();
  }
}

@MpesaEventPublisher()
class SecondQueue extends Queue {}

describe.each(testDatabases())('an EventPublisher of the host, on %s', (kind) => {
  it('gets every durable event, in order, each under an id of its own', async () => {
    const shop = await testApp().on(kind).providers([Queue]).start();
    const success = await paid(shop);
    const { published } = shop.app.get(Queue);
    expect(published.map(({ type }) => type)).toEqual([
      'payment.created',
      'payment.pending',
      'payment.succeeded',
    ]);
    expect(published.at(-1)?.payload).toEqual(success);
    expect(new Set(published.map(({ id }) => id)).size).toBe(3);
  });
});

@Injectable()
class Alarm {
  readonly heard: string[] = [];

  @OnMpesa('callback.refused')
  refused({ status, reason }: BestEffortEventMap['callback.refused']): void {
    this.heard.push(`refused ${status} ${reason}`);
  }

  @OnMpesa('callback.unmatched')
  unmatched({ kind }: BestEffortEventMap['callback.unmatched']): void {
    this.heard.push(`unmatched ${kind}`);
  }

  @OnMpesa('token.refreshed')
  refreshed({ account }: BestEffortEventMap['token.refreshed']): void {
    this.heard.push(`refreshed ${account}`);
  }
}

describe('events that are not kept', () => {
  it('tell of a refused callback, one that nobody knows, and a new token', async () => {
    const shop = await testApp().providers([Alarm]).start();
    const stranger = shop.callbackUrl('stk', '01930000-0000-7000-8000-000000000001');
    const callback = {
      Body: { stkCallback: { CheckoutRequestID: 'ws', MerchantRequestID: '1', ResultCode: 0 } },
    };
    await shop.post(stranger, '[]');
    await shop.post(stranger, callback);
    await shop.work.inbox();
    await shop.stk.request(PUSH);
    const heard = [
      'refused 400 the body is no JSON object with anything in it',
      'unmatched stk',
      'refreshed default',
    ];
    await eventually(() => shop.app.get(Alarm).heard.length >= 3);
    expect(shop.app.get(Alarm).heard).toEqual(heard);
  });
});

@Injectable()
class Twin {
  @OnMpesa('payment.succeeded', { id: 'stock' })
  one(_event: PaymentSucceeded): void {}

  @OnMpesa('payment.failed', { id: 'stock' })
  two(_event: PaymentFailed): void {}
}

@Injectable({ scope: Scope.REQUEST })
class PerRequest {
  @OnMpesa('payment.succeeded')
  paid(_event: PaymentSucceeded): void {}
}

@Injectable()
class NeedsRequest {
  constructor(@Inject(PerRequest) readonly other: PerRequest) {}

  @OnMpesa('payment.failed')
  failed(_event: PaymentFailed): void {}
}

class YesMan implements C2bValidator {
  validate(): C2bVerdict {
    return { accept: true };
  }
}

@MpesaC2bValidator()
class FirstValidator extends YesMan {}

@MpesaC2bValidator()
class SecondValidator extends YesMan {}

describe('a host does not start', () => {
  it.each([
    ['with two handlers of one id', [Twin], /two @OnMpesa handlers are called "stock": give one an id/],
    [
      'with a handler in a request-scoped provider',
      [PerRequest],
      /"PerRequest\.paid" stands in a request-scoped/,
    ],
    [
      'with a handler whose provider needs a request-scoped one',
      [NeedsRequest, { provide: PerRequest, useFactory: () => ({}), scope: Scope.REQUEST }],
      /"NeedsRequest\.failed" stands in a request-scoped/,
    ],
    [
      'with two C2bValidators',
      [FirstValidator, SecondValidator],
      /there may be one C2bValidator, found FirstValidator and SecondValidator/,
    ],
    [
      'with two EventPublishers',
      [Queue, SecondQueue],
      /there may be one EventPublisher, found Queue and SecondQueue/,
    ],
  ])('%s', async (_what, providers, told) => {
    await expect(testApp().providers(providers).start()).rejects.toThrow(told);
  });
});
