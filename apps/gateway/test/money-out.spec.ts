/** What clients send out and give back over /v1. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testDatabases } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { SCOPES } from '../src/clients/scopes.js';
import type { Answer } from './support/http.js';
import { startMerchant, type Merchant } from './support/merchant.js';
import { PHONE, startTestGateway, type TestClient, type TestGateway } from './support/test-gateway.js';

/** A pay bill of the simulator's world with money on it. */
const FUNDED = '600996';

describe.each(testDatabases())('money out over /v1 on %s', (database) => {
  let gateway: TestGateway;
  let merchant: Merchant;
  let client: TestClient;

  beforeAll(async () => {
    gateway = await startTestGateway({
      database,
      mpesa: (sim) => ({
        shortcode: FUNDED,
        // The share of a client's questions is for another spec.
        reconciliation: { queryRate: { perMinute: 600, burst: 100 } },
        initiator: { name: 'testapi', password: 'Safaricom999!*!', certificate: sim.certificate },
      }),
    });
    merchant = await startMerchant();
    client = await gateway.client({ scopes: SCOPES });
    await post(client, '/v1/callback-endpoints', { url: merchant.url });
  });
  afterAll(async () => {
    await gateway.close();
    await merchant.close();
  });

  const post = (who: TestClient, path: string, body: object, key: string = randomUUID()): Promise<Answer> =>
    who.http.post(path, body, { 'idempotency-key': key });
  const balance = (): number => gateway.sim.phone(PHONE).balanceCents;
  const settled = (id: unknown) =>
    eventually(async () => {
      const { body } = await client.http.get(`/v1/payments/${id}`);
      return body['status'] === 'succeeded' || body['status'] === 'reversed' ? body : null;
    });

  it('pays a customer once, however often it is asked under one key', async () => {
    const before = balance();
    const key = randomUUID();
    const payout = { phone: PHONE, amount: 500, remarks: 'Winnings' };
    const first = await post(client, '/v1/payments/payout', payout, key);
    expect([first.status, first.body]).toEqual([
      201,
      expect.objectContaining({ kind: 'b2c', direction: 'out', status: 'pending', amountCents: 50_000 }),
    ]);
    expect((await post(client, '/v1/payments/payout', payout, key)).body['id']).toBe(first.body['id']);
    await settled(first.body['id']);
    expect(balance() - before).toBe(50_000);
    await eventually(() => merchant.messages.find(({ body }) => body['type'] === 'payment.succeeded'));
  });

  it('gives a payment back, and tells of the payment that it is reversed', async () => {
    const { body: paid } = await post(client, '/v1/payments/collect', { phone: PHONE, amount: 40 });
    await gateway.sim.answer(PHONE, { action: 'pay' });
    await settled(paid['id']);
    const before = balance();
    const refund = await post(client, `/v1/payments/${paid['id']}/refund`, { remarks: 'Out of stock' });
    expect([refund.status, refund.body]).toEqual([
      201,
      expect.objectContaining({ kind: 'reversal', originalPaymentId: paid['id'], amountCents: 4_000 }),
    ]);
    await eventually(async () => {
      const { body } = await client.http.get(`/v1/payments/${paid['id']}`);
      return body['status'] === 'reversed';
    });
    expect(balance() - before).toBe(4_000);
    await eventually(() => merchant.messages.find(({ body }) => body['type'] === 'payment.reversed'));
  });

  it('does neither for a client that was not given the scope, and gives back nobody else’s', async () => {
    const usual = await gateway.client();
    const refused = await post(usual, '/v1/payments/payout', { phone: PHONE, amount: 500 });
    expect([refused.status, refused.body]).toEqual([
      403,
      expect.objectContaining({ code: 'scope-missing', scope: 'payments:payout' }),
    ]);
    const { body: paid } = await post(client, '/v1/payments/collect', { phone: PHONE, amount: 30 });
    await gateway.sim.answer(PHONE, { action: 'pay' });
    await settled(paid['id']);
    const stranger = await gateway.client({ scopes: SCOPES });
    expect((await post(stranger, `/v1/payments/${paid['id']}/refund`, {})).status).toBe(404);
    expect((await client.http.get(`/v1/payments/${paid['id']}`)).body['status']).toBe('succeeded');
  });

  it('tells what M-Pesa says of a payment now', async () => {
    const { body } = await post(client, '/v1/payments/collect', { phone: PHONE, amount: 20 });
    const asked = await post(client, `/v1/payments/${body['id']}/recheck`, {});
    expect([asked.status, asked.body['status']]).toEqual([200, 'pending']);
    await gateway.sim.answer(PHONE, { action: 'pay' });
    await settled(body['id']);
  });

  it('tells how a transaction stands by M-Pesa’s own word, by receipt', async () => {
    const { body } = await post(client, '/v1/payments/collect', { phone: PHONE, amount: 60 });
    await gateway.sim.answer(PHONE, { action: 'pay' });
    const { receipt } = await settled(body['id']);
    const status = await post(client, '/v1/transaction-status', { receipt });
    expect([status.status, status.body]).toEqual([
      200,
      expect.objectContaining({
        paymentId: body['id'],
        receipt,
        transactionStatus: 'Completed',
        amountCents: 6_000,
      }),
    ]);
    const both = await post(client, '/v1/transaction-status', { receipt, paymentId: body['id'] });
    expect(both.body).toMatchObject({ status: 400, field: 'receipt' });
  });
});
