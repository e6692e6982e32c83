/** From the moment a client is revoked it hears nothing more, whatever waited for it and whatever was under way. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testDatabases } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { RecordingLogger } from '../../../test/support/recording-logger.js';
import { SCOPES } from '../src/clients/scopes.js';
import { Dispatcher } from '../src/deliveries/dispatching/dispatcher.js';
import { addressList } from '../src/setup/dialect-settings.js';
import { GatewayDatabase } from '../src/storage/gateway-database.js';
import { SilenceRevoked1795305662002 } from '../src/schema/1795305662002-silence-revoked.js';
import { startMerchant, type Merchant } from './support/merchant.js';
import {
  PAYBILL,
  PHONE,
  startTestGateway,
  type TestClient,
  type TestGateway,
} from './support/test-gateway.js';

describe.each(testDatabases())('a client that is revoked, on %s', (database) => {
  let gateway: TestGateway;
  let logger: RecordingLogger;
  let merchant: Merchant;
  let client: TestClient;
  /** Answers the next ping when it is told to. */
  let slow: Server;
  let pinged: Promise<() => void>;
  beforeEach(async () => {
    const php = { clientId: '', addresses: addressList('-', '') };
    logger = new RecordingLogger();
    gateway = await startTestGateway({ database, logger, settings: { dialects: { brij: true, php } } });
    merchant = await startMerchant();
    await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
    gateway.sim.setShortcode(PAYBILL, { externalValidation: 'on' });
    client = await gateway.client({ scopes: SCOPES });
    pinged = new Promise((resolve) => {
      slow = createServer((request, response) => {
        request.resume();
        resolve(() => void response.end('{}'));
      });
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await gateway?.close();
    await merchant?.close();
    slow?.close();
  });

  const slowUrl = () => `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`;
  const revoke = () => gateway.admin.post(`/admin/clients/${client.id}/revoke`);
  const query = <T>(sql: string): Promise<T[]> =>
    gateway.app.get(GatewayDatabase).run((manager) => manager.query(sql));
  const rows = <T>(sql: string) => query<T>(`${sql} WHERE client_id = '${client.id}'`);
  const urls = () => ({ confirmation_url: `${merchant.url}/confirm`, validation_url: `${merchant.url}/ask` });
  const pay = (amount: number) => gateway.sim.pay(PHONE, { shortcode: PAYBILL, account: 'KAHAWA 1', amount });
  const owned = async (amount: number) => {
    const { receipt } = await pay(amount);
    await eventually(async () => {
      const sql = 'SELECT payment_id FROM gateway_payment_owner';
      const [paid] = (await gateway.database.query(
        `SELECT id FROM mpesa_payment WHERE receipt = '${receipt}'`,
      )) as { id: string }[];
      return (await rows<{ payment_id: string }>(sql)).some(({ payment_id: id }) => id === paid?.id);
    });
    await gateway.app.get(Dispatcher, { strict: false }).idle();
  };

  /** What comes for the client from now on is nobody's, until the admin says whose. */
  const suspended = async (amount: number) => {
    const { receipt } = await pay(amount);
    await eventually(async () => {
      const { body } = await gateway.admin.get('/admin/suspense');
      const held = body as unknown as { receipt: string; reason: string }[];
      return held.some((row) => row.receipt === receipt && row.reason === 'client-revoked');
    });
    await gateway.app.get(Dispatcher, { strict: false }).idle();
  };

  async function registered(): Promise<void> {
    const routingPrefix = 'KAHAWA';
    const brij = await client.http.post('/api/mpesaoffline/register-url', {
      routingPrefix,
      url: merchant.url,
    });
    const php = await client.http.post('/api/c2b_register.php', urls());
    expect([brij.status, php.status]).toEqual([200, 200]);
  }

  it('hears nothing of payments, is not asked about any, and what waited for it is given up', async () => {
    await registered();
    merchant.answer = () => ({ status: 503, body: {} });
    await owned(11);
    expect(await rows('SELECT id FROM gateway_delivery')).toHaveLength(2);
    await revoke();
    merchant.answer = null;
    merchant.forget();
    const status = 'SELECT status, last_error FROM gateway_delivery';
    const givenUp = { status: 'failed', last_error: 'the client was revoked' };
    expect(await rows(status)).toEqual([givenUp, givenUp]);
    await query('UPDATE gateway_delivery SET next_at = 0 WHERE next_at > 0');
    await suspended(12);
    expect(await rows(status)).toEqual([givenUp, givenUp]);
    expect(merchant.messages).toEqual([]);
  });

  it('is paid nothing more: its money waits for the admin, goes by no shorter prefix, and can be refused', async () => {
    await registered();
    const other = await gateway.client();
    const overlapping = { prefix: 'KAH', allowOverlap: true };
    await gateway.admin.post(`/admin/clients/${other.id}/prefixes`, overlapping);
    await revoke();
    const before = (await rows('SELECT payment_id FROM gateway_payment_owner')).length;
    await suspended(16);
    expect(await rows('SELECT payment_id FROM gateway_payment_owner')).toHaveLength(before);
    const told = logger.of('warn').filter((line) => line.includes('came for a client that was revoked'));
    expect(told).toHaveLength(1);
    const { body } = await gateway.admin.get('/admin/suspense');
    const [{ paymentId } = { paymentId: '' }] = body as unknown as { paymentId: string }[];
    const assignment = { clientId: other.id, by: 'Wanjiru' };
    expect((await gateway.admin.post(`/admin/suspense/${paymentId}/assign`, assignment)).status).toBe(200);
    expect((await other.http.get(`/v1/payments/${paymentId}`)).body).toMatchObject({ amountCents: 1_600 });
    Object.assign(gateway.settings, { unknownAccount: 'refuse' });
    expect(await pay(17)).toMatchObject({ accepted: false });
  });

  it('is answered nothing that it has asked', async () => {
    await registered();
    gateway.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-lost', count: 1 });
    const { receipt: transId } = await pay(13);
    gateway.sim.addFault({ op: 'pull-query', fault: 'http-500' });
    const asked = { billRefNumber: 'KAHAWA 1', transId, resultUrl: `${merchant.url}/result` };
    expect((await client.http.post('/api/mpesaoffline/transaction-status', asked)).status).toBe(202);
    merchant.forget();
    await revoke();
    await eventually(async () => {
      await query('UPDATE gateway_brij_question SET due_at = 0 WHERE due_at > 0');
      return (await rows('SELECT id FROM gateway_brij_question')).length === 0;
    });
    await gateway.app.get(Dispatcher, { strict: false }).idle();
    expect(merchant.messages).toEqual([]);
  });

  it('gets no endpoint by a call that began before', async () => {
    const url = { routingPrefix: 'CHAI', url: slowUrl() };
    const call = client.http.post('/api/mpesaoffline/register-url', url);
    const answer = await pinged;
    await revoke();
    answer();
    expect((await call).status).toBe(401);
    expect(await rows('SELECT id FROM gateway_endpoint')).toEqual([]);
  });

  it('gets no endpoint back by a call that began before', async () => {
    await registered();
    const call = client.http.post('/api/c2b_register.php', { ...urls(), confirmation_url: slowUrl() });
    const answer = await pinged;
    await revoke();
    answer();
    await call;
    const disabled = { status: 'disabled', disabled_reason: 'revoked' };
    const endpoints = await rows('SELECT status, disabled_reason FROM gateway_endpoint');
    expect(endpoints).toEqual([disabled, disabled, disabled]);
    merchant.forget();
    await suspended(14);
    expect(merchant.messages).toEqual([]);
  });

  it('hears nothing either where it was revoked by a gateway of before', async () => {
    await registered();
    await query(`UPDATE gateway_client SET revoked_at = 1 WHERE id = '${client.id}'`);
    const { dataSource: source } = gateway.app.get(GatewayDatabase);
    await gateway.app.get(GatewayDatabase).change(async ({ queryRunner }) => {
      await new SilenceRevoked1795305662002().up(queryRunner ?? source.createQueryRunner());
    });
    merchant.forget();
    await suspended(15);
    expect(merchant.messages).toEqual([]);
    const stopped = await query('SELECT queue FROM gateway_queue WHERE stopped_at IS NOT NULL');
    expect(stopped).toHaveLength(3);
  });
});
