import assert from 'node:assert/strict';
import type { Payment } from '../../libs/mpesa/src/payments/payment.js';
import { StorageConflict } from '../../libs/mpesa/src/payments/storage-conflict.js';
import type { ContractCase, Subject } from './contract-case.js';
import { same } from './same.js';
import { idsOf, insertPayments, samplePayment } from './samples.js';

const LEASE = 60_000;

/** What the step before a payment leaves promises: it is taken once, by the one who claimed it, and nobody can deny it. */
export function departuresContract(): ContractCase[] {
  return [
    {
      name: 'claims the unsent once, and leaves them unsent',
      run: async (subject) => {
        const now = subject.clock.now();
        const unsent = [1, 2, 3].map(() => samplePayment(subject));
        const sent = samplePayment(subject, { sendingAt: now - 1 });
        const settled = samplePayment(subject, { status: 'succeeded', kind: 'c2b' });
        await insertPayments(subject, [...unsent, sent, settled]);
        const claims = await Promise.all([
          subject.storage.payments.claimUnsent('a', now, now + LEASE, 2),
          subject.other.payments.claimUnsent('b', now, now + LEASE, 9),
          subject.storage.payments.claimUnsent('a', now, now + LEASE, 9),
        ]);
        const claimed = claims.flat();
        same(idsOf(claimed).sort(), idsOf(unsent).sort());
        same(new Set(claimed.map((payment) => payment.sendingAt)), new Set([null]));
        same((await stored(subject, unsent[0]))?.sendingAt, null);
      },
    },
    {
      name: 'leaves to whoever dispatches what its caller has given up, and only that',
      run: async (subject) => {
        const now = subject.clock.now();
        const [given, kept] = [samplePayment(subject), samplePayment(subject)];
        await insertPayments(subject, [given, kept]);
        for (const one of [given, kept]) await claim(subject, one, 'caller');
        same(await subject.other.payments.claimUnsent('b', now, now + LEASE, 9), []);
        await claim(subject, given, null);
        same(idsOf(await subject.other.payments.claimUnsent('b', now, now + LEASE, 9)), [given.id]);
        same(await subject.storage.payments.depart(leaving(given, 'caller', now)), false);
        assert.ok(await subject.storage.payments.depart(leaving(kept, 'caller', now)));
      },
    },
    {
      name: 'claims again what a dead dispatcher had claimed, once its lease has run out',
      run: async (subject) => {
        const now = subject.clock.now();
        const payment = samplePayment(subject);
        await insertPayments(subject, [payment]);
        const { payments } = subject.storage;
        await payments.claimUnsent('dead', now, now + LEASE, 9);
        same(await subject.other.payments.claimUnsent('b', now + LEASE - 1, now + 2 * LEASE, 9), []);
        const again = await subject.other.payments.claimUnsent('b', now + LEASE, now + 2 * LEASE, 9);
        same(idsOf(again), [payment.id]);
        same(await payments.depart(leaving(payment, 'dead', now + LEASE)), false);
        assert.ok(await payments.depart(leaving(payment, 'b', now + LEASE)));
      },
    },
    {
      name: 'claims again what a dispatcher whose clock was ahead had claimed, and leaves to clocks that differ a little what is theirs',
      run: async (subject) => {
        const now = subject.clock.now();
        const payment = samplePayment(subject);
        await insertPayments(subject, [payment]);
        const { payments } = subject.storage;
        await payments.claimUnsent('a little ahead', now + LEASE / 2, now + LEASE + LEASE / 2, 9);
        same(await subject.other.payments.claimUnsent('b', now, now + LEASE, 9), []);
        const ahead = now + 60 * LEASE;
        await payments.claimUnsent('dead', ahead, ahead + LEASE, 9);
        same(idsOf(await subject.other.payments.claimUnsent('b', now, now + LEASE, 9)), [payment.id]);
        same(await payments.depart(leaving(payment, 'dead', ahead)), false);
      },
    },
    {
      name: 'never gives a dispatcher what a caller has claimed, however long ago',
      run: async (subject) => {
        const now = subject.clock.now();
        const payment = samplePayment(subject);
        await insertPayments(subject, [payment]);
        await claim(subject, payment, 'caller');
        same(await subject.other.payments.claimUnsent('b', now + 1_000 * LEASE, now + 1_001 * LEASE, 9), []);
        assert.ok(await subject.storage.payments.depart(leaving(payment, 'caller', now)));
      },
    },
    {
      name: 'lets a payment depart once, for the one who claimed it, and says when to look for its sender',
      run: async (subject) => {
        const now = subject.clock.now();
        const payment = samplePayment(subject, { nextCheckAt: now });
        await insertPayments(subject, [payment]);
        await claim(subject, payment, 'a');
        const { payments } = subject.storage;
        await payments.claimDue('reconciler', now, now + LEASE, 9);
        same(await payments.depart(leaving(payment, 'b', now)), false);
        const both = [subject.storage, subject.other].map((storage) =>
          storage.payments.depart(leaving(payment, 'a', now + 5)),
        );
        same((await Promise.all(both)).filter(Boolean).length, 1);
        const { sendingAt, nextCheckAt, version } = (await stored(subject, payment)) ?? payment;
        same(
          { sendingAt, nextCheckAt, version },
          { sendingAt: now + 5, nextCheckAt: now + 5 + LEASE, version: 1 },
        );
        const late = { id: payment.id, nextCheckAt: now + 9 * LEASE, checks: 1 };
        same(await payments.reschedule('reconciler', [late]), []);
      },
    },
    {
      name: 'lets nothing depart that is settled',
      run: async (subject) => {
        const now = subject.clock.now();
        const payment = samplePayment(subject);
        await insertPayments(subject, [payment]);
        await claim(subject, payment, 'a');
        await save(subject, { ...payment, status: 'failed', failure: 'not-sent', version: 2 });
        same(await subject.storage.payments.depart(leaving(payment, 'a', now)), false);
      },
    },
    {
      name: 'takes a departure back for its owner only, and lets it depart again',
      run: async (subject) => {
        const now = subject.clock.now();
        const payment = samplePayment(subject);
        await insertPayments(subject, [payment]);
        await claim(subject, payment, 'a');
        const { payments } = subject.storage;
        await payments.depart(leaving(payment, 'a', now));
        await subject.other.payments.takeBack(payment.id, 'b');
        same((await stored(subject, payment))?.sendingAt, now);
        await payments.takeBack(payment.id, 'a');
        same((await stored(subject, payment))?.sendingAt, null);
        assert.ok(await payments.depart(leaving(payment, 'a', now + 1)));
      },
    },
    {
      name: 'takes nothing back from a payment that has gone on',
      run: async (subject) => {
        const now = subject.clock.now();
        const payment = samplePayment(subject);
        await insertPayments(subject, [payment]);
        await claim(subject, payment, 'a');
        await subject.storage.payments.depart(leaving(payment, 'a', now));
        await save(subject, { ...payment, sendingAt: now, status: 'pending', version: 2 });
        await subject.storage.payments.takeBack(payment.id, 'a');
        same((await stored(subject, payment))?.sendingAt, now);
      },
    },
    {
      name: 'refuses to write that nothing was sent over what has departed, and writes nothing beside it either',
      run: async (subject) => {
        const now = subject.clock.now();
        const [departed, beside] = [samplePayment(subject), samplePayment(subject)];
        await insertPayments(subject, [departed, beside]);
        await claim(subject, departed, 'a');
        await subject.storage.payments.depart(leaving(departed, 'a', now));
        const unsent = { status: 'failed', failure: 'not-sent', version: 2 } as const;
        const writing = save(subject, { ...departed, ...unsent }, { ...beside, ...unsent });
        await assert.rejects(
          writing,
          (error) => error instanceof StorageConflict && error.kind === 'contention',
        );
        same((await stored(subject, departed))?.status, 'created');
        same((await stored(subject, beside))?.status, 'created');
      },
    },
  ];
}

function leaving({ id }: Payment, owner: string, at: number) {
  return { id, owner, at, nextCheckAt: at + LEASE };
}

function stored({ storage }: Subject, payment: Payment | undefined): Promise<Payment | null> {
  return storage.queries.get(payment?.id ?? '');
}

function claim({ storage }: Subject, { id }: Payment, owner: string | null): Promise<void> {
  return storage.unitOfWork.run((tx) => storage.payments.claimSending(tx, id, owner));
}

function save({ storage }: Subject, ...payments: Payment[]): Promise<void> {
  return storage.unitOfWork.run((tx) => storage.payments.save(tx, payments));
}
