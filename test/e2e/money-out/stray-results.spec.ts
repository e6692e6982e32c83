/* oxlint-disable unicorn/no-thenable -- `then` is a key of the fault rule */
/** Results that are not what their URL says, and results that come more than once. */
import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { atRest, expectPaidOnce, expectQuietLogs, JANE, JOHN, journal, travel } from '../../support/story.js';
import { testApp } from '../../support/test-app.js';
import { janePays } from './customers-money.js';
import { office, type Office } from './office.js';
import { LANDLORD, paidOut } from './products.js';

const WAGE = { phone: JANE, amount: 1_500 } as const;
const RENT = { to: LANDLORD, amount: 1_500, reference: 'HOUSE-4' } as const;

type Result = { Result: Record<string, unknown> };

/** What Safaricom had to say, lost on its way, oldest first. */
async function lostResults({ sim }: Office, op: string): Promise<Result[]> {
  await sim.settled();
  return journal(sim, op).map(({ requestBody }) => requestBody as Result);
}

describe.each(testDatabases())('a result at the URL of another payment, on %s', (kind) => {
  it('is rejected by its names, and both are settled by their own', async () => {
    const it = await office(kind);
    it.sim.addFault({ op: 'b2c-result', fault: 'callback-lost' });
    const mine = await it.b2c.pay(WAGE);
    const other = await it.b2c.pay(WAGE);
    const [ofMine, ofOther] = await lostResults(it, 'b2c-result');
    await it.post(it.callbackUrl('b2c-result', mine.id), ofOther);
    await atRest(it);
    expect(await it.payments.get(mine.id)).toMatchObject({ status: 'pending', receipt: null });
    expect((await it.inbox.rejected()).items).toMatchObject([{ reason: 'conversation-differs' }]);
    await it.post(it.callbackUrl('b2c-result', mine.id), ofMine);
    await it.post(it.callbackUrl('b2c-result', other.id), ofOther);
    await it.payments.settled(other.id);
    await expectPaidOnce(mine.id, it);
    await expectPaidOnce(other.id, it);
  });

  it('that nobody has acknowledged settles nothing: its own result is asked about, and settles it', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    it.sim.addFault({ op: 'b2b-result', fault: 'callback-lost' });
    const known = await it.b2b.payBill(RENT);
    it.sim.addFault({ op: 'b2b', fault: 'ack-lost', count: 1 });
    await expect(it.b2b.payBill(RENT)).rejects.toMatchObject({ name: 'DarajaOutcomeUnknownError' });
    const [unacknowledged] = (await it.payments.find({ status: 'unknown' })).items;
    const id = unacknowledged?.id ?? '';
    const [ofKnown, ofOther] = await lostResults(it, 'b2b-result');
    await it.post(it.callbackUrl('b2b-result', id), ofKnown);
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'unknown', conversationId: null });
    await it.post(it.callbackUrl('b2b-result', id), ofOther);
    await it.post(it.callbackUrl('b2b-result', known.id), ofKnown);
    await atRest(it);
    await travel(60_000, it.clock, it.sim);
    await it.work.reconciliation();
    await atRest(it);
    await expectPaidOnce(id, it);
    await expectPaidOnce(known.id, it);
  });

  it('with another amount is never counted as paid', async () => {
    const it = await office(kind);
    it.sim.addFault({ op: 'b2b-result', fault: 'callback-lost' });
    const { id } = await it.b2b.payBill(RENT);
    const [result] = await lostResults(it, 'b2b-result');
    const text = JSON.stringify(result).replaceAll('1500.00', '15.00');
    expect(text).not.toBe(JSON.stringify(result));
    await it.post(it.callbackUrl('b2b-result', id), text);
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({
      status: 'review',
      reviewReason: expect.stringMatching(/^amount-differs/),
      receipt: null,
    });
    expect(it.handled).toEqual([]);
  });

  it('that names another receiver, payer or original is never counted, whoever knows the names', async () => {
    const it = await office(kind);
    for (const op of ['b2b-result', 'tax-result', 'reversal-result'] as const)
      it.sim.addFault({ op, fault: 'callback-lost' });
    const { receipt, id: paymentId } = await janePays(it, 1_500);
    const again = await janePays(it, 1_500);
    const told = [
      [await it.b2b.payBill(RENT), 'b2b-result', LANDLORD, '600980', 'payee-differs'],
      [
        await it.b2b.topUp({ to: LANDLORD, amount: 1_500 }),
        'b2b-result',
        LANDLORD,
        '600980',
        'payee-differs',
      ],
      [await it.tax.remit({ amount: 1_500, prn: 'PRN1' }), 'b2b-result', '572572', '600980', 'payee-differs'],
      [
        await it.reversals.request({ paymentId }),
        'reversal-result',
        receipt,
        'UKK82PACB8',
        'original-differs',
      ],
      [await it.reversals.request({ paymentId: again.id }), 'reversal-result', JANE, JOHN, 'payee-differs'],
    ] as const;
    await it.sim.settled();
    const results = (['b2b-result', 'tax-result', 'reversal-result'] as const).flatMap((op) =>
      journal(it.sim, op).map(({ requestBody }) => JSON.stringify(requestBody)),
    );
    for (const [{ id, conversationId }, url, asked, other] of told) {
      const own = results.find((body) => body.includes(`${conversationId}`)) ?? '';
      const changed = own.replaceAll(`"${asked}`, `"${other}`);
      expect(changed).not.toBe(own);
      await it.post(it.callbackUrl(url, id), changed);
    }
    await atRest(it);
    for (const [{ id }, , , , reason] of told)
      expect(await it.payments.get(id)).toMatchObject({
        status: 'review',
        reviewReason: expect.stringMatching(`^${reason}`),
        receipt: null,
      });
    expect(it.handled.map(({ kind: of }) => of)).toEqual(['c2b', 'c2b']);
  });

  it('cannot take a success back, nor can a queue timeout', async () => {
    const it = await office(kind);
    const { id } = await it.b2c.pay(WAGE);
    const paid = await expectPaidOnce(id, it);
    const { originatorConversationId: OriginatorConversationID, conversationId: ConversationID } = paid;
    const names = { OriginatorConversationID, ConversationID };
    await it.post(it.callbackUrl('b2c-result', id), {
      Result: { ResultType: 0, ResultCode: 2001, ResultDesc: 'no', ...names },
    });
    await it.post(it.callbackUrl('b2c-timeout', id), names);
    await atRest(it);
    expect(await it.payments.get(id)).toEqual(paid);
  });
});

describe.each(testDatabases())('20 copies of a result at once over two instances, on %s', (kind) => {
  it('change the payment once and yield one event', async () => {
    const it = await office(kind);
    const two = await testApp().beside(it).clock(it.clock).start();
    it.sim.addFault({ op: 'b2c-result', fault: 'callback-lost' });
    const { id } = await it.b2c.pay(WAGE);
    const [told] = (await lostResults(it, 'b2c-result')).map((result) => JSON.stringify(result));
    // Each written a little differently, so that none is known as a copy by its bytes.
    const copies = Array.from({ length: 20 }, (_, copy) => `${told}${' '.repeat(copy)}`);
    const hosts = [it, two];
    const url = (copy: number) => hosts[copy % 2]?.callbackUrl('b2c-result', id) ?? '';
    const answers = await Promise.all(copies.map((body, copy) => it.post(url(copy), body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const paid = await expectPaidOnce(id, it, two);
    await atRest(it, two);
    expect((await it.payments.get(id)).version).toBe(paid.version);
    expect(paidOut(it)).toHaveLength(1);
    expectQuietLogs(it, two);
  });
});
