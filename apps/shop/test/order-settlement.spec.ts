/** What becomes of money, whatever order the news comes in: on SQLite, and on MariaDB where there is one. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentSucceeded } from 'nestjs-mpesa';
import type { DataSource } from 'typeorm';
import { createTestDatabase, testDatabases, type TestDatabase } from '../../../test/support/database.js';
import { OrderBook } from '../src/orders/order-book.js';
import { OrderFeed } from '../src/orders/order-feed.js';
import { OrderSettlement } from '../src/orders/order-settlement.js';
import type { Order } from '../src/orders/order.entity.js';
import { UnassignedMoney } from '../src/orders/unassigned-money.js';
import { openShopDatabase } from '../src/storage/shop-database.js';

const NOON = Date.UTC(2026, 10, 21, 9);

function byHand(paymentId: string, changes: Partial<PaymentSucceeded> = {}): PaymentSucceeded {
  return {
    type: 'payment.succeeded',
    paymentId,
    kind: 'c2b',
    direction: 'in',
    status: 'succeeded',
    account: 'default',
    accountType: 'paybill',
    shortcode: '174379',
    till: null,
    amountCents: 65_000,
    currency: 'KES',
    phone: null,
    phoneMasked: null,
    phoneHash: null,
    party: null,
    partyName: null,
    ambiguous: false,
    reference: 'SHOP-1001',
    description: null,
    metadata: null,
    idempotencyKey: null,
    transactionType: 'Pay Bill',
    checkoutRequestId: null,
    conversationId: null,
    originatorConversationId: null,
    originalPaymentId: null,
    completedAt: NOON,
    occurredAt: NOON + 1_000,
    receipt: `RECEIPT-${paymentId}`,
    requested: false,
    recoveredFrom: null,
    supersedes: null,
    settledBy: 'c2b',
    feeCents: null,
    recipientRegistered: null,
    balances: null,
    ...changes,
  };
}

function byPrompt(paymentId: string, changes: Partial<PaymentSucceeded> = {}): PaymentSucceeded {
  const push = { kind: 'stk-push', requested: true, metadata: { order: 'SHOP-1001' } } as const;
  return byHand(paymentId, { ...push, ...changes });
}

describe.each(testDatabases())('settling orders on %s', (kind) => {
  let database: TestDatabase;
  let connection: DataSource;
  let orders: OrderBook;
  let unassigned: UnassignedMoney;
  let settlement: OrderSettlement;

  beforeEach(async () => {
    database = await createTestDatabase(kind);
    connection = await openShopDatabase(database.storage);
    orders = new OrderBook(connection);
    unassigned = new UnassignedMoney(connection);
    settlement = new OrderSettlement(orders, unassigned, new OrderFeed());
    await orders.open({ productId: 'coffee', quantity: 1, totalCents: 65_000, createdAt: NOON });
  });
  afterEach(async () => {
    await connection?.destroy();
    await database.drop();
  });

  const order = async (): Promise<Order | null> => orders.find(1);
  const aside = async (): Promise<string[]> => (await unassigned.list()).map(({ paymentId }) => paymentId);

  it('the same news twice pays once and leaves nothing over', async () => {
    await settlement.received(byPrompt('a'));
    await settlement.received(byPrompt('a'));
    expect(await order()).toMatchObject({
      status: 'paid',
      paymentId: 'a',
      receipt: 'RECEIPT-a',
      paidAt: NOON,
    });
    expect(await aside()).toEqual([]);
  });

  it('a second payment is set aside, however often it is told', async () => {
    await settlement.received(byPrompt('a'));
    await settlement.received(byHand('b'));
    await settlement.received(byHand('b'));
    expect(await order()).toMatchObject({ paymentId: 'a' });
    expect(await unassigned.list()).toEqual([
      {
        paymentId: 'b',
        amountCents: 65_000,
        receipt: 'RECEIPT-b',
        reason: 'the order was already paid',
        at: NOON,
      },
    ]);
  });

  it('a prompt that supersedes the payment by hand which paid the order is not counted again', async () => {
    await settlement.received(byHand('hand'));
    await settlement.received(byPrompt('prompt', { supersedes: 'hand' }));
    expect(await order()).toMatchObject({ status: 'paid', paymentId: 'prompt' });
    expect(await aside()).toEqual([]);
  });

  it('a prompt that supersedes money set aside takes it from there', async () => {
    await settlement.received(byHand('hand', { reference: 'Rent' }));
    expect(await aside()).toEqual(['hand']);
    await settlement.received(byPrompt('prompt', { supersedes: 'hand' }));
    expect(await order()).toMatchObject({ status: 'paid', paymentId: 'prompt' });
    expect(await aside()).toEqual([]);
  });

  it('two successes that turn out later to be the same money count once, whichever of them came first', async () => {
    await settlement.received(byPrompt('prompt', { receipt: null }));
    await settlement.received(byHand('hand'));
    await settlement.sameMoney('hand', byPrompt('prompt', { receipt: null }));
    expect(await order()).toMatchObject({ paymentId: 'prompt' });
    expect(await aside()).toEqual([]);
  });

  it('nor is anything left over when the payment by hand had paid the order', async () => {
    await settlement.received(byHand('hand'));
    await settlement.received(byPrompt('prompt', { receipt: null }));
    expect(await aside()).toEqual(['prompt']);
    await settlement.sameMoney('hand', byPrompt('prompt', { receipt: null }));
    expect(await order()).toMatchObject({ paymentId: 'prompt', receipt: 'RECEIPT-hand' });
    expect(await aside()).toEqual([]);
  });

  describe('money that a prompt for one order has brought, and that was told by hand for another', () => {
    const byHandForTheOther = () => settlement.received(byHand('hand', { reference: 'SHOP-1002' }));
    const same = () => settlement.sameMoney('hand', byPrompt('prompt', { receipt: null }));
    const byPromptProven = () => settlement.received(byPrompt('prompt', { supersedes: 'hand' }));
    const byPromptUnproven = () => settlement.received(byPrompt('prompt', { receipt: null }));

    it.each([
      ['by hand, prompt', [byHandForTheOther, byPromptProven]],
      ['by hand, prompt, same', [byHandForTheOther, byPromptProven, same]],
      ['by hand, same, prompt', [byHandForTheOther, same, byPromptProven]],
      ['unproven prompt, by hand, same', [byPromptUnproven, byHandForTheOther, same]],
      ['prompt, by hand, same', [byPromptProven, byHandForTheOther, same]],
      ['by hand, same, a prompt that knew nothing of it', [byHandForTheOther, same, byPromptUnproven]],
    ])('pays the first and leaves the other open: %s', async (_, news) => {
      await orders.open({ productId: 'coffee', quantity: 1, totalCents: 65_000, createdAt: NOON });
      for (const told of news) await told();
      expect(await order()).toMatchObject({ status: 'paid', paymentId: 'prompt' });
      expect(await orders.find(2)).toMatchObject({
        status: 'open',
        paymentId: null,
        receipt: null,
        paidAt: null,
      });
      expect(await aside()).toEqual([]);
    });
  });

  it('an order is open again when all of its money was given back, and not for a part of it', async () => {
    await settlement.received(byPrompt('a'));
    await settlement.givenBack({ paymentId: 'a', status: 'succeeded' });
    expect(await order()).toMatchObject({ status: 'paid' });
    await settlement.givenBack({ paymentId: 'a', status: 'reversed' });
    expect(await order()).toMatchObject({ status: 'open', paymentId: null, receipt: null, paidAt: null });
    await settlement.received(byHand('b'));
    await settlement.givenBack({ paymentId: 'a', status: 'reversed' });
    expect(await order()).toMatchObject({ status: 'paid', paymentId: 'b' });
  });

  it('money set aside that was given back is nothing to deal with any more', async () => {
    await settlement.received(byHand('a', { reference: 'Rent' }));
    await settlement.givenBack({ paymentId: 'a', status: 'reversed' });
    expect(await aside()).toEqual([]);
  });

  it('only what the shop said counts for a prompt, not the account number it shows', async () => {
    await settlement.received(byPrompt('a', { metadata: null, reference: 'SHOP-1001' }));
    expect(await order()).toMatchObject({ status: 'open' });
    expect(await aside()).toEqual(['a']);
  });

  it.each([
    ['another reference', { reference: 'SHOP-1002' }],
    ['no reference', { reference: null }],
    ['another amount', { amountCents: 100 }],
  ])('a prompt said to be for the order, but with %s, does not pay it', async (_, changes) => {
    await settlement.received(byPrompt('a', changes));
    expect(await order()).toMatchObject({ status: 'open', paymentId: null });
    expect(await aside()).toEqual(['a']);
  });

  it('orders made before there were links are given one each', async () => {
    await connection.undoLastMigration();
    await connection.runMigrations();
    const { link } = (await order()) ?? {};
    expect(link).toMatch(/^[\w-]{22}$/);
    expect(await orders.opened(String(link))).toMatchObject({ id: 1 });
  });

  it('orders count from SHOP-1001, and an attempt is left only once', async () => {
    const second = await orders.open({ productId: 'chai', quantity: 1, totalCents: 35_000, createdAt: NOON });
    expect(second.id).toBe(2);
    await Promise.all([orders.nextAttempt(second), orders.nextAttempt(second)]);
    expect(await orders.find(2)).toMatchObject({ attempt: 2, createdAt: NOON });
  });
});
