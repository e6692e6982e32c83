import { describe, expect, it } from '@jest/globals';
import { ManualClock } from 'nestjs-mpesa/testing';
import { testDatabases } from '../../support/database.js';
import { atRest, expectBooksAgree, expectQuietLogs, journal, receiptsOf } from '../../support/story.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const PHONES = Array.from({ length: 20 }, (_, n) => `2547000${String(10_000 + n)}`);
const MORE = Array.from({ length: 80 }, (_, n) => `2547000${String(20_000 + n)}`);
const FIRST_CHECK_MS = 20_000;

describe.each(testDatabases())(
  'callback, confirmation and query at the same moment on two instances, on %s',
  (kind) => {
    it('make one payment with one event of each push, with its receipt', async () => {
      const clock = new ManualClock();
      const sim = await testSimulator({
        seed: { phones: PHONES.map((msisdn) => ({ msisdn, balanceCents: 100_000 })) },
      });
      const queryRate = { perMinute: 60_000, burst: 1_000 };
      const builder = () => testApp().clock(clock).jobs(false).options({ reconciliation: { queryRate } });
      const one = await builder().on(kind).withSimulator(sim).start();
      const two = await builder().beside(one).start();
      await one.c2b.registerUrls();
      sim.addFault({ op: '*', fault: 'callback-lost' });
      const pushes = await Promise.all(
        PHONES.map((phone) => one.stk.request({ phone, amount: 10, reference: 'SALE' })),
      );
      await Promise.all(PHONES.map((msisdn) => sim.answer(msisdn, { action: 'pay' })));
      clock.advance(FIRST_CHECK_MS);

      const news = [
        ...toldAgain(one, 'stk-callback', one.baseUrl),
        ...toldAgain(one, 'c2b-confirmation', two.baseUrl),
      ];
      const work = [one, two].map((instance) => oneByOne(20, () => instance.work.inbox()));
      await Promise.all([...news, ...work, one.work.reconciliation(), two.work.reconciliation()]);
      await atRest(one, two);

      const stored = (await one.payments.find({}, { limit: 100 })).items;
      expect(stored.map(({ id }) => id).sort()).toEqual(pushes.map(({ id }) => id).sort());
      expect(stored.map(({ receipt }) => receipt).sort()).toEqual(receiptsOf(sim).sort());
      expect(one.handled).toHaveLength(PHONES.length);
      expectQuietLogs(one, two);
      await expectBooksAgree(one);
    });

    it('lose nothing that one of them tells when two instances write it down at the same time', async () => {
      const clock = new ManualClock();
      const sim = await testSimulator({
        seed: { phones: MORE.map((msisdn) => ({ msisdn, balanceCents: 100_000 })) },
      });
      const queryRate = { perMinute: 60_000, burst: 1_000 };
      const builder = () => testApp().clock(clock).jobs(false).options({ reconciliation: { queryRate } });
      const one = await builder().on(kind).withSimulator(sim).start();
      const two = await builder().beside(one).start();
      await one.c2b.registerUrls();
      sim.addFault({ op: '*', fault: 'callback-lost' });
      await Promise.all(MORE.map((phone) => one.stk.request({ phone, amount: 10, reference: 'SALE' })));
      await Promise.all(MORE.map((msisdn) => sim.answer(msisdn, { action: 'pay' })));
      clock.advance(FIRST_CHECK_MS);
      await one.work.reconciliation();

      // First every callback, then every confirmation: the two instances' batches hold news of the same payments.
      await Promise.all(toldAgain(one, 'stk-callback', one.baseUrl));
      clock.advance(1);
      await Promise.all(toldAgain(one, 'c2b-confirmation', two.baseUrl));
      await Promise.all([one.work.inbox(), two.work.inbox()]);
      await atRest(one, two);
      const { items } = await one.payments.find({}, { limit: 200 });
      expect(
        items.filter(({ receipt, transactionType }) => receipt === null || transactionType === null),
      ).toEqual([]);
      expect(items).toHaveLength(MORE.length);
      await expectBooksAgree(one);
    });
  },
);

/** Posts what Safaricom lost on the way, to whichever instance. */
function toldAgain({ sim, post }: TestApp, op: string, baseUrl: string): Promise<unknown>[] {
  return journal(sim, op).map(({ url, requestBody }) =>
    post(`${baseUrl}${new URL(url).pathname}`, requestBody),
  );
}

async function oneByOne(times: number, task: () => Promise<void>): Promise<void> {
  for (let round = 0; round < times; round += 1) await task();
}
