/* oxlint-disable unicorn/no-thenable -- `then` is a key of the fault rule */
/** What all money that an operator sends out has in common, product by product. */
import { describe, expect, it } from '@jest/globals';
import { DarajaRejectedError, IdempotencyConflictError } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import {
  atRest,
  expectFailedOnce,
  expectPaidOnce,
  expectQuietLogs,
  journal,
  travel,
  withToken,
} from '../../support/story.js';
import { holdResults, office, type Office } from './office.js';
import { expectSentOnce, paidOut, PRODUCTS, SHILLINGS, type Product } from './products.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const CASES = testDatabases().flatMap((database) =>
  PRODUCTS.map((product): [string, string, Product] => [product.kind, database, product]),
);

describe.each(CASES)('a payment of kind %s, on %s', (_, database, product) => {
  const open = (options: Parameters<typeof office>[1] = {}) =>
    office(database as Parameters<typeof office>[0], options);
  const quiet = () => open({ jobs: { enabled: false } });

  /** Moves time until reconciliation has asked, and its answer is worked off. */
  async function ask(it: Office): Promise<void> {
    await travel(MINUTE, it.clock, it.sim);
    await it.work.reconciliation();
    await atRest(it);
  }

  /** Without an acknowledgement only a name of our own shows whose result it is; any other only says what to ask about. */
  async function expectSettledByResult(id: string, it: Office): Promise<void> {
    await atRest(it);
    if (!product.named) {
      expect(await it.payments.get(id)).toMatchObject({ status: 'unknown', awaiting: 'confirmation' });
      await ask(it);
    }
    const settledBy = product.named ? 'callback' : 'query';
    expect(await expectPaidOnce(id, it)).toMatchObject({ settledBy });
  }

  it('is paid by the ledger, with receipt, name and balances', async () => {
    const it = await open();
    const results = holdResults(it);
    const sent = await product.pay(it, { remarks: 'November' });
    expect(sent).toMatchObject({
      status: 'pending',
      kind: product.kind,
      direction: 'out',
      initiator: 'testapi',
    });
    await results();
    const paid = await expectPaidOnce(sent.id, it);
    const { debit, credit } = product;
    expect(paidOut(it)).toMatchObject([{ debit, credit, cents: SHILLINGS * 100, receipt: paid.receipt }]);
    expect(paid).toMatchObject({ settledBy: 'callback', partyName: expect.any(String), failure: null });
    expect(paid.completedAt).toBeGreaterThan(0);
    expect(paid.balances?.length).toBeGreaterThan(0);
    expect(it.handled).toMatchObject([{ kind: product.kind, direction: 'out', requested: true }]);
    expectQuietLogs(it);
  });

  it('fails for want of money, and moves none', async () => {
    const it = await open();
    product.empty(it);
    const { id } = await product.pay(it);
    expect(await expectFailedOnce(id, 'insufficient-funds', it)).toMatchObject({ resultCode: '1' });
    expect(paidOut(it)).toEqual([]);
  });

  it('fails when its operator lacks the role', async () => {
    const it = await open({ roles: ['balance'] });
    const { id } = await product.pay(it);
    expect(await expectFailedOnce(id, 'role-missing', it)).toMatchObject({ resultCode: '21' });
  });

  it('that is refused at once fails at once, and may be asked for again under another key', async () => {
    const it = await open();
    it.sim.addFault({ op: product.op, fault: 'html-403', count: 1 });
    await expect(product.pay(it)).rejects.toThrow(DarajaRejectedError);
    const [refused] = (await it.payments.find()).items;
    await expectFailedOnce(refused?.id ?? '', 'refused', it);
    await expectPaidOnce((await product.pay(it)).id, it);
  });

  it('is one payment for one idempotency key, and an error for another amount under it', async () => {
    const it = await open();
    const key = { idempotencyKey: 'rent-17' };
    const [one, two] = await Promise.all([product.pay(it, key), product.pay(it, key)]);
    expect(two.id).toBe(one.id);
    await expectPaidOnce(one.id, it);
    expect((await product.pay(it, key)).status).toBe('succeeded');
    await expect(product.pay(it, { ...key, amount: 2_000 })).rejects.toThrow(IdempotencyConflictError);
    expectSentOnce(it, product);
  });

  it('that M-Pesa gave up waiting with is unknown, and paid when its result comes after all', async () => {
    const it = await quiet();
    it.sim.addFault({ op: product.op, fault: 'queue-timeout', then: 'result', ms: 5 * MINUTE });
    const { id } = await product.pay(it);
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'unknown', resultCode: null });
    expect(it.books.failed).toEqual([]);
    await travel(5 * MINUTE, it.clock, it.sim);
    await atRest(it);
    expect(await expectPaidOnce(id, it)).toMatchObject({ settledBy: 'callback' });
    expectSentOnce(it, product);
  });

  it('that M-Pesa gave up waiting with and made all the same, silently, is found by asking', async () => {
    const it = await quiet();
    it.sim.addFault({ op: product.op, fault: 'queue-timeout', then: 'silence' });
    const { id } = await product.pay(it);
    await atRest(it);
    expect(await it.payments.get(id)).toMatchObject({ status: 'unknown' });
    await ask(it);
    expect(await expectPaidOnce(id, it)).toMatchObject({
      settledBy: 'query',
      receipt: paidOut(it)[0]?.receipt,
    });
    expectSentOnce(it, product);
  });

  it('that expired in the queue fails once Daraja says so, and moves no money', async () => {
    const it = await quiet();
    it.sim.addFault({ op: product.op, fault: 'queue-timeout' });
    const { id } = await product.pay(it);
    await atRest(it);
    await ask(it);
    await expectFailedOnce(id, 'timeout', it);
    expect(paidOut(it)).toEqual([]);
    expectSentOnce(it, product);
  });

  it('whose result was lost is asked about, and settled', async () => {
    const it = await quiet();
    it.sim.addFault({ op: product.result, fault: 'callback-lost' });
    const { id } = await product.pay(it);
    await ask(it);
    expect(await expectPaidOnce(id, it)).toMatchObject({ settledBy: 'query' });
    expect(journal(it.sim, 'status')).toHaveLength(1);
  });

  it('whose acknowledgement was lost is unknown, and settled by its result', async () => {
    const it = await quiet();
    it.sim.addFault({ op: product.op, fault: 'ack-lost' });
    await expect(product.pay(it)).rejects.toMatchObject({ name: 'DarajaOutcomeUnknownError' });
    const [lost] = (await it.payments.find()).items;
    expect(lost).toMatchObject({ status: 'unknown' });
    await expectSettledByResult(lost?.id ?? '', it);
    expectSentOnce(it, product);
  });

  it('whose acknowledgement and result were lost is asked about by our name, or lands in review', async () => {
    const it = await quiet();
    it.sim.addFault({ op: product.op, fault: 'ack-lost' });
    it.sim.addFault({ op: product.result, fault: 'callback-lost' });
    await expect(product.pay(it)).rejects.toMatchObject({ name: 'DarajaOutcomeUnknownError' });
    const [lost] = (await it.payments.find()).items;
    const id = lost?.id ?? '';
    await atRest(it);
    await ask(it);
    if (product.named) {
      expect(await expectPaidOnce(id, it)).toMatchObject({ settledBy: 'query' });
      const name = lost?.originatorConversationId;
      expect(name).toEqual(expect.any(String));
      expect(journal(it.sim, 'status')).toMatchObject([{ requestBody: { OriginalConversationID: name } }]);
    } else {
      expect(await it.payments.get(id)).toMatchObject({ status: 'unknown' });
      await travel(DAY, it.clock, it.sim);
      await it.work.reconciliation();
      expect(await it.payments.get(id)).toMatchObject({ status: 'review', reviewReason: 'horizon' });
      expect(journal(it.sim, 'status')).toEqual([]);
    }
    expectSentOnce(it, product);
  });

  it('that a gateway broke down over is unknown, never sent again, and in review after a day of not being found', async () => {
    const it = await quiet();
    it.sim.addFault({ op: product.op, fault: 'http-500' });
    await expect(product.pay(it)).rejects.toMatchObject({
      name: 'DarajaOutcomeUnknownError',
      httpStatus: 500,
    });
    const [lost] = (await it.payments.find()).items;
    await ask(it);
    expect(await it.payments.get(lost?.id ?? '')).toMatchObject({ status: 'unknown' });
    await travel(DAY, it.clock, it.sim);
    await it.work.reconciliation();
    await atRest(it);
    expect(await it.payments.get(lost?.id ?? '')).toMatchObject({
      status: 'review',
      reviewReason: 'horizon',
    });
    expectSentOnce(it, product);
    expect(paidOut(it)).toEqual([]);
  });

  it('that is answered too slowly is unknown, and settled by the result of what was made after all', async () => {
    const it = await open({ jobs: { enabled: false }, http: { timeoutMs: 500 } });
    await withToken(it);
    it.sim.addFault({ op: product.op, fault: 'slow', ms: 30_000, count: 1 });
    await expect(product.pay(it)).rejects.toMatchObject({ name: 'DarajaOutcomeUnknownError' });
    const [slow] = (await it.payments.find()).items;
    expect(slow).toMatchObject({ status: 'unknown' });
    await it.sim.advance(30_000);
    await it.sim.waitFor(() => paidOut(it).length > 0);
    await expectSettledByResult(slow?.id ?? '', it);
    expectSentOnce(it, product);
  });

  it('whose result overtakes the acknowledgement is paid once', async () => {
    const it = await open();
    it.sim.addFault({ op: product.op, fault: 'callback-before-ack' });
    const paid = await expectPaidOnce((await product.pay(it)).id, it);
    expect(paid.conversationId).toMatch(/^AG_/);
  });
});
