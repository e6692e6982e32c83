/* oxlint-disable unicorn/no-thenable -- `then` is a key of the fault rule */
import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError, PaymentNotFoundError, StatementService } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { statementOf } from '../../support/statement.js';
import { atRest, JANE, journal, travel } from '../../support/story.js';
import { expectGivenBack, janePays, Refunds } from './customers-money.js';
import { PASSKEY } from '../../support/test-app.js';
import { holdResults, office, OFFICE, type Office } from './office.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const providers = [Refunds];
const told = (it: Office) => it.app.get(Refunds).told;

describe.each(testDatabases())('a reversal, on %s', (kind) => {
  it('gives all of a payment back, and the host is told once', async () => {
    const it = await office(kind, { providers });
    const paid = await janePays(it, 1_500);
    const results = holdResults(it);
    const sent = await it.reversals.request({ paymentId: paid.id, remarks: 'Sold out' });
    expect(sent).toMatchObject({
      kind: 'reversal',
      status: 'pending',
      direction: 'out',
      amountCents: 1_500_00,
      originalPaymentId: paid.id,
      phoneMasked: paid.phoneMasked,
    });
    await results();
    expect(await it.payments.settled(sent.id)).toMatchObject({
      status: 'succeeded',
      partyName: 'JANE WANJIKU DOE',
      feeCents: 0,
      balances: [{ account: 'Utility Account', currentCents: 1_000_000_00 }],
    });
    await expectGivenBack(it, paid.id, [1_500_00]);
    expect(it.sim.phone(JANE).balanceCents).toBe(20_000_00);
    expect(told(it)).toMatchObject([{ paymentId: paid.id, status: 'reversed', reversedCents: 1_500_00 }]);
    expect(it.handled.map(({ paymentId }) => paymentId)).toEqual([paid.id, sent.id]);
  });

  it('of a push whose receipt may be another customer’s wants it from somebody who has looked', async () => {
    const it = await office(kind, { providers });
    const { id: paymentId, receipt } = await janePays(it, 1_500);
    const asPush = "UPDATE mpesa_payment SET kind = 'stk-push', ambiguous = ? WHERE id = ?";
    await it.database.query(asPush, [1, paymentId]);
    const refused = it.reversals.request({ paymentId });
    await expect(refused).rejects.toMatchObject({
      field: 'receipt',
      rule: expect.stringContaining('ambiguous'),
    });
    const wrong = it.reversals.request({ paymentId, receipt: 'UKL0000001' });
    await expect(wrong).rejects.toMatchObject({ field: 'receipt', value: 'UKL0000001' });
    expect(journal(it.sim, 'reversal')).toEqual([]);
    const { id } = await it.reversals.request({ paymentId, receipt: receipt ?? '' });
    expect(await it.payments.settled(id)).toMatchObject({
      status: 'succeeded',
      originalPaymentId: paymentId,
    });
  });

  it('gives part of a payment back to the cent, again and again until nothing is left', async () => {
    const it = await office(kind, { providers });
    const { id: paymentId } = await janePays(it, 1_500);
    const reverse = async (amount?: number | string) => {
      const { id } = await it.reversals.request({ paymentId, ...(amount === undefined ? {} : { amount }) });
      return it.payments.settled(id);
    };
    await reverse(1_000.55);
    await expectGivenBack(it, paymentId, [1_000_55]);
    await reverse('0.01');
    await expectGivenBack(it, paymentId, [1_000_55, 1]);
    await expect(reverse(499.45)).rejects.toMatchObject({ field: 'amount', value: '499.45' });
    await reverse();
    await expectGivenBack(it, paymentId, [1_000_55, 1, 499_44]);
    expect(told(it).map(({ reversedCents }) => reversedCents)).toEqual([1_000_55, 1_000_56, 1_500_00]);
    await expect(reverse()).rejects.toMatchObject({ field: 'paymentId' });
  });

  it('gives back what a push brought', async () => {
    const it = await office(kind, { passkey: PASSKEY });
    const { id } = await it.stk.request({ phone: JANE, amount: 10, reference: 'ORDER-17' });
    await it.sim.answer(JANE, { action: 'pay' });
    await atRest(it);
    await it.reversals.request({ paymentId: id });
    await expectGivenBack(it, id, [10_00]);
  });

  it('gives back what a till took', async () => {
    const till = { type: 'till', shortcode: '300583', till: '300584' } as const;
    const it = await office(kind, { ...till, passkey: PASSKEY });
    const { id } = await it.stk.request({ phone: JANE, amount: 10 });
    await it.sim.answer(JANE, { action: 'pay' });
    await atRest(it);
    await it.reversals.request({ paymentId: id });
    await expectGivenBack(it, id, [10_00]);
  });

  it('is refused before anything is stored or sent where there is nothing to give back', async () => {
    const it = await office(kind);
    const paid = await janePays(it, 1_500);
    const wage = await it.b2c.pay({ phone: JANE, amount: 100 });
    const reversed = await janePays(it, 20);
    const reversal = await it.reversals.request({ paymentId: reversed.id });
    await atRest(it);
    const stored = (await it.payments.find()).items.length;
    const ids = { wage: wage.id, reversal: reversal.id, reversed: reversed.id, paid: paid.id };
    for (const [request, refusal] of [
      [
        { paymentId: ids.wage },
        { field: 'paymentId', message: expect.stringContaining('money we received') },
      ],
      [{ paymentId: ids.reversal }, { field: 'paymentId', message: expect.stringContaining('a reversal') }],
      [{ paymentId: ids.reversed }, { field: 'paymentId', message: expect.stringContaining('twice') }],
      [
        { paymentId: ids.paid, amount: 1_500.01 },
        { field: 'amount', value: '1500.01' },
      ],
      [{ paymentId: ids.paid, amount: 0 }, { field: 'amount' }],
      [{ paymentId: ids.paid, amount: 1.005 }, { field: 'amount' }],
      [{ paymentId: ids.paid, remarks: 'x' }, { field: 'remarks' }],
      [{ paymentId: ids.paid, occasion: 'x'.repeat(101) }, { field: 'occasion' }],
      [{ paymentId: ids.paid, initiator: 'nobody' }, { field: 'initiator' }],
      [{ paymentId: ids.paid, receiverType: 'bank' as 'till' }, { field: 'receiverType' }],
    ] as const) {
      const refused = it.reversals.request(request);
      await expect(refused).rejects.toBeInstanceOf(InvalidRequestError);
      await expect(refused).rejects.toMatchObject(refusal);
    }
    await expect(it.reversals.request({ paymentId: 'nobody' })).rejects.toThrow(PaymentNotFoundError);
    expect((await it.payments.find()).items).toHaveLength(stored);
    expect(journal(it.sim, 'reversal')).toHaveLength(1);
  });

  it('is refused for a payment whose receipt nobody has told', async () => {
    const it = await office(kind, { passkey: PASSKEY, jobs: { enabled: false } });
    it.sim.addFault({ op: 'stk-callback', fault: 'callback-lost' });
    const { id } = await it.stk.request({ phone: JANE, amount: 10, reference: 'ORDER-17' });
    await it.sim.answer(JANE, { action: 'pay' });
    await travel(MINUTE, it.clock, it.sim);
    await it.work.reconciliation();
    expect(await it.payments.get(id)).toMatchObject({ status: 'succeeded', receipt: null });
    await expect(it.reversals.request({ paymentId: id })).rejects.toMatchObject({ field: 'paymentId' });
    expect(journal(it.sim, 'reversal')).toEqual([]);
  });

  it('is declined where the payer would hold too much, and may be asked for again', async () => {
    const it = await office(kind, { providers });
    const paid = await janePays(it, 1_500);
    it.sim.setPhone(JANE, { balanceCents: 499_000_00 });
    const { id } = await it.reversals.request({ paymentId: paid.id });
    expect(await it.payments.settled(id)).toMatchObject({
      status: 'failed',
      failure: 'limit-exceeded',
      resultCode: '8',
    });
    await expectGivenBack(it, paid.id, []);
    it.sim.setPhone(JANE, { balanceCents: 0 });
    await it.reversals.request({ paymentId: paid.id });
    await expectGivenBack(it, paid.id, [1_500_00]);
    expect(told(it)).toHaveLength(1);
  });

  it('waits for hours until the organisation has authorised it', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    it.sim.configure({ reversals: 'authorised' });
    const paid = await janePays(it, 1_500);
    const { id } = await it.reversals.request({ paymentId: paid.id });
    for (let hour = 1; hour < 24; hour++) {
      await travel(HOUR, it.clock, it.sim);
      await it.work.reconciliation();
      await atRest(it);
      expect(await it.payments.get(id)).toMatchObject({ status: 'pending' });
    }
    expect(journal(it.sim, 'status').length).toBeGreaterThan(0);
    await expect(it.reversals.request({ paymentId: paid.id })).rejects.toMatchObject({ field: 'paymentId' });
    const [waiting] = it.sim.pendingReversals();
    await it.sim.decideReversal(waiting?.conversationId ?? '', 'authorise');
    await expectGivenBack(it, paid.id, [1_500_00]);
    expect(await it.payments.get(id)).toMatchObject({ status: 'succeeded', settledBy: 'callback' });
    expect(journal(it.sim, 'reversal')).toHaveLength(1);
  });

  it('that nobody authorises for a day goes to a person, and counts when it is authorised after all', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    it.sim.configure({ reversals: 'authorised' });
    const paid = await janePays(it, 1_500);
    const { id } = await it.reversals.request({ paymentId: paid.id });
    await travel(25 * HOUR, it.clock, it.sim);
    await it.work.reconciliation();
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'review', reviewReason: 'horizon' });
    await expect(it.reversals.request({ paymentId: paid.id })).rejects.toMatchObject({ field: 'paymentId' });
    const [waiting] = it.sim.pendingReversals();
    await it.sim.decideReversal(waiting?.conversationId ?? '', 'authorise');
    await expectGivenBack(it, paid.id, [1_500_00]);
    expect(it.handled.at(-1)).toMatchObject({ paymentId: id, recoveredFrom: 'review' });
  });

  it('that the organisation declines gives nothing back', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    it.sim.configure({ reversals: 'authorised' });
    const paid = await janePays(it, 1_500);
    const { id } = await it.reversals.request({ paymentId: paid.id });
    await it.sim.settled();
    const [waiting] = it.sim.pendingReversals();
    await it.sim.decideReversal(waiting?.conversationId ?? '', 'decline');
    await atRest(it);
    await travel(MINUTE, it.clock, it.sim);
    await it.work.reconciliation();
    await expectGivenBack(it, paid.id, []);
    expect(await it.payments.get(id)).toMatchObject({ status: 'failed', failure: 'declined' });
  });

  it('that M-Pesa gave up waiting with is unknown, reserves its amount, and is done when its result comes', async () => {
    const it = await office(kind, { providers, jobs: { enabled: false } });
    const paid = await janePays(it, 1_500);
    it.sim.addFault({ op: 'reversal', fault: 'queue-timeout', then: 'result', ms: 5 * MINUTE, count: 1 });
    const { id } = await it.reversals.request({ paymentId: paid.id });
    await it.sim.settled();
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'unknown' });
    await expect(it.reversals.request({ paymentId: paid.id })).rejects.toThrow(InvalidRequestError);
    await travel(5 * MINUTE, it.clock, it.sim);
    await expectGivenBack(it, paid.id, [1_500_00]);
    expect(await it.payments.get(id)).toMatchObject({ status: 'succeeded', settledBy: 'callback' });
    expect(told(it)).toHaveLength(1);
  });

  it('whose result was lost is asked about by its operator, and settled', async () => {
    const it = await office(kind, { providers, jobs: { enabled: false } });
    const paid = await janePays(it, 1_500);
    it.sim.addFault({ op: 'reversal-result', fault: 'callback-lost' });
    const { id } = await it.reversals.request({ paymentId: paid.id, amount: 1_499.99 });
    await travel(MINUTE, it.clock, it.sim);
    await it.work.reconciliation();
    await it.sim.settled();
    await expectGivenBack(it, paid.id, [1_499_99]);
    expect(await it.payments.get(id)).toMatchObject({
      status: 'succeeded',
      settledBy: 'query',
      partyName: 'JANE WANJIKU DOE',
      initiator: 'testapi',
    });
    expect(told(it)).toMatchObject([{ status: 'succeeded', reversedCents: 1_499_99 }]);
    expect(journal(it.sim, 'reversal')).toHaveLength(1);
  });

  it('whose acknowledgement was lost is never sent again, and its result is believed once M-Pesa confirms it', async () => {
    const it = await office(kind, { jobs: { enabled: false } });
    const paid = await janePays(it, 1_500);
    it.sim.addFault({ op: 'reversal', fault: 'ack-lost', count: 1 });
    await expect(it.reversals.request({ paymentId: paid.id })).rejects.toMatchObject({
      moneyMayHaveMoved: true,
    });
    await atRest(it);
    expect(await it.payments.get(paid.id)).toMatchObject({ status: 'succeeded', reversedCents: 0 });
    await travel(MINUTE, it.clock, it.sim);
    await it.work.reconciliation();
    await atRest(it);
    await expectGivenBack(it, paid.id, [1_500_00]);
    expect(journal(it.sim, 'status')).toHaveLength(1);
    expect(journal(it.sim, 'reversal')).toHaveLength(1);
  });

  it('whose acknowledgement and result are both lost is told by the payment it is of, until the statement has it', async () => {
    const it = await office(kind, { providers, jobs: { enabled: false } });
    const paid = await janePays(it, 1_500);
    it.sim.addFault({ op: 'reversal', fault: 'ack-lost' });
    it.sim.addFault({ op: 'reversal-result', fault: 'callback-lost' });
    await expect(it.reversals.request({ paymentId: paid.id, amount: 500 })).rejects.toMatchObject({
      moneyMayHaveMoved: true,
    });
    await travel(25 * HOUR, it.clock, it.sim);
    await it.work.reconciliation();
    await atRest(it);
    const [lost] = (await it.payments.find({ kind: 'reversal' })).items;
    expect(lost).toMatchObject({ status: 'review', reviewReason: 'horizon' });
    expect(await it.payments.get(paid.id)).toMatchObject({ reversedCents: 0, reversalUnknownCents: 500_00 });
    const [moved] = it.sim.ledger().entries.filter((entry) => entry.kind === 'reversal');
    const row = {
      receipt: moved?.receipt ?? '',
      at: moved?.at ?? 0,
      withdrawn: '500.00',
      reason: 'Pay Bill Reversal',
      linked: paid.receipt ?? '',
    };
    expect(await it.app.get(StatementService).import(statementOf([row]))).toMatchObject({ settled: 1 });
    expect(await it.payments.get(lost?.id ?? '')).toMatchObject({
      settledBy: 'statement',
      receipt: row.receipt,
    });
    expect(await expectGivenBack(it, paid.id, [500_00])).toMatchObject({ reversalUnknownCents: 0 });
    expect(told(it)).toMatchObject([{ reversedCents: 500_00, reversalUnknownCents: 0 }]);
    expect(journal(it.sim, 'reversal')).toHaveLength(1);
  });

  it('of what was reversed on the portal fails with R000001', async () => {
    const it = await office(kind);
    const paid = await janePays(it, 1_500);
    await it.reversals.request({ paymentId: paid.id });
    await expectGivenBack(it, paid.id, [1_500_00]);
    // As it would stand had the first one been made on the portal, which tells us nothing.
    const forget = "UPDATE mpesa_payment SET status = 'succeeded', reversed_cents = 0 WHERE id = ?";
    await it.database.query(forget, [paid.id]);
    const { id } = await it.reversals.request({ paymentId: paid.id });
    const failed = await it.payments.settled(id);
    expect(failed).toMatchObject({ status: 'failed', failure: 'already-reversed', resultCode: 'R000001' });
    expect(await it.payments.get(paid.id)).toMatchObject({ status: 'succeeded', reversedCents: 0 });
  });

  it('of what M-Pesa does not know fails with R000002', async () => {
    const it = await office(kind);
    const paid = await janePays(it, 1_500);
    await it.sim.reset();
    const { id } = await it.reversals.request({ paymentId: paid.id });
    const failed = await it.payments.settled(id);
    expect(failed).toMatchObject({ status: 'failed', failure: 'original-unknown', resultCode: 'R000002' });
    expect(await it.payments.get(paid.id)).toMatchObject({ status: 'succeeded', reversedCents: 0 });
    expect(it.sim.shortcode(OFFICE).balanceCents).toBe(1_000_000_00);
  });
});
