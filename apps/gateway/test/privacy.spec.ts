/** What is left of persons in the gateway's tables: after the days of retention, and after they were erased. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { PersonalDataService } from 'nestjs-mpesa';
import { MPESA_CLOCK, mpesaWork } from 'nestjs-mpesa/testing';
import { createHash, randomUUID } from 'node:crypto';
import { inventoryOf } from '../../../test/docs/support/inventory.js';
import { testDatabases, type TestDatabaseKind } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { RecordingLogger } from '../../../test/support/recording-logger.js';
import { Retention } from '../src/privacy/retention.js';
import { CLOCK, type Clock } from '../src/setup/clock.js';
import { addressList } from '../src/setup/dialect-settings.js';
import { GatewayDatabase } from '../src/storage/gateway-database.js';
import { openShop, type Shop } from './dialects/support/shop.js';
import { foundInTables } from './support/found-in-tables.js';
import type { Merchant } from './support/merchant.js';
import { PAYBILL, PHONE, startTestGateway, type TestGateway } from './support/test-gateway.js';

/** What is kept on purpose: who decided about money and about persons, and the key that guards it. docs/privacy.md says so, too. */
const KEPT = [
  'gateway_person_request.made_by',
  'gateway_suspense.settled_by',
  'mpesa_event.payload',
  'mpesa_export.exported_by',
  'mpesa_payment.idempotency_key',
];

/** Where the customer can be read before the days have passed; the other columns hold digests, ids, or a client's own words. */
const CLEAR = [
  'gateway_brij_question.account_number',
  'gateway_brij_question.result_url',
  'gateway_client.name',
  'gateway_delivery.body',
  'gateway_delivery.last_error',
  'gateway_delivery.url',
  'gateway_delivery_attempt.error',
  'gateway_delivery_attempt.response',
  'gateway_endpoint.url',
  'gateway_person_request.reason',
  'mpesa_payment.reference',
  ...KEPT,
];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RETENTION_DAYS = 30;
const OPERATOR = { name: 'testapi', password: 'Safaricom999!*!' };

/** However a number is written, it ends in these nine digits. */
const NINE = PHONE.slice(-9);
const KEY = `0${NINE} for the tea`;
const SPELLINGS = [PHONE, `+${PHONE}`, `0${NINE}`, NINE, KEY];
const NAMES = ['JOHN', 'canary-metadata', 'Amina Canary', 'canary-host', 'Clerk Canary'];
/** What anybody gets who tries all numbers. */
const HASHES = SPELLINGS.flatMap((text) =>
  (['hex', 'base64url', 'base64'] as const).map((form) => createHash('sha256').update(text).digest(form)),
);
const CANARIES = [NINE, ...NAMES, ...HASHES];
/** What anybody may read of whom, once all is forgotten: who of the staff decided. */
const FORGOTTEN = CANARIES.filter((canary) => canary !== 'Clerk Canary');

describe.each(testDatabases())('a person in the gateway’s tables, on %s', (database) => {
  let story: Story | undefined;
  afterEach(async () => {
    await story?.end();
    story = undefined;
  });

  it('is in none of them once the days of retention have passed, whatever road led there', async () => {
    story = await Story.begin(database);
    const before = await story.everyRoad();
    const reached = new Set([...before.filled, ...(await story.found(['']))]);
    expect([...inventoryOf('The gateway').told.keys()].filter((column) => !reached.has(column))).toEqual([]);
    expect([...before.clear, ...(await story.found())]).toEqual(expect.arrayContaining(CLEAR));
    // A client's key guards its money for ever, and no secret lasts so long.
    expect(await story.found(HASHES)).toEqual(['mpesa_event.payload', 'mpesa_payment.idempotency_key']);
    // What was asked in vain is answered within the hour.
    await story.later(2 * HOUR);
    await eventually(async () => !(await story?.found())?.some((column) => column.includes('brij_question')));
    // Nothing is cut before its time: a client that was revoked just now has its name yet.
    await story.gateway.app.get(Retention).run();
    expect(await story.found()).toEqual(
      expect.arrayContaining(['gateway_client.name', 'gateway_endpoint.url']),
    );
    // What is over by then, and what the days themselves have ended.
    for (let month = 0; month < 2; month += 1) await story.later(RETENTION_DAYS * DAY);
    await story.forget(() => story!.found());
    expect(await story.found()).toEqual(KEPT);
    expect(await story.rowsOf('gateway_idempotency')).toEqual([]);
    expect(await story.rowsOf('gateway_delivery_attempt')).toEqual([]);
    expect(await story.answersWith(FORGOTTEN)).toEqual([]);
    expect(story.linesWith(CANARIES)).toEqual([]);
  });

  it('is shown and erased at the admin’s word, and that is written down', async () => {
    story = await Story.begin(database);
    const { gateway } = story;
    await story.sold();
    const order = { phone: PHONE, by: 'Wanjiru', reason: 'the customer asked' };
    const exported = jest.spyOn(gateway.app.get(PersonalDataService), 'export');
    const reads = jest.spyOn(gateway.app.get(GatewayDatabase), 'read');
    const shown = await gateway.admin.post('/admin/people/export', order);
    expect([shown.status, shown.body['covered']]).toEqual([200, ['gateway', 'library']]);
    expect(shown.headers.get('cache-control')).toBe('no-store');
    // However many messages there are, and each is looked through once.
    const looks = reads.mock.calls.filter(([operation]) => operation === 'read attempts');
    expect([looks.length, exported.mock.calls.length]).toEqual([1, 1]);
    const tables = shown.body['tables'] as Record<string, Record<string, unknown>[]>;
    expect(tables['gateway_delivery']?.length).toBeGreaterThan(0);
    expect(tables['mpesa_payment']).toContainEqual(
      expect.objectContaining({ phone: PHONE, status: 'succeeded' }),
    );
    expect(tables['gateway_idempotency']).toEqual([
      expect.objectContaining({ answer: expect.objectContaining({ phone: PHONE }) }),
    ]);
    expect(shown.text).not.toMatch(/whsec|sealed/);

    const named = { ...order, reason: `of ${PHONE}` };
    expect((await gateway.admin.post('/admin/people/erase', named)).body).toMatchObject({
      status: 400,
      field: 'reason',
    });
    expect(await story.found([NINE])).not.toEqual([]);
    const erased = await gateway.admin.post('/admin/people/erase', order);
    expect(exported).toHaveBeenCalledTimes(1);
    const counts = erased.body['tables'] as Record<string, { erased: number; kept: number }>;
    expect(counts['gateway_delivery']).toEqual({ erased: tables['gateway_delivery']?.length, kept: 0 });
    expect(counts['gateway_idempotency']).toEqual({ erased: 1, kept: 0 });
    // M-Pesa told the payer of money by hand with stars and a first name: only the library can know them by that.
    expect(await story.found([NINE, 'canary-metadata'])).toEqual([]);

    const again = await gateway.admin.post('/admin/people/export', order);
    const {
      gateway_person_request: requests,
      mpesa_erasure: erasures,
      mpesa_export: exports,
      ...rest
    } = again.body['tables'] as typeof tables;
    expect(Object.entries(rest).filter(([, rows]) => rows.length > 0)).toEqual([]);
    // Why somebody asked may name them, and is in the gateway's own record alone.
    const recorded = [expect.objectContaining({ by: 'Wanjiru', reason: 'as gateway_person_request says' })];
    expect([erasures, exports]).toEqual([recorded, recorded]);
    expect(requests).toEqual([
      expect.objectContaining({ what: 'export', by: 'Wanjiru', reason: null }),
      expect.objectContaining({ what: 'erase', by: 'Wanjiru', reason: 'the customer asked' }),
    ]);
  });

  it('is known by a hash of the number, and not by a time that begins like it', async () => {
    story = await Story.begin(database);
    await story.collected();
    const phone = '254796012345';
    const order = { phone, by: 'W', reason: 'asked' };
    const told = async (body: object) => {
      const tables = await story!.retold(JSON.stringify(body), order);
      return tables['gateway_delivery']?.length;
    };
    expect(await told({ occurredAt: 1_796_012_345_678 })).toBe(0);
    expect(await told({ msisdn: createHash('sha256').update(phone).digest('hex') })).toBe(1);
  });

  it('is kept from being erased while a client still waits to be told', async () => {
    story = await Story.begin(database);
    const { gateway, shop } = story;
    story.merchant.answer = () => ({ status: 503, body: {} });
    await story.collected();
    const erased = await gateway.admin.post('/admin/people/erase', {
      phone: PHONE,
      by: 'W',
      reason: 'asked',
    });
    const counts = erased.body['tables'] as Record<string, { erased: number; kept: number }>;
    expect(counts['gateway_delivery']).toMatchObject({ erased: 0 });
    expect(counts['gateway_delivery']?.kept).toBeGreaterThan(0);
    story.merchant.answer = null;
    await story.later(6 * 60_000);
    await eventually(async () => {
      const { body } = await shop.client.http.get('/v1/deliveries?status=pending');
      return (body['items'] as unknown[]).length === 0;
    });
  });

  it('is looked for by the admin alone, under a good number, with who and why', async () => {
    story = await Story.begin(database);
    const { gateway, shop } = story;
    const order = { phone: PHONE, by: 'Wanjiru', reason: 'asked' };
    for (const path of ['/admin/people/export', '/admin/people/erase']) {
      expect((await gateway.http.post(path, order)).status).toBe(401);
      expect((await shop.client.http.post(path, order)).status).toBe(401);
      for (const [field, value] of [
        ['phone', '708374149%'],
        ['phone', '%%%%%%%%%'],
        ['by', ' '],
        ['reason', ''],
        ['reason', 'x'.repeat(256)],
      ] as const) {
        const { status, body } = await gateway.admin.post(path, { ...order, [field]: value });
        expect([status, body['field']]).toEqual([400, field]);
      }
    }
    expect(await story.rowsOf('gateway_person_request')).toEqual([]);
  });
});

/** A gateway, a client that uses all of it, and its one customer. */
class Story {
  readonly #restore: (() => void)[] = [];

  private constructor(
    readonly gateway: TestGateway,
    readonly shop: Shop,
    readonly merchant: Merchant,
    private readonly log: RecordingLogger,
  ) {}

  static async begin(database: TestDatabaseKind): Promise<Story> {
    const bound = { clientId: '', addresses: addressList('-', ''), roundUp: false };
    const log = new RecordingLogger();
    const gateway = await startTestGateway({
      database,
      logger: log,
      settings: { dialects: { brij: true, vitumob: bound, php: bound } },
      mpesa: (sim) => ({
        initiator: { ...OPERATOR, certificate: sim.certificate },
        retention: { days: RETENTION_DAYS },
      }),
    });
    await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
    gateway.sim.setShortcode(PAYBILL, { externalValidation: 'on' });
    const shop = await openShop(gateway, { prefix: 'KAHAWA', phone: PHONE });
    bound.clientId = shop.client.id;
    const { merchant } = shop;
    merchant.answer = ({ body }) => ({ status: 200, body });
    await shop.client.http.post(
      '/v1/callback-endpoints',
      { url: `${merchant.url}/v1` },
      { 'idempotency-key': '1' },
    );
    return new Story(gateway, shop, merchant, log);
  }

  /** By every way there is into a table. @returns where the customer, and anything, stood before the client was revoked, which ends what waits */
  async everyRoad(): Promise<{ readonly clear: string[]; readonly filled: string[] }> {
    await this.sold();
    await this.#paidOut();
    await this.#suspended();
    await this.#asked();
    await this.#failedEndpoints();
    const before = { clear: await this.found(), filled: await this.found(['']) };
    await this.#revoked();
    const order = { phone: PHONE, by: 'Clerk Canary', reason: 'asked by Amina Canary' };
    expect((await this.gateway.admin.post('/admin/people/export', order)).status).toBe(200);
    return before;
  }

  /** A payment in each dialect and over `/v1`, and every message about them has arrived. */
  async sold(): Promise<void> {
    await this.shop.sell();
    await this.collected();
    await eventually(async () => (await this.#deliveries('pending')).length === 0);
    await eventually(() => this.shop.heardAll());
  }

  async collected(): Promise<void> {
    const body = { phone: `0${NINE}`, amount: 1, metadata: { note: 'canary-metadata' } };
    const { status } = await this.shop.client.http.post('/v1/payments/collect', body, {
      'idempotency-key': KEY,
    });
    expect(status).toBe(201);
    await this.shop.customer('pay');
    await eventually(async () => (await this.#deliveries()).some(({ type }) => type === 'payment.succeeded'));
  }

  async #paidOut(): Promise<void> {
    const body = { phone: PHONE, amount: 10, remarks: 'Winnings', metadata: { note: 'canary-metadata' } };
    expect((await this.#post('/v1/payments/payout', body)).status).toBe(201);
  }

  /** An account number may be a phone. */
  async #suspended(): Promise<void> {
    for (const amount of [31, 32]) {
      await this.gateway.sim.pay(PHONE, { shortcode: PAYBILL, account: `0${NINE}`, amount });
    }
    const [first] = await eventually(async () => {
      const { body } = await this.gateway.admin.get('/admin/suspense');
      const rows = body as unknown as { paymentId: string; reference: string }[];
      return rows.length === 2 ? rows : null;
    });
    expect(first?.reference).toBe(`0${NINE}`);
    const assignment = { clientId: this.shop.client.id, by: 'Clerk Canary' };
    const { status } = await this.gateway.admin.post(
      `/admin/suspense/${first?.paymentId}/assign`,
      assignment,
    );
    expect(status).toBe(200);
  }

  /** About a transaction: answered at once, answered at a URL that is gone or not there, and not answered yet. */
  async #asked(): Promise<void> {
    const [receipt = ''] = this.shop.receipts;
    await this.#post('/v1/transaction-status', { receipt });
    const account = { billRefNumber: `0${NINE}` };
    const { merchant } = this;
    merchant.answer = ({ path, body }) => ({ status: path.includes('gone') ? 410 : 200, body });
    for (const resultUrl of [`${merchant.url}/gone?for=${NINE}`, `http://x${NINE}.invalid/`]) {
      await this.#question({ ...account, transId: receipt, resultUrl });
    }
    await eventually(async () => (await this.#deliveries('failed')).length > 0);
    await eventually(async () => (await this.found([NINE])).includes('gateway_delivery_attempt.error'));
    this.gateway.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-lost', count: 1 });
    const unheard = await this.gateway.sim.pay(PHONE, { shortcode: PAYBILL, account: `0${NINE}`, amount: 9 });
    this.gateway.sim.addFault({ op: 'pull-query', fault: 'http-500' });
    const resultUrl = `${merchant.url}/result?for=${NINE}`;
    await this.#question({ ...account, transId: unheard.receipt ?? '', resultUrl });
  }

  /** One that fails, and one that its client has stopped: both have messages waiting. */
  async #failedEndpoints(): Promise<void> {
    const { merchant } = this;
    merchant.answer = ({ path, body }) => ({ status: path.includes('canary-host') ? 500 : 200, body });
    const stopped = await this.#post('/v1/callback-endpoints', {
      url: `${merchant.url}/canary-host/stopped`,
    });
    await this.#post(`/v1/callback-endpoints/${stopped.body['id']}/disable`, {});
    await this.#post('/v1/callback-endpoints', { url: `${merchant.url}/canary-host/failing` });
    await this.gateway.sim.pay(PHONE, { shortcode: PAYBILL, account: 'KAHAWA 2', amount: 12 });
    await eventually(async () => {
      const pending = (await this.#deliveries('pending')).filter(({ endpointId }) => endpointId !== null);
      return pending.some(({ attempts }) => attempts > 0) && pending.some(({ attempts }) => attempts === 0);
    });
  }

  async #revoked(): Promise<void> {
    const client = await this.gateway.client({ name: 'Amina Canary' });
    const url = `${this.merchant.url}/canary-host`;
    await client.http.post('/v1/callback-endpoints', { url }, { 'idempotency-key': randomUUID() });
    await this.gateway.admin.post(`/admin/clients/${client.id}/revoke`);
    await this.gateway.admin.post(`/admin/clients/${this.shop.client.id}/revoke`);
  }

  /** Everything but the simulator tells the time so much later from now on. */
  async later(ms: number): Promise<void> {
    for (const token of [CLOCK, MPESA_CLOCK]) {
      const clock = this.gateway.app.get<Clock>(token, { strict: false });
      const { now } = clock;
      clock.now = () => now.call(clock) + ms;
      this.#restore.push(() => (clock.now = now));
    }
    await mpesaWork(this.gateway.app).all();
  }

  /** A message that is on its way at this very moment is left alone until it is back. */
  async forget(left: () => Promise<string[]>): Promise<void> {
    const retention = this.gateway.app.get(Retention);
    await mpesaWork(this.gateway.app).retention();
    await eventually(async () => {
      await retention.run();
      return (await left()).length === KEPT.length;
    }).catch(() => undefined);
  }

  found(words: readonly string[] = CANARIES): Promise<string[]> {
    return foundInTables(this.gateway, { words });
  }

  /** Lines of the log, at whatever level and time, in which one of these stands. */
  linesWith(words: readonly string[]): string[] {
    const lines = this.log.lines.map(({ context, message }) => `${context} ${message}`);
    expect(lines.length).toBeGreaterThan(0);
    return lines.filter((line) => words.some((word) => line.includes(word)));
  }

  /** What the admin and everybody may read, as far as one of these stands in it. */
  async answersWith(words: readonly string[]): Promise<string[]> {
    const client = `/admin/clients/${this.shop.client.id}`;
    const paths = [
      '/health',
      '/admin/clients',
      client,
      '/admin/suspense',
      '/admin/prefixes',
      '/admin/prefix-changes',
    ];
    const answers = await Promise.all(paths.map((path) => this.gateway.admin.get(path)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    return answers.map(({ text }) => text).filter((text) => words.some((word) => text.includes(word)));
  }

  /** What the admin is shown of somebody once one message has said this. */
  async retold(body: string, order: object): Promise<Record<string, unknown[]>> {
    const sql = `UPDATE gateway_delivery SET body = '${body}' WHERE seq = 1`;
    await this.gateway.app.get(GatewayDatabase).run((manager) => manager.query(sql));
    const shown = await this.gateway.admin.post('/admin/people/export', order);
    return shown.body['tables'] as Record<string, unknown[]>;
  }

  rowsOf(table: string): Promise<unknown[]> {
    return this.gateway.app.get(GatewayDatabase).run((manager) => manager.query(`SELECT * FROM ${table}`));
  }

  async end(): Promise<void> {
    for (const restore of this.#restore.reverse()) restore();
    await this.gateway.close();
    await this.merchant.close();
  }

  #post(path: string, body: object) {
    return this.shop.client.http.post(path, body, { 'idempotency-key': randomUUID() });
  }

  async #question(body: object): Promise<void> {
    const { status } = await this.shop.client.http.post('/api/mpesaoffline/transaction-status', body);
    expect(status).toBe(202);
  }

  async #deliveries(status?: string): Promise<Delivered[]> {
    const query = status === undefined ? '' : `&status=${status}`;
    const { body } = await this.shop.client.http.get(`/v1/deliveries?limit=100${query}`);
    return body['items'] as Delivered[];
  }
}

interface Delivered {
  readonly type: string;
  readonly endpointId: string | null;
  readonly attempts: number;
}
