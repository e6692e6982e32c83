import assert from 'node:assert/strict';
import { StorageUnavailableError } from '../../libs/mpesa/src/errors/storage-unavailable.error.js';
import type { ArrivedCallback, CallbackOutcome } from '../../libs/mpesa/src/inbox/inbox-store.js';
import type { ContractCase, Subject } from './contract-case.js';
import { same } from './same.js';
import { idsOf, insertPayments, sampleCallback, samplePayment } from './samples.js';

const LEASE = 60_000;

const asDone = (id: string): CallbackOutcome => ({ id, status: 'done', reason: null, nextAt: 0 });

/** A row every database refuses: the kind must not be null. */
const bad = (subject: Subject): ArrivedCallback => sampleCallback(subject, { kind: null as never });

/** What every InboxStore promises. */
export function inboxStoreContract(): ContractCase[] {
  return [
    {
      name: 'gives back every byte and field',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const bytes = Buffer.from(Array.from({ length: 32 * 1024 }, (_, index) => index % 256));
        const callback = sampleCallback(subject, {
          kind: 'c2b-confirmation',
          paymentId: subject.newId(),
          shortcode: '600000',
          body: bytes,
          raw: false,
          sourceAddress: '2001:db8::1',
          reason: 'why “not”',
        });
        same((await inbox.store([callback])).size, 0);
        const now = subject.clock.now();
        const [stored] = await inbox.claim('a', now, now + LEASE, 1);
        assert.ok(stored);
        assert.ok(stored.body?.equals(bytes));
        const { body: _, ...fields } = callback;
        const { body: __, ...rest } = stored;
        same(rest, { ...fields, copies: 1, attempts: 0, nextAt: now + LEASE });
      },
    },
    {
      name: 'keeps the same bytes once and counts the copies, in one batch and over batches',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const callback = sampleCallback(subject, { sourceAddress: '10.0.0.1' });
        const neighbour = sampleCallback(subject);
        await inbox.store([callback, neighbour, callback, callback]);
        await subject.other.inbox.store([{ ...callback, sourceAddress: '10.0.0.2' }]);
        const { items } = await inbox.list('new', { limit: 9, cursor: null });
        const counts = items.map(({ id, copies, sourceAddress }) => [id, copies, sourceAddress]);
        same(counts.sort(), [
          [callback.id, 4, '10.0.0.1'],
          [neighbour.id, 1, '196.201.214.200'],
        ]);
      },
    },
    {
      name: 'does not wake a callback that is done when its bytes come again',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const now = subject.clock.now();
        const callback = sampleCallback(subject);
        await inbox.store([callback]);
        await inbox.claim('a', now, now + LEASE, 1);
        same(await inbox.complete('a', [asDone(callback.id)]), [callback.id]);
        await inbox.store([callback]);
        same(await inbox.claim('a', now + LEASE, now + 2 * LEASE, 1), []);
        const [stored] = (await inbox.list('done', { limit: 1, cursor: null })).items;
        same([stored?.copies, stored?.attempts], [2, 1]);
      },
    },
    {
      name: 'stores the neighbours of a row it cannot store, and names that row',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const good = [1, 2, 3].map(() => sampleCallback(subject));
        const refused = bad(subject);
        const failures = await inbox.store([...good, refused]);
        same([...failures.keys()], [refused.id]);
        assert.ok(failures.get(refused.id) instanceof Error);
        same(idsOf((await inbox.list('new', { limit: 9, cursor: null })).items).sort(), idsOf(good).sort());
      },
    },
    {
      name: 'says so when it could store nothing',
      run: async (subject) => {
        const { inbox } = subject.storage;
        await assert.rejects(inbox.store([bad(subject)]), StorageUnavailableError);
        await assert.rejects(inbox.store([bad(subject), bad(subject)]), StorageUnavailableError);
        same((await inbox.store([])).size, 0);
      },
    },
    {
      name: 'stores a batch that is larger than one statement carries',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const body = Buffer.alloc(32 * 1024, 'x');
        const batch = Array.from({ length: 300 }, (_, index) =>
          sampleCallback(subject, index < 100 ? { body } : {}),
        );
        same((await inbox.store(batch)).size, 0);
        same((await inbox.list('new', { limit: 999, cursor: null })).items.length, 300);
      },
    },
    {
      name: 'claims what is due, oldest first, at most so many, and nothing twice',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const now = subject.clock.now();
        const [young, old] = [now, now - 9].map((receivedAt) => sampleCallback(subject, { receivedAt }));
        const middle = sampleCallback(subject, { receivedAt: now - 5 });
        const quarantined = sampleCallback(subject, { status: 'quarantined' });
        const done = sampleCallback(subject, { status: 'done' });
        assert.ok(young && old);
        await inbox.store([young, old, middle, quarantined, done]);
        same(idsOf(await inbox.claim('a', now, now + LEASE, 2)), [old.id, middle.id]);
        same(idsOf(await subject.other.inbox.claim('b', now, now + LEASE, 9)), [young.id]);
        same(await inbox.claim('a', now, now + LEASE, 9), []);
      },
    },
    {
      name: 'never gives one callback to two owners who claim at once',
      run: async (subject) => {
        const now = subject.clock.now();
        await subject.storage.inbox.store(Array.from({ length: 100 }, () => sampleCallback(subject)));
        const claims = await Promise.all(
          ['a', 'b', 'c', 'd', 'a'].map((owner, index) =>
            (index % 2 ? subject.storage : subject.other).inbox.claim(owner, now, now + LEASE, 60),
          ),
        );
        const ids = claims.flatMap(idsOf);
        same(new Set(ids).size, ids.length);
      },
    },
    {
      name: 'lets only the holder complete, and names what was still held',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const now = subject.clock.now();
        const [one, two] = [sampleCallback(subject), sampleCallback(subject, { receivedAt: now + 1 })];
        await inbox.store([one, two]);
        await inbox.claim('a', now + 1, now + LEASE, 9);
        same(await inbox.complete('b', [asDone(one.id)]), []);
        const [taken] = await inbox.claim('b', now + LEASE, now + 2 * LEASE, 1);
        const left = taken?.id === one.id ? two.id : one.id;
        same(await inbox.complete('a', [asDone(one.id), asDone(two.id)]), [left]);
        same(idsOf((await inbox.list('new', { limit: 9, cursor: null })).items), [taken?.id]);
        same(await inbox.complete('a', [asDone(left)]), []);
      },
    },
    {
      name: 'keeps each outcome with its callback, and makes the waiting due again at their time',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const now = subject.clock.now();
        const callbacks = [1, 2, 3].map(() => sampleCallback(subject));
        await inbox.store(callbacks);
        await inbox.claim('a', now, now + LEASE, 9);
        const [one = '', two = '', three = ''] = idsOf(callbacks);
        await inbox.complete('a', [
          { id: one, status: 'waiting', reason: 'too early', nextAt: now + 5 },
          { id: two, status: 'rejected', reason: 'unreadable', nextAt: now + 5 },
          { id: three, status: 'unmatched', reason: null, nextAt: now + 5 },
        ]);
        same(await inbox.claim('a', now + 4, now + LEASE, 9), []);
        const [again, ...others] = await inbox.claim('b', now + 5, now + LEASE, 9);
        same([again?.id, again?.status, again?.reason, again?.attempts], [one, 'waiting', 'too early', 1]);
        same(others, []);
        const [rejected] = (await inbox.list('rejected', { limit: 9, cursor: null })).items;
        same([rejected?.id, rejected?.reason], [two, 'unreadable']);
      },
    },
    {
      name: 'gives back only the claims of the one who releases',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const now = subject.clock.now();
        await inbox.store([sampleCallback(subject), sampleCallback(subject)]);
        const [mine] = await inbox.claim('a', now, now + LEASE, 1);
        await inbox.claim('b', now, now + LEASE, 1);
        await inbox.release('a');
        same(idsOf(await inbox.claim('c', now, now + LEASE, 9)), [mine?.id]);
      },
    },
    {
      name: 'recalls what waits for longer than its kind may, and nothing else',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const now = subject.clock.now();
        const longest = { unread: 2 * LEASE, waiting: 20 * LEASE };
        const ahead = sampleCallback(subject, { receivedAt: now + 2 * LEASE + 1 });
        const soon = sampleCallback(subject, { receivedAt: now + 2 * LEASE });
        const [long, short] = [sampleCallback(subject), sampleCallback(subject)];
        await inbox.store([ahead, soon, long, short]);
        await inbox.claim('a', now, now + LEASE, 9);
        const postponed = { status: 'waiting', reason: 'too early' } as const;
        await inbox.complete('a', [
          { ...postponed, id: long.id, nextAt: now + 20 * LEASE + 1 },
          { ...postponed, id: short.id, nextAt: now + 20 * LEASE },
        ]);
        same(await inbox.recall(now, longest), 2);
        same(idsOf(await inbox.claim('b', now, now + LEASE, 9)).sort(), [ahead.id, long.id].sort());
        same(await inbox.recall(now, longest), 0);
      },
    },
    {
      name: 'counts no attempt of what could not be looked at',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const now = subject.clock.now();
        const [looked, passed] = [sampleCallback(subject), sampleCallback(subject)];
        await inbox.store([looked, passed]);
        await inbox.claim('a', now, now + LEASE, 9);
        const waiting = { status: 'waiting', reason: null, nextAt: now } as const;
        await inbox.complete('a', [
          { ...waiting, id: looked.id },
          { ...waiting, id: passed.id, uncounted: true },
        ]);
        const again = await inbox.claim('b', now, now + LEASE, 9);
        same(
          again.map(({ id, attempts }) => [id, attempts]).sort(),
          [
            [looked.id, 1],
            [passed.id, 0],
          ].sort(),
        );
      },
    },
    {
      name: 'wakes unmatched callbacks whose payment has turned up, and only those',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const now = subject.clock.now();
        const payment = samplePayment(subject);
        const found = sampleCallback(subject, { paymentId: payment.id });
        const orphan = sampleCallback(subject, { paymentId: subject.newId() });
        const done = sampleCallback(subject, { paymentId: payment.id });
        await inbox.store([found, orphan, done]);
        await inbox.claim('a', now, now + LEASE, 9);
        await inbox.complete('a', [
          { id: found.id, status: 'unmatched', reason: 'no payment', nextAt: 0 },
          { id: orphan.id, status: 'unmatched', reason: 'no payment', nextAt: 0 },
          asDone(done.id),
        ]);
        same(await inbox.rematch(now), 0);
        await insertPayments(subject, [payment]);
        same(await inbox.rematch(now), 1);
        const again = await inbox.claim('b', now, now + LEASE, 9);
        same(
          again.map(({ id, reason }) => [id, reason]),
          [[found.id, 'no payment']],
        );
      },
    },
    {
      name: 'lists one status, newest first, page by page',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const now = subject.clock.now();
        const callbacks = [0, 0, 1, 2, 2].map((later) =>
          sampleCallback(subject, { receivedAt: now + later, status: 'quarantined' }),
        );
        await inbox.store([...callbacks, sampleCallback(subject)]);
        const first = await inbox.list('quarantined', { limit: 3, cursor: null });
        const second = await inbox.list('quarantined', { limit: 3, cursor: first.nextCursor });
        same([...idsOf(first.items), ...idsOf(second.items)], idsOf(callbacks).reverse());
        same(second.nextCursor, null);
      },
    },
    {
      name: 'lets a quarantined callback in once, and no other',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const now = subject.clock.now();
        const held = sampleCallback(subject, { status: 'quarantined' });
        const done = sampleCallback(subject, { status: 'done' });
        await inbox.store([held, done]);
        same(await inbox.releaseQuarantined(held.id, now), true);
        same(await inbox.releaseQuarantined(held.id, now), false);
        same(await inbox.releaseQuarantined(done.id, now), false);
        same(idsOf(await inbox.claim('a', now, now + LEASE, 9)), [held.id]);
      },
    },
    {
      name: 'knows when a shortcode was last seen, per kind',
      run: async (subject) => {
        const { inbox } = subject.storage;
        const c2b = { kind: 'c2b-confirmation', shortcode: '600000' } as const;
        await inbox.store([
          sampleCallback(subject, { ...c2b, receivedAt: 1_000 }),
          sampleCallback(subject, { ...c2b, receivedAt: 2_000, status: 'done' }),
          sampleCallback(subject, { ...c2b, shortcode: '600001', receivedAt: 3_000 }),
        ]);
        same(await inbox.lastSeen('c2b-confirmation', '600000'), 2_000);
        same(await inbox.lastSeen('c2b-validation', '600000'), null);
      },
    },
  ];
}
