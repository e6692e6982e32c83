import assert from 'node:assert/strict';
import { sampleDigests } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { plainDigest } from '../../libs/mpesa/src/values/keyed-digests.js';
import type { ContractCase, Subject } from './contract-case.js';
import { same } from './same.js';
import {
  appendEvents,
  fullPayment,
  insertPayments,
  loadPayments,
  sampleCallback,
  sampleEvent,
  samplePayment,
} from './samples.js';

const DAY = 86_400_000;

const nothing = { payments: 0, standingOrders: 0, callbacks: 0, events: 0, phones: 0 };

const erase = (subject: Subject, limit = 1_000) =>
  subject.storage.retention.erase(subject.clock.now() - 90 * DAY, limit);

const keyedId = (name: string): string => sampleDigests.of('callback', plainDigest(name));

/** What every RetentionStore promises. */
export function retentionStoreContract(): ContractCase[] {
  return [
    {
      name: 'erases who paid from old final payments and their events, keeps the money facts, and comes by once',
      run: async (subject) => {
        const old = subject.clock.now() - 91 * DAY;
        const payment = fullPayment(subject, { status: 'succeeded', updatedAt: old });
        await subject.storage.outbox.subscribe([{ handler: 'A.on', event: 'payment.succeeded' }], 0);
        await insertPayments(subject, [payment]);
        const event = sampleEvent(payment);
        await appendEvents(subject, [event]);
        same(await erase(subject), { ...nothing, payments: 1, events: 1 });
        const now = subject.clock.now();
        const erased = {
          phone: null,
          phoneMasked: null,
          phoneHash: null,
          partyName: null,
          metadata: null,
          description: null,
        };
        const [left] = await loadPayments(subject, [payment.id]);
        same(left, {
          ...payment,
          ...erased,
          instruction: null,
          claim: null,
          awaiting: null,
          resultText: null,
          checkoutRequestId: sampleDigests.of(
            'checkout-request',
            plainDigest(payment.checkoutRequestId ?? ''),
          ),
          requestHash: sampleDigests.of('request', payment.requestHash ?? ''),
          erasedAt: now,
        });
        const request = { handlers: ['A.on'], now, leaseUntil: now + 1, limit: 1 };
        const [delivery] = await subject.storage.outbox.claim('a', request);
        same(delivery?.payload, { ...event.payload, ...erased, checkoutRequestId: null });
        same(await erase(subject), nothing);
      },
    },
    {
      name: 'keeps why a person decided as they did',
      run: async (subject) => {
        const old = { status: 'succeeded', updatedAt: subject.clock.now() - 91 * DAY } as const;
        const resolved = fullPayment(subject, {
          ...old,
          settledBy: 'person',
          resultText: 'on the statement (Amina)',
        });
        await insertPayments(subject, [resolved]);
        await erase(subject);
        same((await subject.storage.queries.get(resolved.id))?.resultText, 'on the statement (Amina)');
      },
    },
    {
      name: 'leaves a digest alone that is keyed already, and says of an erased payment when it was',
      run: async (subject) => {
        const { storage, clock } = subject;
        const requestHash = sampleDigests.of('request', plainDigest('what was asked'));
        const payment = fullPayment(subject, {
          status: 'failed',
          nextCheckAt: null,
          updatedAt: clock.now() - 200 * DAY,
          requestHash,
        });
        await insertPayments(subject, [payment]);
        await erase(subject);
        const [erased] = await loadPayments(subject, [payment.id]);
        same([erased?.requestHash, erased?.erasedAt], [requestHash, clock.now()]);
        assert.ok(erased);
        const late = { ...erased, status: 'succeeded', updatedAt: clock.advance(1) } as const;
        await storage.unitOfWork.run((tx) => storage.payments.save(tx, [late]));
        same(await storage.queries.get(payment.id), late);
        clock.advance(91 * DAY);
        same(await erase(subject), nothing);
      },
    },
    {
      name: 'leaves of an account number that holds a phone number a digest of it, and of any other all',
      run: async (subject) => {
        const updatedAt = subject.clock.now() - 91 * DAY;
        const typed = ['0712345678', 'Rent +254 712-345678', 'INV-20261130', 'ORDER-17', null];
        const done = { status: 'succeeded', updatedAt } as const;
        const payments = typed.map((reference) => fullPayment(subject, { ...done, reference }));
        // Late news of its money are known as its own by it.
        const unheard = fullPayment(subject, { ...done, reference: '0712345678', receipt: null });
        await insertPayments(subject, [...payments, unheard]);
        await appendEvents(subject, payments.map(sampleEvent));
        await erase(subject);
        const left = await loadPayments(
          subject,
          [...payments, unheard].map(({ id }) => id),
        );
        const digests = ['0712345678', 'Rent +254 712-345678'].map((one) =>
          sampleDigests.of('reference', plainDigest(one)),
        );
        const told = [...payments, unheard].map(({ id }) => left.find((one) => one.id === id)?.reference);
        same(told, [...digests, 'INV-20261130', 'ORDER-17', null, '0712345678']);
        const found = await subject.storage.queries.find(
          { reference: ['nobody', ...digests] },
          { limit: 9, cursor: null },
        );
        same(
          found.items.map(({ id }) => id).sort(),
          payments
            .slice(0, 2)
            .map(({ id }) => id)
            .sort(),
        );
      },
    },
    {
      name: 'cuts what handlers said of a payment that is erased, and of dead letters that are old',
      run: async (subject) => {
        const { outbox } = subject.storage;
        const now = subject.clock.now();
        await outbox.subscribe([{ handler: 'A.on', event: 'payment.succeeded' }], now);
        const erased = fullPayment(subject, { status: 'succeeded', updatedAt: now - 91 * DAY });
        const young = fullPayment(subject, { status: 'succeeded', updatedAt: now });
        // Never erased itself.
        const held = fullPayment(subject, { status: 'review', updatedAt: now });
        const all = [erased, young, held];
        await insertPayments(subject, all);
        const told = { ...held, status: 'succeeded' } as const;
        await appendEvents(subject, [sampleEvent(erased), sampleEvent(young), sampleEvent(told)]);
        const request = { handlers: ['A.on'], now, leaseUntil: now + 1, limit: 9 };
        for (const delivery of await outbox.claim('a', request))
          await outbox.deadLetter('a', delivery, { now, error: '0722 000 000 has no account' });
        const errors = async () => {
          const { items } = await outbox.deadLetters({ limit: 9, cursor: null });
          return all.map(({ id }) => items.find(({ subjectId }) => subjectId === id)?.lastError);
        };
        const said = '0722 000 000 has no account';
        await erase(subject);
        same(await errors(), [null, said, said]);
        subject.clock.advance(91 * DAY);
        await erase(subject);
        same(await errors(), [null, null, null]);
      },
    },
    {
      name: 'leaves alone what is young, open or in review',
      run: async (subject) => {
        const updatedAt = subject.clock.now() - 91 * DAY;
        const payments = [
          fullPayment(subject, { status: 'succeeded', updatedAt: subject.clock.now() - 89 * DAY }),
          ...(['created', 'pending', 'unknown', 'review'] as const).map((status) =>
            fullPayment(subject, { status, updatedAt }),
          ),
        ];
        await insertPayments(subject, payments);
        same(await erase(subject), nothing);
      },
    },
    {
      name: 'leaves alone a failure that is asked about, with what was claimed of it, until that is over',
      run: async (subject) => {
        const { storage, clock } = subject;
        const asked = fullPayment(subject, { status: 'failed', updatedAt: clock.now() - 91 * DAY });
        await insertPayments(subject, [asked]);
        same(await erase(subject), nothing);
        same(await storage.queries.get(asked.id), asked);
        const over = { ...asked, claim: null, awaiting: null, nextCheckAt: null };
        await storage.unitOfWork.run((tx) => storage.payments.save(tx, [over]));
        same((await erase(subject)).payments, 1);
      },
    },
    {
      name: 'takes no more than so many at a time',
      run: async (subject) => {
        const updatedAt = subject.clock.now() - 91 * DAY;
        await insertPayments(
          subject,
          Array.from({ length: 5 }, () => fullPayment(subject, { status: 'reversed', updatedAt })),
        );
        same(
          [await erase(subject, 3), await erase(subject, 3), await erase(subject, 3)].map(
            ({ payments }) => payments,
          ),
          [3, 2, 0],
        );
      },
    },
    {
      name: 'empties old callbacks that are settled, and keeps what is still to be done',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const receivedAt = subject.clock.now() - 91 * DAY;
        const done = sampleCallback(subject, { id: keyedId('done'), status: 'done', receivedAt });
        const held = sampleCallback(subject, { status: 'quarantined', receivedAt });
        const open = sampleCallback(subject, { receivedAt });
        const young = sampleCallback(subject, { status: 'done' });
        await inbox.store([done, held, open, young]);
        same(await erase(subject), { ...nothing, callbacks: 2 });
        same(await erase(subject), nothing);
        const { items } = await inbox.list('done', { limit: 9, cursor: null });
        const left = items.map(({ id, body, sourceAddress }) => [id, body === null, sourceAddress]);
        same(left.sort(), [
          [young.id, false, '196.201.214.200'],
          [done.id, true, null],
        ]);
        const [due] = await inbox.claim('a', subject.clock.now(), subject.clock.now() + 1, 9);
        same(due?.body?.toString(), '{"Body":{}}');
        await inbox.store([done]);
        same((await inbox.list('done', { limit: 9, cursor: null })).items.length, 2);
      },
    },
    {
      name: 'makes a keyed digest of a callback’s name that is a plain one, which its copies still count for',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const plain = plainDigest('a body of which all but the number is known');
        const receivedAt = subject.clock.now() - 91 * DAY;
        await inbox.store([sampleCallback(subject, { id: plain, status: 'done', receivedAt })]);
        await erase(subject);
        await inbox.store([
          sampleCallback(subject, { id: sampleDigests.of('callback', plain), status: 'done' }),
        ]);
        const { items } = await inbox.list('done', { limit: 9, cursor: null });
        same(
          items.map(({ id, body, copies }) => [id, body, copies]),
          [[sampleDigests.of('callback', plain), null, 2]],
        );
        same(await erase(subject), nothing);
      },
    },
    {
      name: 'keeps what a callback says that still waits, however old it is',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const now = subject.clock.now();
        const callback = sampleCallback(subject, { receivedAt: now - 91 * DAY });
        await inbox.store([callback]);
        await inbox.claim('a', now, now + 1, 9);
        const waiting = { id: callback.id, status: 'waiting', reason: 'fits several pushes' } as const;
        await inbox.complete('a', [{ ...waiting, nextAt: now + DAY }]);
        same(await erase(subject), nothing);
        const [due] = await inbox.claim('a', now + DAY, now + DAY + 1, 9);
        same(due?.body?.toString(), '{"Body":{}}');
      },
    },
    {
      name: 'forgets no phone whose prompt, or whose last unfinished push, is young',
      run: async (subject) => {
        const { promptLocks, unitOfWork } = subject.storage;
        const young = subject.clock.now() + 10 * DAY;
        await unitOfWork.run(async (tx) => {
          const [one, other] = await promptLocks.lock(tx, ['254722000001', '254722000002']);
          assert.ok(one && other);
          await promptLocks.save(tx, [
            { ...one, openUntil: young },
            { ...other, unfinished: 4, lastUnfinishedAt: young },
          ]);
        });
        subject.clock.advance(91 * DAY);
        same(await erase(subject), nothing);
        subject.clock.advance(10 * DAY);
        same(await erase(subject), { ...nothing, phones: 2 });
      },
    },
    {
      name: 'leaves a token alone while somebody fetches another',
      run: async (subject) => {
        const { tokens } = subject.storage;
        const now = subject.clock.now();
        await tokens.tryLease('app', 'a', now, now + 92 * DAY);
        await tokens.save('app', 'a', { sealedToken: 'x', expiresAt: now + 1, generation: 1 });
        const later = subject.clock.advance(91 * DAY);
        await erase(subject);
        same(await tokens.tryLease('app', 'b', later, later + DAY), false);
      },
    },
    {
      name: 'forgets phones that were long idle',
      run: async (subject) => {
        const { promptLocks, unitOfWork } = subject.storage;
        await unitOfWork.run((tx) => promptLocks.lock(tx, ['254722000001']));
        subject.clock.advance(91 * DAY);
        await unitOfWork.run((tx) => promptLocks.lock(tx, ['254722000002']));
        same(await erase(subject), { ...nothing, phones: 1 });
      },
    },
    {
      name: 'drops what was handed over long ago, and tokens nobody uses, but no dead letter',
      run: async (subject) => {
        const { outbox, tokens } = subject.storage;
        const now = subject.clock.now();
        await outbox.subscribe([{ handler: 'A.on', event: 'payment.created' }], now);
        await appendEvents(
          subject,
          [1, 2].map(() => sampleEvent(samplePayment(subject))),
        );
        const request = { handlers: ['A.on'], now, leaseUntil: now + 1, limit: 9 };
        const [done, dead] = await outbox.claim('a', request);
        assert.ok(done && dead);
        await outbox.done('a', done, now);
        await outbox.deadLetter('a', dead, { now, error: 'gave up' });
        await tokens.tryLease('app', 'a', now, now + 1);
        await tokens.save('app', 'a', { sealedToken: 'x', expiresAt: now + 1, generation: 1 });
        same(await erase(subject), nothing);
        assert.ok(await tokens.load('app'));
        subject.clock.advance(91 * DAY);
        same(await erase(subject), nothing);
        same(await tokens.load('app'), null);
        same((await outbox.deadLetters({ limit: 9, cursor: null })).items.length, 1);
        same(await outbox.replay(done, now), false);
      },
    },
  ];
}
