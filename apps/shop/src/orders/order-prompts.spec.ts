import { describe, expect, it } from '@jest/globals';
import type { Payment, PaymentsService } from 'nestjs-mpesa';
import type { VisitorPrompts } from '../payments/visitor-prompts.js';
import type { OrderBook } from './order-book.js';
import { OrderFeed } from './order-feed.js';
import { OrderPrompts } from './order-prompts.js';
import type { Order } from './order.entity.js';

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

describe('an order', () => {
  it('shows the payment that has its key, its number and its total', async () => {
    expect(await shown(ITS_OWN)).toEqual(ITS_OWN);
  });

  it.each([{ amountCents: 100 }, { amountCents: 65_001 }, { reference: 'SHOP-1002' }, { reference: null }])(
    'shows no payment of %j as its own, whatever its key',
    async (other) => expect(await shown({ ...ITS_OWN, ...other })).toBeNull(),
  );
});
