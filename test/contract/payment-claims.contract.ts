import assert from 'node:assert/strict';
import { departuresContract } from './departures.contract.js';
import { same } from './same.js';
import type { ContractCase } from './contract-case.js';
import { idsOf, insertPayments, loadPayments, samplePayment } from './samples.js';

/** What claims on payments promise: nobody holds what another holds, and who lost a claim can no longer use it. */
export function paymentClaimsContract(): ContractCase[] {
  return [
    {
      name: 'claims the due, oldest promise first, at most so many',
      run: async (subject) => {
        const now = subject.clock.now();
        const [late, never, early, future] = [now - 5, null, now - 10, now + 1].map((nextCheckAt) =>
          samplePayment(subject, { nextCheckAt }),
        );
        const atOnce = samplePayment(subject, { nextCheckAt: now });
        const all = [late, never, early, future, atOnce].map((payment) => payment ?? samplePayment(subject));
        await insertPayments(subject, all);
        const first = await subject.storage.payments.claimDue('a', now, now + 60_000, 2);
        same(idsOf(first), [early?.id, late?.id]);
        same(
          first.map((payment) => payment.nextCheckAt),
          [now + 60_000, now + 60_000],
        );
        same(idsOf(await subject.storage.payments.claimDue('b', now, now + 60_000, 9)), [atOnce.id]);
        same(await subject.storage.payments.claimDue('c', now, now + 60_000, 9), []);
      },
    },
    {
      name: 'claims only those whose turn it is, where one is named',
      run: async (subject) => {
        const now = subject.clock.now();
        const { payments } = subject.storage;
        const check = samplePayment(subject, { nextCheckAt: now - 2 });
        const claimed = samplePayment(subject, { nextCheckAt: now - 1, awaiting: 'confirmation' });
        await insertPayments(subject, [check, claimed]);
        same(idsOf(await payments.claimDue('a', now, now + 9, 9, 'confirmations')), [claimed.id]);
        same(idsOf(await payments.claimDue('b', now, now + 9, 9, 'confirmations')), []);
        same(idsOf(await payments.claimDue('c', now, now + 9, 9, 'checks')), [check.id]);
      },
    },
    {
      name: 'never gives one payment to two owners who claim at once',
      run: async (subject) => {
        const now = subject.clock.now();
        await insertPayments(
          subject,
          Array.from({ length: 120 }, () => samplePayment(subject, { nextCheckAt: now - 1 })),
        );
        const owners = ['a', 'b', 'c', 'd', 'e', 'f'];
        const claims = await Promise.all(
          owners.map((owner, index) =>
            (index % 2 ? subject.storage : subject.other).payments.claimDue(owner, now, now + 1_000, 60),
          ),
        );
        const ids = claims.flatMap(idsOf);
        assert.equal(new Set(ids).size, ids.length);
        assert.ok(ids.length >= 60);
      },
    },
    {
      name: 'never gives one payment twice to an owner who claims twice at once',
      run: async (subject) => {
        const now = subject.clock.now();
        await insertPayments(
          subject,
          [1, 2, 3].map(() => samplePayment(subject, { nextCheckAt: now })),
        );
        const claim = () => subject.storage.payments.claimDue('a', now, now + 1_000, 9);
        assert.equal((await Promise.all([claim(), claim()])).flat().length, 3);
      },
    },
    {
      name: 'reschedules what is still held, each with its own time, and names it',
      run: async (subject) => {
        const now = subject.clock.now();
        const payments = [1, 2, 3].map(() => samplePayment(subject, { nextCheckAt: now }));
        await insertPayments(subject, payments);
        const { payments: store } = subject.storage;
        await store.claimDue('a', now, now + 1_000, 9);
        const [one = '', two = '', over = ''] = idsOf(payments);
        const checks = [
          { id: one, nextCheckAt: now + 10, checks: 1 },
          { id: two, nextCheckAt: now + 20, checks: 2 },
          { id: over, nextCheckAt: null, checks: 3 },
        ];
        same((await store.reschedule('a', checks)).sort(), [one, two, over].sort());
        const loaded = await loadPayments(subject, [one, two, over]);
        same(
          loaded.map(({ id, nextCheckAt, checks: count }) => ({ id, nextCheckAt, checks: count })),
          checks,
        );
        same(await store.reschedule('a', checks), []);
      },
    },
    {
      name: 'lets nobody reschedule what another has claimed since',
      run: async (subject) => {
        const now = subject.clock.now();
        const payments = [1, 2].map(() => samplePayment(subject, { nextCheckAt: now }));
        await insertPayments(subject, payments);
        const { payments: store } = subject.storage;
        await store.claimDue('a', now, now + 1_000, 9);
        const [taken] = await store.claimDue('b', now + 1_000, now + 2_000, 1);
        const kept = payments.find((payment) => payment.id !== taken?.id);
        const checks = payments.map(({ id }) => ({ id, nextCheckAt: now + 9_000, checks: 1 }));
        same(await store.reschedule('a', checks), [kept?.id]);
        const [untouched] = await loadPayments(subject, [taken?.id ?? '']);
        assert.equal(untouched?.nextCheckAt, now + 2_000);
      },
    },
    {
      name: 'ends a claim when the payment is saved with another next check, not when it stays',
      run: async (subject) => {
        const now = subject.clock.now();
        const payments = [1, 2].map(() => samplePayment(subject, { nextCheckAt: now }));
        await insertPayments(subject, payments);
        const { storage } = subject;
        const [settled, kept] = await storage.payments.claimDue('a', now, now + 1_000, 9);
        assert.ok(settled && kept);
        await storage.unitOfWork.run((tx) =>
          storage.payments.save(tx, [
            { ...settled, nextCheckAt: null },
            { ...kept, version: 2 },
          ]),
        );
        const checks = [settled, kept].map(({ id }) => ({ id, nextCheckAt: now + 5, checks: 1 }));
        same(await storage.payments.reschedule('a', checks), [kept.id]);
        assert.equal((await storage.queries.get(settled.id))?.nextCheckAt, null);
      },
    },
    {
      name: 'gives back only the claims of the one who releases',
      run: async (subject) => {
        const now = subject.clock.now();
        await insertPayments(
          subject,
          [1, 2].map(() => samplePayment(subject, { nextCheckAt: now })),
        );
        const { payments: store } = subject.storage;
        const [mine] = await store.claimDue('a', now, now + 1_000, 1);
        await store.claimDue('b', now, now + 1_000, 1);
        await store.releaseChecks('a', now);
        same(idsOf(await store.claimDue('c', now, now + 1_000, 9)), [mine?.id]);
      },
    },
    {
      name: 'recalls checks that were postponed or claimed by a clock which was ahead, once, and no others',
      run: async (subject) => {
        const now = subject.clock.now();
        const ahead = now + 3_600_000;
        const stored = samplePayment(subject, { updatedAt: ahead, nextCheckAt: ahead + 20_000 });
        const claimed = samplePayment(subject, { nextCheckAt: now });
        const far = samplePayment(subject, { nextCheckAt: ahead });
        const final = samplePayment(subject, { updatedAt: ahead, nextCheckAt: null });
        await insertPayments(subject, [stored, claimed, far, final]);
        const { payments: store } = subject.storage;
        await store.claimDue('a', ahead - 1, ahead + 120_000, 1);
        same(await subject.other.payments.recallChecks(now), 2);
        same(await store.recallChecks(now), 0);
        const due = idsOf(await store.claimDue('b', now, now + 120_000, 9));
        same(due.sort(), [stored.id, claimed.id].sort());
        same(await store.recallChecks(now), 0);
        const checks = due.map((id) => ({ id, nextCheckAt: now + 15_000, checks: 1 }));
        same((await store.reschedule('b', checks)).length, 2);
        same(await store.recallChecks(now), 0);
      },
    },
    ...departuresContract(),
  ];
}
