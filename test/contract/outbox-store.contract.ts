import assert from 'node:assert/strict';
import type { DurableEventName } from '../../libs/mpesa/src/payments/payment-events.js';
import { StorageConflict } from '../../libs/mpesa/src/payments/storage-conflict.js';
import type { Payment } from '../../libs/mpesa/src/payments/payment.js';
import type { Delivery } from '../../libs/mpesa/src/outbox/outbox-store.js';
import type { ContractCase, Subject } from './contract-case.js';
import { same } from './same.js';
import { appendEvents, fullPayment, sampleEvent, samplePayment } from './samples.js';

const LEASE = 60_000;
const CREATED: DurableEventName = 'payment.created';

const subscribe = (subject: Subject, ...handlers: string[]): Promise<void> =>
  subject.storage.outbox.subscribe(
    handlers.map((handler) => ({ handler, event: CREATED })),
    subject.clock.now(),
  );

const claim = (
  subject: Subject,
  owner: string,
  handlers: string[],
  at = subject.clock.now(),
): Promise<Delivery[]> =>
  subject.storage.outbox.claim(owner, { handlers, now: at, leaseUntil: at + LEASE, limit: 99 });

const seqs = (deliveries: readonly Delivery[]): number[] => deliveries.map(({ seq }) => seq);

/** Appends the given versions of a payment's event and claims the first for `A.on`. */
async function firstOf(subject: Subject, payment: Payment, ...versions: number[]): Promise<Delivery> {
  await subscribe(subject, 'A.on');
  await appendEvents(
    subject,
    versions.map((version) => sampleEvent(payment, version)),
  );
  const [delivery] = await claim(subject, 'a', ['A.on']);
  assert.ok(delivery);
  return delivery;
}

/** What every OutboxStore promises. */
export function outboxStoreContract(): ContractCase[] {
  return [
    {
      name: 'hands an event to every handler that any instance has registered, and to no later one',
      run: async (subject) => {
        await subscribe(subject, 'A.on', 'B.on');
        await subject.other.outbox.subscribe(
          [
            { handler: 'C.on', event: CREATED },
            { handler: 'D.on', event: 'payment.failed' },
          ],
          subject.clock.now(),
        );
        await appendEvents(subject, [sampleEvent(samplePayment(subject))]);
        await subscribe(subject, 'E.on');
        const deliveries = await claim(subject, 'a', ['A.on', 'B.on', 'C.on', 'D.on', 'E.on']);
        same(deliveries.map(({ handler }) => handler).sort(), ['A.on', 'B.on', 'C.on']);
      },
    },
    {
      name: 'gives back the event as it was written',
      run: async (subject) => {
        const payment = { ...fullPayment(subject), status: 'succeeded' } as const;
        const event = sampleEvent(payment);
        await subject.storage.outbox.subscribe([{ handler: 'A.on', event: 'payment.succeeded' }], 0);
        await appendEvents(subject, [event]);
        const [delivery] = await claim(subject, 'a', ['A.on']);
        const { eventId, ...rest } = delivery ?? { eventId: '' };
        assert.match(eventId, /^[0-9a-f-]{36}$/);
        same(rest, {
          handler: 'A.on',
          subjectId: payment.id,
          seq: payment.version,
          event: 'payment.succeeded',
          payload: event.payload,
          attempts: 0,
        });
      },
    },
    {
      name: 'keeps no event of a transaction that throws',
      run: async (subject) => {
        const { storage } = subject;
        await subscribe(subject, 'A.on');
        const failing = storage.unitOfWork.run(async (tx) => {
          await storage.outbox.append(tx, [sampleEvent(samplePayment(subject))]);
          throw new Error('rolled back');
        });
        await assert.rejects(failing, /rolled back/);
        same(await claim(subject, 'a', ['A.on']), []);
      },
    },
    {
      name: 'refuses the same version of a payment told twice',
      run: async (subject) => {
        const event = sampleEvent(samplePayment(subject));
        await appendEvents(subject, [event]);
        await assert.rejects(
          appendEvents(subject, [event]),
          (error) => error instanceof StorageConflict && error.kind === 'duplicate',
        );
      },
    },
    {
      name: 'claims only for the handlers named, each delivery once, at most so many',
      run: async (subject) => {
        await subscribe(subject, 'A.on', 'B.on');
        await appendEvents(
          subject,
          [1, 2, 3].map(() => sampleEvent(samplePayment(subject))),
        );
        const now = subject.clock.now();
        const request = { handlers: ['A.on'], now, leaseUntil: now + LEASE, limit: 2 };
        same((await subject.storage.outbox.claim('a', request)).length, 2);
        same((await subject.other.outbox.claim('b', request)).length, 1);
        same(await claim(subject, 'a', ['A.on']), []);
        same(await claim(subject, 'a', []), []);
        same((await claim(subject, 'a', ['B.on'])).length, 3);
      },
    },
    {
      name: 'never gives one delivery to two owners who claim at once',
      run: async (subject) => {
        await subscribe(subject, 'A.on', 'B.on');
        await appendEvents(
          subject,
          Array.from({ length: 60 }, () => sampleEvent(samplePayment(subject))),
        );
        const now = subject.clock.now();
        const request = { handlers: ['A.on', 'B.on'], now, leaseUntil: now + LEASE, limit: 70 };
        const claims = await Promise.all(
          ['a', 'b', 'c', 'd', 'a'].map((owner, index) =>
            (index % 2 ? subject.storage : subject.other).outbox.claim(owner, request),
          ),
        );
        const keys = claims.flat().map(({ eventId, handler }) => `${eventId} ${handler}`);
        same(new Set(keys).size, keys.length);
        assert.ok(keys.length >= 70);
      },
    },
    {
      name: 'makes a later event wait for an earlier one of the same payment and handler',
      run: async (subject) => {
        const payment = samplePayment(subject);
        const first = await firstOf(subject, payment, 2, 1, 3);
        same(first.seq, 1);
        same(await claim(subject, 'b', ['A.on']), []);
        await subject.storage.outbox.done('a', first, subject.clock.now());
        const second = await claim(subject, 'b', ['A.on']);
        same(seqs(second), [2]);
      },
    },
    {
      name: 'makes a later event wait while the earlier is planned for another try',
      run: async (subject) => {
        const now = subject.clock.now();
        const first = await firstOf(subject, samplePayment(subject), 1, 2);
        await subject.storage.outbox.retry('a', first, { nextAt: now + 500, error: 'boom' });
        same(await claim(subject, 'b', ['A.on'], now + 499), []);
        const again = await claim(subject, 'b', ['A.on'], now + 500);
        same(
          again.map(({ seq, attempts }) => [seq, attempts]),
          [[1, 1]],
        );
      },
    },
    {
      name: 'does not let other payments, other handlers or the dead hold anything up',
      run: async (subject) => {
        const payment = samplePayment(subject);
        await subscribe(subject, 'B.on');
        const first = await firstOf(subject, payment, 1, 2);
        await appendEvents(subject, [sampleEvent(samplePayment(subject), 7)]);
        same(seqs(await claim(subject, 'b', ['A.on'])), [7]);
        same(seqs(await claim(subject, 'b', ['B.on'])).sort(), [1, 7]);
        await subject.storage.outbox.deadLetter('a', first, { now: subject.clock.now(), error: 'gave up' });
        same(seqs(await claim(subject, 'b', ['A.on'])), [2]);
      },
    },
    {
      name: 'lets only the holder finish, plan, dead-letter or renew',
      run: async (subject) => {
        const { outbox } = subject.storage;
        const now = subject.clock.now();
        const delivery = await firstOf(subject, samplePayment(subject), 1);
        const attempts = (owner: string): Array<Promise<boolean>> => [
          outbox.renew(owner, delivery, now + 2 * LEASE),
          outbox.retry(owner, delivery, { nextAt: now, error: 'x' }),
          outbox.deadLetter(owner, delivery, { now, error: 'x' }),
          outbox.done(owner, delivery, now),
        ];
        same(await Promise.all(attempts('b')), [false, false, false, false]);
        const [again] = await claim(subject, 'c', ['A.on'], now + LEASE);
        same([again?.eventId, again?.attempts], [delivery.eventId, 0]);
        same(await Promise.all(attempts('a')), [false, false, false, false]);
        same(await outbox.done('c', delivery, now), true);
        same(await outbox.done('c', delivery, now), false);
      },
    },
    {
      name: 'keeps a renewed lease from others',
      run: async (subject) => {
        const now = subject.clock.now();
        const delivery = await firstOf(subject, samplePayment(subject), 1);
        same(await subject.storage.outbox.renew('a', delivery, now + 2 * LEASE), true);
        same(await claim(subject, 'b', ['A.on'], now + LEASE), []);
        same((await claim(subject, 'b', ['A.on'], now + 2 * LEASE)).length, 1);
      },
    },
    {
      name: 'keeps the mark of a delivery in the transaction it was made in',
      run: async (subject) => {
        const { storage, clock } = subject;
        const delivery = await firstOf(subject, samplePayment(subject), 1);
        const failing = storage.unitOfWork.run(async (tx) => {
          same(await storage.outbox.done('a', delivery, clock.now(), tx), true);
          throw new Error('the handler failed after all');
        });
        await assert.rejects(failing, /failed after all/);
        same(await storage.outbox.done('a', delivery, clock.now()), true);
      },
    },
    {
      name: 'lists the dead with their last error, newest first, page by page, and wakes each once',
      run: async (subject) => {
        const { outbox } = subject.storage;
        const now = subject.clock.now();
        await subscribe(subject, 'A.on', 'B.on');
        await appendEvents(
          subject,
          [1, 2].map(() => sampleEvent(samplePayment(subject))),
        );
        const deliveries = await claim(subject, 'a', ['A.on', 'B.on']);
        for (const [index, delivery] of deliveries.entries()) {
          await outbox.deadLetter('a', delivery, {
            now: now + Math.floor(index / 2),
            error: `error ${index}`,
          });
        }
        const first = await outbox.deadLetters({ limit: 3, cursor: null });
        const second = await outbox.deadLetters({ limit: 3, cursor: first.nextCursor });
        const dead = [...first.items, ...second.items];
        same(new Set(dead.map(({ eventId, handler }) => eventId + handler)).size, 4);
        same(
          dead.map(({ diedAt }) => diedAt),
          [now + 1, now + 1, now, now],
        );
        same(dead.map(({ lastError }) => lastError).sort(), ['error 0', 'error 1', 'error 2', 'error 3']);
        const [letter] = dead;
        assert.ok(letter);
        same(await outbox.replay(letter, now), true);
        same(await outbox.replay(letter, now), false);
        const [woken] = await claim(subject, 'b', ['A.on', 'B.on']);
        same([woken?.eventId, woken?.handler, woken?.attempts], [letter.eventId, letter.handler, 0]);
      },
    },
    {
      name: 'gives back only the claims of the one who releases, uncounted',
      run: async (subject) => {
        const now = subject.clock.now();
        await subscribe(subject, 'A.on', 'B.on');
        await appendEvents(subject, [sampleEvent(samplePayment(subject))]);
        const [mine] = await claim(subject, 'a', ['A.on']);
        await claim(subject, 'b', ['B.on']);
        await subject.storage.outbox.release('a');
        const again = await claim(subject, 'c', ['A.on', 'B.on'], now);
        same(
          again.map(({ eventId, handler, attempts }) => [eventId, handler, attempts]),
          [[mine?.eventId, 'A.on', 0]],
        );
      },
    },
    {
      name: 'claims so many of each handler, whatever lies waiting for another',
      run: async (subject) => {
        await subscribe(subject, 'A.on', 'B.on');
        await appendEvents(
          subject,
          [1, 2, 3, 4].map(() => sampleEvent(samplePayment(subject))),
        );
        const now = subject.clock.now();
        const request = { handlers: ['A.on', 'B.on'], now, leaseUntil: now + LEASE, limit: 3 };
        const claimed = await subject.storage.outbox.claim('a', request);
        same(claimed.map(({ handler }) => handler).sort(), ['A.on', 'A.on', 'A.on', 'B.on', 'B.on', 'B.on']);
      },
    },
    {
      name: 'gives back those deliveries that are named, and leaves the owner the others',
      run: async (subject) => {
        const { outbox } = subject.storage;
        const now = subject.clock.now();
        await subscribe(subject, 'A.on');
        await appendEvents(
          subject,
          [1, 2].map(() => sampleEvent(samplePayment(subject))),
        );
        const [first, second] = await claim(subject, 'a', ['A.on']);
        assert.ok(first && second);
        await outbox.release('b', [first, second]);
        await outbox.release('a', []);
        same(await claim(subject, 'c', ['A.on']), []);
        await outbox.release('a', [first]);
        const again = await claim(subject, 'c', ['A.on']);
        same(
          again.map(({ eventId, attempts }) => [eventId, attempts]),
          [[first.eventId, 0]],
        );
        same(await outbox.done('a', second, now), true);
      },
    },
    {
      name: 'recalls what is held or planned for longer than that can be, and nothing else',
      run: async (subject) => {
        const { outbox } = subject.storage;
        const now = subject.clock.now();
        const hour = 3_600_000;
        await subscribe(subject, 'A.on', 'B.on');
        await appendEvents(
          subject,
          [1, 2, 3, 4].map(() => sampleEvent(samplePayment(subject))),
        );
        // B is not asked for; of A one is held and three are planned, two of them by a clock that was an hour ahead.
        await claim(subject, 'b', ['B.on'], now + hour - LEASE);
        const [held, late, later, right] = await claim(subject, 'a', ['A.on']);
        assert.ok(held && late && later && right);
        await outbox.retry('a', late, { nextAt: now + hour, error: 'x' });
        await outbox.retry('a', right, { nextAt: now + 500, error: 'x' });
        await outbox.renew('a', later, now + hour);
        const longest = { now, claimedMs: LEASE, plannedMs: [0, 1_000, 2_000] };
        same(await outbox.recall([], longest), 0);
        same(await outbox.recall(['A.on'], longest), 2);
        same(await outbox.recall(['A.on'], longest), 0);
        const again = await claim(subject, 'c', ['A.on', 'B.on'], now);
        same(new Set(again.map(({ eventId }) => eventId)), new Set([late.eventId, later.eventId]));
        same((await claim(subject, 'c', ['A.on'], now + 500)).length, 1);
        same(await outbox.done('a', later, now), false);
        same(await outbox.done('a', held, now), true);
      },
    },
    {
      name: 'forgets a handler with what was due to it, and hands it nothing more',
      run: async (subject) => {
        await subscribe(subject, 'A.on', 'B.on');
        await appendEvents(
          subject,
          [1, 2].map(() => sampleEvent(samplePayment(subject))),
        );
        same(await subject.storage.outbox.unsubscribe('A.on'), 2);
        await appendEvents(subject, [sampleEvent(samplePayment(subject))]);
        same(await claim(subject, 'a', ['A.on']), []);
        same((await claim(subject, 'a', ['B.on'])).length, 3);
      },
    },
    {
      name: 'takes the same registration any number of times, also from two instances at once',
      run: async (subject) => {
        await Promise.all([
          subscribe(subject, 'A.on', 'B.on', 'A.on'),
          subject.other.outbox.subscribe(
            ['B.on', 'A.on'].map((handler) => ({ handler, event: CREATED })),
            subject.clock.now(),
          ),
        ]);
        await appendEvents(subject, [sampleEvent(samplePayment(subject))]);
        same((await claim(subject, 'a', ['A.on', 'B.on'])).length, 2);
      },
    },
  ];
}
