import assert from 'node:assert/strict';
import type { StandingOrder } from '../../libs/mpesa/src/payments/standing-order.js';
import { newStandingOrder } from '../../libs/mpesa/src/payments/standing-order.js';
import { describeStandingOrder } from '../../libs/mpesa/src/payments/standing-order-events.js';
import { StorageConflict } from '../../libs/mpesa/src/payments/storage-conflict.js';
import type { Storage } from '../../libs/mpesa/src/storage/storage.js';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import type { ContractCase, Subject } from './contract-case.js';
import { appendEvents } from './samples.js';
import { same } from './same.js';

const DAY = 86_400_000;

function sampleOrder({ clock, newId }: Subject, over: Partial<StandingOrder> = {}): StandingOrder {
  const now = clock.now();
  const seed = newStandingOrder({
    id: newId(),
    account: 'default',
    accountType: 'paybill',
    shortcode: '174379',
    till: null,
    phone: '254712345678',
    name: 'Rent A1',
    amountCents: 450_000,
    reference: 'A1',
    description: 'Rent',
    frequency: 'monthly',
    startsOn: '2026-12-01',
    endsOn: '2027-12-01',
    metadata: { flat: ['A', 1] },
    liveKey: newId(),
    requestHash: 'hash',
    createdAt: now,
    nextCheckAt: now + 60_000,
  });
  return { ...seed, ...over };
}

const insert = ({ unitOfWork, standingOrders }: Storage, order: StandingOrder): Promise<void> =>
  unitOfWork.run((tx) => standingOrders.insert(tx, order));

/** What every StandingOrderStore promises, and what retention does to it. */
export function standingOrderStoreContract(): ContractCase[] {
  return [
    {
      name: 'keeps an order field by field, as it was stored and as it was changed',
      run: async (subject) => {
        const { standingOrders, unitOfWork } = subject.storage;
        const order = sampleOrder(subject);
        await insert(subject.storage, order);
        same(await subject.other.standingOrders.get(order.id), order);
        same(await standingOrders.get(subject.newId()), null);
        const changed: StandingOrder = {
          ...order,
          status: 'failed',
          failure: 'cancelled',
          resultCode: '1032',
          resultText: 'Error',
          responseRefId: 'ref-1',
          transactionId: 'UKL8F2IQMH',
          liveKey: null,
          nextCheckAt: null,
          updatedAt: order.updatedAt + 5,
          version: 2,
        };
        await unitOfWork.run(async (tx) => {
          same(await standingOrders.lock(tx, [order.id, subject.newId()]), [order]);
          await standingOrders.save(tx, [changed]);
        });
        same(await standingOrders.get(order.id), changed);
      },
    },
    {
      name: 'marks an order as leaving once, while it is unsent and nothing is known of it, and takes that back only then',
      run: async (subject) => {
        const { storage, other, clock } = subject;
        const [order, settled] = [sampleOrder(subject), sampleOrder(subject, { status: 'failed' })];
        for (const one of [order, settled]) await insert(storage, one);
        const leaving = (at: number) => ({ id: order.id, at, nextCheckAt: at + 60_000 });
        const now = clock.now() + 5;
        const tries = await Promise.all(
          [storage, other].map((one) => one.standingOrders.depart(leaving(now))),
        );
        same(tries.sort(), [false, true]);
        same(await storage.standingOrders.get(order.id), {
          ...order,
          sendingAt: now,
          nextCheckAt: now + 60_000,
        });
        await other.standingOrders.takeBack(order.id);
        same((await storage.standingOrders.get(order.id))?.sendingAt, null);
        assert.ok(await storage.standingOrders.depart(leaving(now + 1)));
        const accepted: StandingOrder = { ...order, status: 'pending', sendingAt: now + 1 };
        await storage.unitOfWork.run((tx) => storage.standingOrders.save(tx, [accepted]));
        await storage.standingOrders.takeBack(order.id);
        same((await storage.standingOrders.get(order.id))?.sendingAt, now + 1);
        same(await storage.standingOrders.depart({ ...leaving(now), id: settled.id }), false);
      },
    },
    {
      name: 'refuses to write that nothing was sent over an order that has departed, and writes nothing beside it either',
      run: async (subject) => {
        const { storage, clock } = subject;
        const [departed, beside] = [sampleOrder(subject), sampleOrder(subject)];
        for (const one of [departed, beside]) await insert(storage, one);
        const at = clock.now();
        await subject.other.standingOrders.depart({ id: departed.id, at, nextCheckAt: at + 60_000 });
        const unsent = { status: 'failed', failure: 'not-sent', liveKey: null, version: 2 } as const;
        const save = (...orders: StandingOrder[]): Promise<void> =>
          storage.unitOfWork.run((tx) => storage.standingOrders.save(tx, orders));
        await assert.rejects(
          save({ ...beside, ...unsent }, { ...departed, ...unsent }),
          (error) => error instanceof StorageConflict && error.kind === 'contention',
        );
        for (const { id, liveKey } of [departed, beside]) {
          const { status, liveKey: key } = (await storage.standingOrders.get(id)) ?? departed;
          same([status, key], ['created', liveKey]);
        }
        await save({ ...beside, ...unsent });
        same((await storage.standingOrders.get(beside.id))?.failure, 'not-sent');
      },
    },
    {
      name: 'has one live order of a key, and any number that are over',
      run: async (subject) => {
        const { storage, other } = subject;
        const order = sampleOrder(subject);
        await insert(storage, order);
        await assert.rejects(
          () => insert(other, { ...sampleOrder(subject), liveKey: order.liveKey }),
          (error: { kind?: string }) => error.kind === 'duplicate',
        );
        same((await other.standingOrders.findLive(['another key', order.liveKey ?? '']))?.id, order.id);
        for (const status of ['failed', 'failed'] as const)
          await insert(storage, sampleOrder(subject, { status, liveKey: null }));
        same(await storage.standingOrders.findLive(['another key', 'a third']), null);
      },
    },
    {
      name: 'finds newest first, by any filter, page after page',
      run: async (subject) => {
        const { standingOrders } = subject.storage;
        const orders: StandingOrder[] = [];
        for (const phone of ['254712345678', '254722000000', '254712345678']) {
          subject.clock.advance(1_000);
          orders.push(sampleOrder(subject, { phone, reference: `R${orders.length}` }));
        }
        for (const order of orders) await insert(subject.storage, order);
        const [first, second, third] = orders.map(({ id }) => id);
        const page = await standingOrders.find({}, { limit: 2, cursor: null });
        same(
          page.items.map(({ id }) => id),
          [third, second],
        );
        const rest = await standingOrders.find({}, { limit: 2, cursor: page.nextCursor });
        same([rest.items.map(({ id }) => id), rest.nextCursor], [[first], null]);
        const one = { limit: 9, cursor: null };
        const found = async (filter: object): Promise<string[]> =>
          (await standingOrders.find(filter, one)).items.map(({ id }) => id);
        same(await found({ phone: '254712345678' }), [third, first]);
        same(await found({ reference: 'R1', account: 'default', status: 'created' }), [second]);
        same(await found({ account: 'other' }), []);
        // A host may hand over whatever it was sent.
        same(await found({ reference: 'R1', '1=1 OR id': 'x' }), [second]);
      },
    },
    {
      name: 'finds what a payment may be of, and what has waited long enough',
      run: async (subject) => {
        const { standingOrders } = subject.storage;
        const live = sampleOrder(subject, { nextCheckAt: 2_000 });
        const early = sampleOrder(subject, { nextCheckAt: 1_000, amountCents: 1 });
        const settled = sampleOrder(subject, { status: 'active', nextCheckAt: null, shortcode: '600000' });
        const failed = sampleOrder(subject, { status: 'failed', nextCheckAt: null });
        for (const order of [live, early, settled, failed]) await insert(subject.storage, order);
        same(await standingOrders.matching({ shortcode: '174379', amountCents: 450_000 }), [live]);
        same(await standingOrders.due(999, 9), []);
        same(await standingOrders.due(2_000, 9), [early, live]);
        same(await standingOrders.due(2_000, 1), [early]);
      },
    },
    {
      name: 'loses its payer once it is long over, in its events too, and keeps the rest',
      run: async (subject) => {
        const { storage, clock } = subject;
        const old = clock.now() - 91 * DAY;
        const failed = sampleOrder(subject, { status: 'failed', liveKey: null, updatedAt: old });
        const ended = sampleOrder(subject, { status: 'active', updatedAt: old, endsOn: '2026-01-01' });
        const running = sampleOrder(subject, { status: 'active', updatedAt: old, endsOn: '2030-01-01' });
        const waiting = sampleOrder(subject, { status: 'review', updatedAt: old, endsOn: '2026-01-01' });
        for (const order of [failed, ended, running, waiting]) await insert(storage, order);
        await appendEvents(subject, [
          {
            subjectId: ended.id,
            seq: 1,
            payload: {
              type: 'standing-order.active',
              ...describeStandingOrder(ended),
              transactionId: null,
              recoveredFrom: null,
            },
          },
        ]);
        const counts = await storage.retention.erase(clock.now() - 90 * DAY, 100);
        same([counts.standingOrders, counts.events], [2, 1]);
        const nobody = (order: StandingOrder) => ({
          ...order,
          phone: null,
          name: '',
          description: null,
          metadata: null,
          resultText: null,
          liveKey: null,
          requestHash: sampleDigests.of('request', order.requestHash),
        });
        same(await storage.standingOrders.get(failed.id), nobody(failed));
        same(await storage.standingOrders.get(ended.id), nobody(ended));
        same(await storage.standingOrders.get(running.id), running);
        same(await storage.standingOrders.get(waiting.id), waiting);
        same((await storage.retention.erase(clock.now() - 90 * DAY, 100)).standingOrders, 0);
      },
    },
  ];
}
