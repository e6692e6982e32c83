import { describe, expect, it } from '@jest/globals';
import type { Payment, PaymentsService } from 'nestjs-mpesa';
import type { VisitorPrompts } from '../payments/visitor-prompts.js';
import type { OrderBook } from './order-book.js';
import { OrderFeed } from './order-feed.js';
import { OrderPrompts } from './order-prompts.js';
import type { Order } from './order.js';

const ORDER = { id: 1, attempt: 1, totalCents: 65_000 } as Order;
const ITS_OWN = { id: 'paid', reference: 'SHOP-1001', amountCents: 65_000 };

/** What an order shows of a payment that has its key. */
function shown(payment: object): Promise<Payment | null> {
  const payments = { find: () => Promise.resolve({ items: [payment], nextCursor: null }) };
  const [prompts, orders] = [{} as VisitorPrompts, {} as OrderBook];
  return new OrderPrompts(prompts, payments as unknown as PaymentsService, orders, new OrderFeed()).latest(
    ORDER,
  );
}

/** The key under which an order's phone is asked after such a payment. */
async function nextKey(status: Payment['status']): Promise<string | undefined> {
  const payments = { find: () => Promise.resolve({ items: [{ ...ITS_OWN, status }], nextCursor: null }) };
  let { attempt } = ORDER;
  const orders = {
    nextAttempt: () => Promise.resolve(void (attempt += 1)),
    find: () => Promise.resolve({ ...ORDER, attempt }),
  };
  let key: string | undefined;
  const ask = (_: string, { idempotencyKey }: { idempotencyKey: string }) =>
    Promise.resolve(void (key = idempotencyKey));
  await new OrderPrompts(
    { ask } as unknown as VisitorPrompts,
    payments as unknown as PaymentsService,
    orders as unknown as OrderBook,
    new OrderFeed(),
  ).ask(ORDER, { phone: '0708374149', visitor: 'anybody' });
  return key;
}

describe('an order', () => {
  it.each([
    ['failed', 'SHOP-1001:2'],
    ['reversed', 'SHOP-1001:2'],
    ['pending', 'SHOP-1001:1'],
    ['review', 'SHOP-1001:1'],
  ] as const)('that is open after a payment that is %s is asked for as %s', async (status, key) => {
    expect(await nextKey(status)).toBe(key);
  });

  it('shows the payment that has its key, its number and its total', async () => {
    expect(await shown(ITS_OWN)).toEqual(ITS_OWN);
  });

  it.each([{ amountCents: 100 }, { amountCents: 65_001 }, { reference: 'SHOP-1002' }, { reference: null }])(
    'shows no payment of %j as its own, whatever its key',
    async (other) => expect(await shown({ ...ITS_OWN, ...other })).toBeNull(),
  );
});
