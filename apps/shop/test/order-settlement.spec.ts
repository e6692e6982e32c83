/** What becomes of money, whatever order the news comes in: on SQLite, and on MariaDB where there is one. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PaymentReversed, PaymentSucceeded, PaymentSuperseded } from 'nestjs-mpesa';
import type { DataSource } from 'typeorm';
import { createTestDatabase, testDatabases, type TestDatabase } from '../../../test/support/database.js';
import { MoneyBook } from '../src/orders/money-book.js';
import { OrderBook } from '../src/orders/order-book.js';
import { OrderFeed } from '../src/orders/order-feed.js';
import { OrderSettlement } from '../src/orders/order-settlement.js';
import { PaymentNewsHandler } from '../src/orders/payment-news.handler.js';
import type { Order } from '../src/orders/order.js';
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
  const push = { kind: 'stk-push', requested: true, idempotencyKey: 'SHOP-1001:1' } as const;
  return byHand(paymentId, { ...push, ...changes });
}

const same = (paymentId: string, supersededBy: string) =>
  ({ type: 'payment.superseded', paymentId, supersededBy }) as PaymentSuperseded;
const back = (paymentId: string, status: PaymentReversed['status'] = 'reversed') =>
  ({ type: 'payment.reversed', paymentId, status }) as PaymentReversed;

/** Money as it is: told by hand for an order, by a prompt, or as both, and perhaps given back. */
interface Known {
  readonly name: string;
  readonly at: number;
  /** Several only of a prompt, which took them over one after the other. */
  readonly byHand: readonly (number | null)[];
  readonly byPrompt: number | null;
  readonly givenBack: boolean;
}

/** A prompt's own answer may tell a later time, when other money has come. */
const ANSWERED_LATER_MS = 1_500;

const orderIds = fc.constantFrom(null, 1, 2);
const worlds = fc.record({
  all: fc
    .array(
      fc.record({
        byHand: fc.array(orderIds, { maxLength: 3 }),
        byPrompt: orderIds,
        givenBack: fc.boolean(),
      }),
      { maxLength: 5 },
    )
    .map((all) => all.map((one, place): Known => ({ ...one, name: `m${place}`, at: NOON + place * 1_000 }))),
  shuffle: fc.array(fc.nat(), { minLength: 80, maxLength: 80 }),
});

type News = PaymentSucceeded | PaymentSuperseded | PaymentReversed;

/** All that is told of it, in an order that makes sense. */
function newsOf({ name, at, byHand: hands, byPrompt: prompt, givenBack }: Known): News[] {
  const [firstId, promptId] = [`${name}-hand-0`, `${name}-prompt`];
  const number = (id: number | null) => (id === null ? 'Rent' : `SHOP-${1_000 + id}`);
  const told = hands.map((hand, place) =>
    byHand(`${name}-hand-${place}`, { reference: number(hand), completedAt: at + place }),
  );
  const asked = { reference: number(prompt), idempotencyKey: `${number(prompt)}:1` };
  const paid = byPrompt(promptId, { ...asked, completedAt: at + ANSWERED_LATER_MS });
  const takenOver = told.map(({ paymentId }) => same(paymentId, promptId));
  const came = prompt === null ? told.slice(0, 1) : [...told, paid, ...takenOver];
  const gone = back(prompt === null ? firstId : promptId);
  return givenBack ? [...came, gone] : came;
}

/** What it is in the end. */
function standingOf({ name, at, byHand: hands, byPrompt: prompt, givenBack }: Known) {
  if (givenBack) return [];
  const since = hands.length === 0 ? at + ANSWERED_LATER_MS : at;
  if (prompt !== null) return [{ paymentId: `${name}-prompt`, pays: prompt, since }];
  return hands.slice(0, 1).map((hand) => ({ paymentId: `${name}-hand-0`, pays: hand, since }));
}

/** Every piece of news, some of it twice. */
function shuffled(news: readonly News[], by: readonly number[]): News[] {
  const told = [...news, ...news.filter((_, place) => by[place]! % 3 === 0)];
  return told
    .map((event, place) => ({ event, rank: by[by.length - 1 - place]! }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ event }) => event);
}

const prompt = byPrompt('prompt', { receipt: null });
const sameMoney = same('hand', 'prompt');
const givenBack = back('prompt');

describe.each(testDatabases())('settling orders on %s', (kind) => {
  let database: TestDatabase;
  let connection: DataSource;
  let orders: OrderBook;
  let money: MoneyBook;
  let settlement: OrderSettlement;

  beforeEach(async () => {
    database = await createTestDatabase(kind);
    connection = await openShopDatabase(database.storage);
    money = new MoneyBook(connection);
    orders = new OrderBook(connection, money);
    settlement = new OrderSettlement(orders, money, new OrderFeed());
    await orders.open({ productId: 'coffee', quantity: 1, totalCents: 65_000, createdAt: NOON });
  });
  afterEach(async () => {
    await connection?.destroy();
    await database.drop();
  });

  const order = async (): Promise<Order | null> => orders.find(1);
  const tell = (event: News): Promise<void> =>
    new PaymentNewsHandler(settlement, new OrderFeed()).moved(event);
  const aside = async (): Promise<string[]> => (await money.unassigned()).map(({ paymentId }) => paymentId);

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
    expect(await money.unassigned()).toEqual([
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
    await settlement.sameMoney(same('hand', 'prompt'));
    expect(await order()).toMatchObject({ paymentId: 'prompt' });
    expect(await aside()).toEqual([]);
  });

  it('nor is anything left over when the payment by hand had paid the order', async () => {
    await settlement.received(byHand('hand'));
    await settlement.received(byPrompt('prompt', { receipt: null }));
    expect(await aside()).toEqual(['prompt']);
    await settlement.sameMoney(same('hand', 'prompt'));
    expect(await order()).toMatchObject({ paymentId: 'prompt', receipt: 'RECEIPT-hand' });
    expect(await aside()).toEqual([]);
  });

  describe('money that a prompt for one order has brought, and that was told by hand for another', () => {
    const byHandForTheOther = () => settlement.received(byHand('hand', { reference: 'SHOP-1002' }));
    const told = () => settlement.sameMoney(same('hand', 'prompt'));
    const byPromptProven = () => settlement.received(byPrompt('prompt', { supersedes: 'hand' }));
    const byPromptUnproven = () => settlement.received(byPrompt('prompt', { receipt: null }));

    it.each([
      ['by hand, prompt', [byHandForTheOther, byPromptProven]],
      ['by hand, prompt, same', [byHandForTheOther, byPromptProven, told]],
      ['by hand, same, prompt', [byHandForTheOther, told, byPromptProven]],
      ['unproven prompt, by hand, same', [byPromptUnproven, byHandForTheOther, told]],
      ['prompt, by hand, same', [byPromptProven, byHandForTheOther, told]],
      ['by hand, same, a prompt that knew nothing of it', [byHandForTheOther, told, byPromptUnproven]],
    ])('pays the first and leaves the other open: %s', async (_, news) => {
      await orders.open({ productId: 'coffee', quantity: 1, totalCents: 65_000, createdAt: NOON });
      for (const next of news) await next();
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
    await settlement.givenBack(back('a', 'succeeded'));
    expect(await order()).toMatchObject({ status: 'paid' });
    await settlement.givenBack(back('a'));
    expect(await order()).toMatchObject({ status: 'open', paymentId: null, receipt: null, paidAt: null });
    await settlement.received(byHand('b'));
    await settlement.givenBack(back('a'));
    expect(await order()).toMatchObject({ status: 'paid', paymentId: 'b' });
  });

  it('an order whose payer was erased before its money is told to be the same stays paid', async () => {
    const prompt = byPrompt('prompt');
    await settlement.received(byHand('hand'));
    await settlement.sameMoney(same('hand', 'prompt'));
    expect(await order()).toMatchObject({ status: 'paid', paymentId: 'hand' });
    await settlement.received({ ...prompt, metadata: null, description: null, phoneMasked: null });
    expect(await order()).toMatchObject({ status: 'paid', paymentId: 'prompt' });
    await settlement.received({ ...prompt, reference: '', idempotencyKey: null });
    expect(await order()).toMatchObject({ status: 'paid', paymentId: 'prompt' });
    expect(await aside()).toEqual([]);
  });

  it.each([
    ['the same, back', [prompt, sameMoney, givenBack]],
    ['back, the same', [prompt, givenBack, sameMoney]],
    ['back, the same, and of the prompt nothing at all', [givenBack, sameMoney]],
    ['back, the same, and then of the prompt', [givenBack, sameMoney, prompt]],
  ])('an order is open when its money was given back under the other name: %s', async (_, news) => {
    await settlement.received(byHand('hand'));
    for (const event of news) await tell(event);
    expect(await order()).toMatchObject({ status: 'open', paymentId: null });
    expect(await aside()).toEqual([]);
  });

  it('an order whose money was given back is paid by the money that came for it meanwhile', async () => {
    await settlement.received(byPrompt('a'));
    await settlement.received(byHand('b', { completedAt: NOON + 1 }));
    await settlement.received(byHand('c', { completedAt: NOON + 2 }));
    expect(await aside()).toEqual(['c', 'b']);
    await settlement.givenBack(back('a'));
    expect(await order()).toMatchObject({ status: 'paid', paymentId: 'b', receipt: 'RECEIPT-b' });
    expect(await aside()).toEqual(['c']);
  });

  it('money that turns out to have come by hand first pays before what came in between', async () => {
    await settlement.received(byHand('hand'));
    await settlement.received(byHand('b', { completedAt: NOON + 1 }));
    await settlement.received(byPrompt('prompt', { supersedes: 'hand', completedAt: NOON + 2 }));
    expect(await order()).toMatchObject({ status: 'paid', paymentId: 'prompt', paidAt: NOON });
    expect(await aside()).toEqual(['b']);
  });

  describe('a prompt that took over two payments by hand', () => {
    const takenOver = [byHand('first'), same('first', 'prompt'), byHand('second'), same('second', 'prompt')];

    it('stands once when it pays nothing', async () => {
      for (const event of [{ ...prompt, amountCents: 100 }, ...takenOver]) await tell(event);
      expect(await aside()).toEqual(['prompt']);
    });

    it('has the receipt that is not split off from it, and none while nobody knows which of the two', async () => {
      for (const event of [prompt, ...takenOver]) await tell(event);
      expect(await order()).toMatchObject({ status: 'paid', paymentId: 'prompt', receipt: null });
      await tell(byHand('split off', { receipt: 'RECEIPT-first' }));
      expect(await order()).toMatchObject({ paymentId: 'prompt', receipt: 'RECEIPT-second' });
      expect(await aside()).toEqual(['split off']);
    });
  });

  it('an order and its money are the same whatever order the news comes in, and however often', async () => {
    await orders.open({ productId: 'coffee', quantity: 1, totalCents: 65_000, createdAt: NOON });
    const holds = fc.asyncProperty(worlds, async ({ all, shuffle }) => {
      await connection.query('DELETE FROM shop_money');
      await connection.query('DELETE FROM shop_money_end');
      for (const event of shuffled(all.flatMap(newsOf), shuffle)) await tell(event);
      const standing = all.flatMap(standingOf).sort((one, other) => one.since - other.since);
      const payers = [1, 2].map((id) => standing.find(({ pays }) => pays === id)?.paymentId ?? null);
      const seen = [await orders.find(1), await orders.find(2)];
      expect(seen.map((row) => row?.paymentId)).toEqual(payers);
      expect(seen.map((row) => row?.status)).toEqual(payers.map((id) => (id === null ? 'open' : 'paid')));
      const over = standing.map(({ paymentId }) => paymentId).filter((id) => !payers.includes(id));
      expect((await aside()).sort()).toEqual(over.sort());
    });
    await fc.assert(holds, { numRuns: 40 });
  });

  it('money set aside that was given back is nothing to deal with any more', async () => {
    await settlement.received(byHand('a', { reference: 'Rent' }));
    await settlement.givenBack(back('a'));
    expect(await aside()).toEqual([]);
  });

  it('only what the shop said counts for a prompt, not the account number it shows', async () => {
    await settlement.received(byPrompt('a', { idempotencyKey: 'checkout:SHOP-1001:1' }));
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
    const before = (await order())?.link;
    for (let step = 0; step < 3; step += 1) await connection.undoLastMigration();
    await connection.runMigrations();
    const { link } = (await order()) ?? {};
    expect(link).toMatch(/^[\w-]{22}$/);
    expect(link).not.toBe(before);
    expect(await orders.opened(String(link))).toMatchObject({ id: 1 });
  });

  it('what was paid and what was set aside before money had a table of its own is still so', async () => {
    await settlement.received(byPrompt('a'));
    await settlement.received(byHand('b'));
    await settlement.received(byHand('c', { reference: 'Rent', completedAt: NOON + 1 }));
    const before = [await order(), await money.unassigned()];
    await connection.undoLastMigration();
    expect(await connection.query('SELECT status, payment_id FROM shop_order')).toEqual([
      { status: 'paid', payment_id: 'a' },
    ]);
    await connection.runMigrations();
    expect([await order(), await money.unassigned()]).toEqual(before);
  });

  it('two orders that one payment had paid, before money had a table of its own, let the shop start: the older keeps it', async () => {
    await orders.open({ productId: 'coffee', quantity: 1, totalCents: 65_000, createdAt: NOON });
    await settlement.received(byPrompt('a'));
    await connection.undoLastMigration();
    await connection.query(`UPDATE shop_order SET status = 'paid', payment_id = 'a', paid_at = ${NOON}`);
    await connection.runMigrations();
    expect(await order()).toMatchObject({ status: 'paid', paymentId: 'a' });
    expect(await orders.find(2)).toMatchObject({ status: 'open', paymentId: null });
  });

  it('orders count from SHOP-1001, and an attempt is left only once', async () => {
    const second = await orders.open({ productId: 'chai', quantity: 1, totalCents: 35_000, createdAt: NOON });
    expect(second.id).toBe(2);
    await Promise.all([orders.nextAttempt(second), orders.nextAttempt(second)]);
    expect(await orders.find(2)).toMatchObject({ attempt: 2, createdAt: NOON });
  });
});
