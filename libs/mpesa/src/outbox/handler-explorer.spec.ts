import { describe, expect, it } from '@jest/globals';
import { MetadataScanner, type DiscoveryService } from '@nestjs/core';
import type { HandlerContext } from './handler-context.js';
import { EVENT_PUBLISHER, MpesaEventPublisher, type PublishedEvent } from './event-publisher.js';
import { findEventEmitter, findHandlers, findMarked } from './handler-explorer.js';
import { OnMpesa } from './on-mpesa.decorator.js';
import type { PaymentSucceeded } from '../payments/payment-events.js';

class Orders {
  readonly paid: string[] = [];

  @OnMpesa('payment.succeeded')
  onPaid(event: PaymentSucceeded, { attempt }: HandlerContext): void {
    this.paid.push(`${event.paymentId} #${attempt}`);
  }

  @OnMpesa(['payment.failed', 'payment.review'], { id: 'orders-lost', timeoutMs: 5 })
  onLost(): void {}

  helper(): void {}
}

class SpecialOrders extends Orders {}

class SameName {
  @OnMpesa('payment.created', { id: 'Orders.onPaid' })
  onCreated(): void {}
}

@MpesaEventPublisher()
class Publisher {
  async publish(_event: PublishedEvent): Promise<void> {}
}

@MpesaEventPublisher()
class SecondPublisher extends Publisher {}

interface Provided {
  readonly name: string;
  readonly metatype?: unknown;
  readonly instance?: unknown;
  readonly static?: boolean;
  readonly host?: { readonly name: string };
}

const provided = (instance: object, over: Partial<Provided> = {}): Provided => ({
  name: instance.constructor.name,
  metatype: instance.constructor,
  instance,
  ...over,
});

/** What Nest's discovery would tell of these. */
function discovery(providers: readonly Provided[], controllers: readonly Provided[] = []): DiscoveryService {
  const wrap = (items: readonly Provided[]) =>
    items.map((item) => ({ ...item, isDependencyTreeStatic: () => item.static ?? true }));
  return {
    getProviders: () => wrap(providers),
    getControllers: () => wrap(controllers),
  } as unknown as DiscoveryService;
}

const find = (...args: Parameters<typeof discovery>) =>
  findHandlers(discovery(...args), new MetadataScanner());

describe('findHandlers', () => {
  it('finds decorated methods of providers and controllers, with their settings', () => {
    const found = find([provided(new Orders())], [provided(new SameName(), { name: 'Extra' })].slice(1));
    expect(found).toMatchObject([
      { id: 'Orders.onPaid', events: ['payment.succeeded'] },
      { id: 'orders-lost', events: ['payment.failed', 'payment.review'], timeoutMs: 5 },
    ]);
    expect(find([], [provided(new Orders())])).toHaveLength(2);
  });

  it('calls the method on its instance', () => {
    const orders = new Orders();
    const [handler] = find([provided(orders)]);
    handler?.call({ paymentId: 'push-1' }, { attempt: 2 });
    expect(orders.paid).toEqual(['push-1 #2']);
  });

  it('finds inherited methods, and those of providers made by a factory', () => {
    const inherited = find([provided(new SpecialOrders())]).map(({ id }) => id);
    expect(inherited).toContain('SpecialOrders.onPaid');
    const made = provided(new Orders(), { name: 'ORDERS', metatype: undefined });
    expect(find([made]).map(({ id }) => id)).toContain('ORDERS.onPaid');
  });

  it('passes over what has no methods', () => {
    expect(
      find([provided({}), { name: 'VALUE', instance: 'text' }, { name: 'NOTHING', instance: null }]),
    ).toEqual([]);
  });

  it('refuses two handlers of one id, and says what to do', () => {
    expect(() => find([provided(new Orders()), provided(new SameName())])).toThrow(
      'two @OnMpesa handlers are called "Orders.onPaid": give one an id, @OnMpesa(event, { id })',
    );
  });

  it('refuses a handler in a request-scoped provider', () => {
    expect(() => find([provided(new Orders(), { static: false })])).toThrow(
      '@OnMpesa handler "Orders.onPaid" stands in a request-scoped provider: move it to a singleton',
    );
  });
});

describe('findMarked', () => {
  const mark = (...providers: Provided[]) =>
    findMarked(discovery(providers), EVENT_PUBLISHER, 'EventPublisher');

  it('finds the one, or none', () => {
    const publisher = new Publisher();
    expect(mark(provided(new Orders()), provided(publisher))).toBe(publisher);
    expect(mark(provided(new Orders()))).toBeNull();
  });

  it('takes one that several modules provide for one', () => {
    const publisher = new Publisher();
    expect(mark(provided(publisher), provided(publisher))).toBe(publisher);
  });

  it('refuses two, by name', () => {
    expect(() => mark(provided(new Publisher()), provided(new SecondPublisher()))).toThrow(
      'there may be one EventPublisher, found Publisher and SecondPublisher',
    );
  });
});

describe('findEventEmitter', () => {
  const emitter = { emitAsync: () => Promise.resolve(), onAny: () => undefined };
  const host = { name: 'EventEmitterModule' };

  it("finds the emitter of the host's EventEmitterModule, without importing it", () => {
    const providers = [provided(new Orders(), { host }), provided(emitter, { host })];
    expect(findEventEmitter(discovery(providers))).toBe(emitter);
  });

  it('takes no other emitter for it, and none where there is none', () => {
    const ownModule = provided(emitter, { host: { name: 'OrdersModule' } });
    expect(findEventEmitter(discovery([ownModule, { name: 'X', instance: null, host }]))).toBeNull();
    expect(findEventEmitter(discovery([]))).toBeNull();
  });
});
