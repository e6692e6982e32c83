import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { eventually, PATIENCE_MS } from '../../support/eventually.js';
import { expectBooksAgree, atRest, expectQuietLogs, journal } from '../../support/story.js';
import { testApp, testSimulator } from '../../support/test-app.js';

const PHONES = Array.from({ length: 200 }, (_, n) => `2547000${String(10_000 + n)}`);

/** 200 calls at once may take a busy machine longer than a host waits. */
const PATIENT = { http: { timeoutMs: PATIENCE_MS } };

describe.each(testDatabases())('a token that expires in the middle of 200 calls, on %s', (kind) => {
  it('is replaced once, by whichever of two instances is first, and every push goes out once', async () => {
    const phones = PHONES.map((msisdn) => ({ msisdn, balanceCents: 100_000 }));
    const sim = await testSimulator({ seed: { phones } });
    const one = await testApp().on(kind).withSimulator(sim).options(PATIENT).start();
    const two = await testApp().beside(one).options(PATIENT).start();
    const calls = PHONES.map((phone, n) => (n % 2 === 0 ? one : two).stk.request({ phone, amount: 10 }));
    const burst = Promise.all(calls);
    await eventually(() => accepted() >= 20);
    sim.addFault({ op: 'stkpush', fault: 'token-expired', count: 1 });
    const payments = await burst;
    expect(payments.filter(({ status }) => status === 'pending')).toHaveLength(200);
    expect(sim.faults()).toMatchObject([{ fired: 1 }]);
    expect(journal(sim, 'oauth')).toHaveLength(2);
    expect(accepted()).toBe(200);
    await Promise.all(PHONES.slice(0, 20).map((msisdn) => sim.answer(msisdn, { action: 'pay' })));
    await atRest(one, two);
    expectQuietLogs(one, two);
    await expectBooksAgree(one);

    function accepted(): number {
      return journal(sim, 'stkpush').filter(({ status }) => status === 200).length;
    }
  });
});
