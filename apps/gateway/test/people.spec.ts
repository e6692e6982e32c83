/** One person is shown and erased: theirs alone, all of it, in the files too, and the record of it does not name them. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { InvalidRequestError, PersonalDataService } from 'nestjs-mpesa';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { testDatabases } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { PersonRequests } from '../src/privacy/person-requests.js';
import { Retention } from '../src/privacy/retention.js';
import { GatewayDatabase } from '../src/storage/gateway-database.js';
import { foundInTables } from './support/found-in-tables.js';
import { startMerchant, type Merchant } from './support/merchant.js';
import {
  PAYBILL,
  PHONE,
  startTestGateway,
  type TestClient,
  type TestGateway,
} from './support/test-gateway.js';

const TABLES = /^gateway_/;
const NINE = PHONE.slice(-9);
/** Another customer of the simulator’s world. */
const JANE = '254712345678';
const ORDER = { phone: PHONE, by: 'Wanjiru', reason: 'the customer asked' };

type Rows = Record<string, Record<string, unknown>[]>;
type Erased = Record<string, { erased: number; kept: number }>;

describe.each(testDatabases())('one person at the gateway, on %s', (database) => {
  let gateway: TestGateway;
  let merchant: Merchant;
  let client: TestClient;
  beforeEach(async () => {
    gateway = await startTestGateway({ database });
    merchant = await startMerchant();
    await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
    client = await gateway.client();
    await gateway.admin.post(`/admin/clients/${client.id}/prefixes`, { prefix: 'KAHAWA' });
    const endpoint = { url: merchant.url };
    await client.http.post('/v1/callback-endpoints', endpoint, { 'idempotency-key': 'endpoint' });
  });
  afterEach(async () => {
    await gateway?.close();
    await merchant?.close();
  });

  const found = (...words: string[]) => foundInTables(gateway, { words, tables: TABLES });
  const heard = (word: string) => eventually(() => merchant.messages.some(({ raw }) => raw.includes(word)));
  const arrived = () =>
    eventually(async () => {
      const { body } = await client.http.get('/v1/deliveries?status=pending');
      return (body['items'] as unknown[]).length === 0;
    });
  const erase = async (over: object = {}) => {
    const { status, body } = await gateway.admin.post('/admin/people/erase', { ...ORDER, ...over });
    expect(status).toBe(200);
    return body['tables'] as Erased;
  };

  /** A confirmation as the older product sends it: of the payer only a hash. */
  async function paidHashed(): Promise<void> {
    const { receipt } = await gateway.sim.pay(JANE, { shortcode: PAYBILL, account: 'KAHAWA 1', amount: 12 });
    const at = new Date(Date.now() + 3 * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 14);
    const confirmation = {
      TransactionType: 'Pay Bill',
      TransID: `${String(receipt).slice(0, 7)}ZZZ`,
      TransTime: at,
      TransAmount: '40.00',
      BusinessShortCode: PAYBILL,
      BillRefNumber: 'KAHAWA 2',
      MSISDN: createHash('sha256').update(PHONE).digest('hex'),
      FirstName: 'CANARY',
    };
    const url = new URL(gateway.sim.shortcode(PAYBILL).registration?.confirmationUrl ?? '');
    expect((await gateway.http.post(url.pathname, confirmation)).status).toBe(200);
    await heard('CANARY');
  }

  async function collected(key = 'one'): Promise<void> {
    const asked = { phone: `0${NINE}`, amount: 1, metadata: { note: 'canary-metadata' } };
    const payment = await client.http.post('/v1/payments/collect', asked, { 'idempotency-key': key });
    expect(payment.status).toBe(201);
    await gateway.sim.answer(PHONE, { action: 'pay' });
    await eventually(async () => {
      const { body } = await client.http.get(`/v1/deliveries?paymentId=${payment.body['id']}`);
      return (body['items'] as unknown[]).length > 0;
    });
  }

  it('is found in messages about what M-Pesa told only a hash of, too, and erased with them', async () => {
    await paidHashed();
    await arrived();
    expect(await found('CANARY')).toContain('gateway_delivery.body');
    const { gateway_delivery: deliveries, mpesa_payment: payments } = await erase({ phone: `0${NINE}` });
    expect([deliveries, payments]).toEqual([
      { erased: 1, kept: 0 },
      { erased: 1, kept: 0 },
    ]);
    expect(await found('CANARY')).toEqual([]);
  });

  it('is found by the receipt of what M-Pesa told only a mask of, and by the receipt of nobody else’s', async () => {
    const pay = (phone: string) =>
      gateway.sim.pay(phone, { shortcode: PAYBILL, account: 'KAHAWA 7', amount: 12 });
    const [mine, janes] = [await pay(PHONE), await pay(JANE)];
    for (const { receipt } of [mine, janes]) await heard(String(receipt));
    await arrived();
    const none = { erased: 0, kept: 0 };
    expect(await erase()).toMatchObject({ gateway_delivery: none, mpesa_payment: none });
    const refused = await gateway.admin.post('/admin/people/erase', { ...ORDER, payments: [janes.receipt] });
    expect([refused.status, refused.body['field']]).toEqual([400, 'payments']);
    const shown = await gateway.admin.post('/admin/people/export', { ...ORDER, payments: [mine.receipt] });
    const { gateway_delivery: told, mpesa_payment: payments } = shown.body['tables'] as Rows;
    expect([told?.length, payments?.length]).toEqual([1, 1]);
    const one = { erased: 1, kept: 0 };
    const erased = await erase({ payments: [mine.receipt] });
    expect(erased).toMatchObject({ gateway_delivery: one, mpesa_payment: one });
    expect(await found(String(mine.receipt))).toEqual([]);
    expect(await found(String(janes.receipt))).toContain('gateway_delivery.body');
  });

  it('goes from what a client waits for as soon as it was told, though nothing else leads there any more', async () => {
    merchant.answer = () => ({ status: 503, body: {} });
    await paidHashed();
    await collected();
    const { gateway_delivery: deliveries } = await erase();
    expect(deliveries).toEqual({ erased: 0, kept: 2 });
    await gateway.app.get(Retention).run();
    expect(await found('CANARY', NINE)).toEqual(['gateway_delivery.body']);
    merchant.answer = null;
    const { body } = await client.http.get('/v1/callback-endpoints');
    const [{ id } = { id: '' }] = body as unknown as { id: string }[];
    for (const turn of ['disable', 'enable']) {
      await client.http.post(`/v1/callback-endpoints/${id}/${turn}`, {}, { 'idempotency-key': turn });
    }
    await gateway.app
      .get(GatewayDatabase)
      .change((manager) => manager.query('UPDATE gateway_delivery SET next_at = 0 WHERE next_at > 0'));
    await arrived();
    await gateway.app.get(Retention).run();
    expect(await found('CANARY', NINE)).toEqual([]);
  });

  it('is found in what a client answered to a message about somebody else, and erased with it', async () => {
    merchant.answer = () => ({ status: 200, body: { note: `canary rider ${PHONE}` } });
    await gateway.sim.pay(JANE, { shortcode: PAYBILL, account: 'KAHAWA 9', amount: 31 });
    await heard('JANE');
    await arrived();
    expect(await found(PHONE)).toEqual(['gateway_delivery_attempt.response']);
    const shown = await gateway.admin.post('/admin/people/export', ORDER);
    const { gateway_delivery: deliveries } = shown.body['tables'] as Rows;
    expect(deliveries).toMatchObject([{ attempts: [{ response: expect.stringContaining('canary rider') }] }]);
    expect((await erase())['gateway_delivery']).toEqual({ erased: 1, kept: 0 });
    expect(await found('canary', PHONE)).toEqual([]);
  });

  it('is told of nobody who typed the number as an account number, and takes nothing of theirs along', async () => {
    await gateway.sim.pay(JANE, { shortcode: PAYBILL, account: `KAHAWA0${NINE}`, amount: 31 });
    const asked = { phone: JANE, amount: 1, reference: `0${NINE}` };
    await client.http.post('/v1/payments/collect', asked, { 'idempotency-key': 'for another' });
    await heard('JANE');
    await arrived();
    const shown = await gateway.admin.post('/admin/people/export', ORDER);
    const { 'mpesa_payment.reference': references, ...rest } = shown.body['tables'] as Rows;
    expect(references).toEqual([expect.objectContaining({ reference: `0${NINE}`, status: 'pending' })]);
    expect(Object.entries(rest).filter(([, rows]) => rows.length > 0)).toEqual([]);
    expect(shown.text).not.toMatch(/JANE|712345678|678"/);
    const erased = Object.entries(await erase()).filter(([table]) => table !== 'gateway_person_request');
    expect(erased.filter(([, { erased, kept }]) => erased + kept > 0)).toEqual([]);
    expect(await found('JANE')).toEqual(['gateway_delivery.body']);
  });

  it('is not written down by the number with who decided, or why: such a request is refused, and never was', async () => {
    const spellings = [PHONE, `+${PHONE}`, `0${NINE}`, NINE, '+254 (708) 374-149', '0708 374 149'];
    for (const [path, field] of [
      ['/admin/people/export', 'by'],
      ['/admin/people/export', 'reason'],
      ['/admin/people/erase', 'by'],
      ['/admin/people/erase', 'reason'],
    ] as const) {
      for (const written of spellings) {
        const answer = await gateway.admin.post(path, { ...ORDER, [field]: `of ${written}, ${field}` });
        expect([answer.status, answer.body['field']]).toEqual([400, field]);
        expect(answer.text).not.toContain(written);
      }
    }
    const rows = await gateway.app
      .get(GatewayDatabase)
      .run((manager) => manager.query('SELECT * FROM gateway_person_request'));
    expect(rows).toEqual([]);
    expect(await gateway.database.query('SELECT * FROM mpesa_erasure')).toEqual([]);
  });

  it('is kept where something is under way, and each request is written down, also one that was cut off', async () => {
    const asked = { phone: PHONE, amount: 1 };
    await client.http.post('/v1/payments/collect', asked, { 'idempotency-key': 'open' });
    const { mpesa_payment: payments, mpesa_phone_line: prompts, mpesa_event: events } = await erase();
    const one = { erased: 0, kept: 1 };
    expect([payments, prompts, events]).toEqual([one, one, { erased: 0, kept: 0 }]);
    const library = jest.spyOn(gateway.app.get(PersonalDataService), 'erase');
    library.mockRejectedValueOnce(new InvalidRequestError('by', '…', 'is cut off'));
    expect((await gateway.admin.post('/admin/people/erase', ORDER)).status).toBe(400);
    // Found also once the secret has been changed, for as long as the old one stands in the list.
    const secrets = ['the next secret of these tests, long enough', ...gateway.settings.secrets];
    const written = new PersonRequests(gateway.app.get(GatewayDatabase), { secrets });
    const covered = (await written.find({ phone: PHONE })).map(({ counts }) =>
      Object.keys(JSON.parse(counts)),
    );
    expect(covered).toEqual([
      expect.arrayContaining(['gateway_delivery', 'mpesa_payment']),
      expect.not.arrayContaining(['mpesa_payment']),
    ]);
    expect(covered[1]).toContain('gateway_delivery');
  });

  it('is gone from the bytes of the files, free pages and log included', async () => {
    if (database !== 'sqlite') return;
    await collected();
    await arrived();
    expect(onDisk()).not.toEqual([]);
    await erase();
    expect(onDisk()).toEqual([]);
  });

  /** Files that say anything of them. */
  function onDisk(): string[] {
    const { storage } = gateway.settings;
    if (storage.type !== 'better-sqlite3') return [];
    const folder = dirname(storage.database);
    const said = (file: string): string => readFileSync(join(folder, file), 'latin1');
    const own = readdirSync(folder).filter((file) => file.startsWith(basename(storage.database)));
    return own.filter((file) => said(file).includes(NINE) || said(file).includes('canary'));
  }
});
