/** Brij M-Pesa Offline (seed 000): asking for a transaction whose callback was missed. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MissingPaymentsService } from 'nestjs-mpesa';
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { testDatabases, type TestDatabaseKind } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { createGateway } from '../../src/create-gateway.js';
import { BrijQuestion } from '../../src/dialects/brij/questions/brij-question.entity.js';
import { BrijQuestions } from '../../src/dialects/brij/questions/brij-questions.js';
import { Refusal } from '../../src/errors/refusal.js';
import { GatewayModule } from '../../src/gateway.module.js';
import { NO_DIALECTS } from '../../src/setup/dialect-settings.js';
import { GatewayDatabase } from '../../src/storage/gateway-database.js';
import type { Answer } from '../support/http.js';
import { startMerchant, type Merchant, type Received } from '../support/merchant.js';
import {
  PAYBILL,
  PHONE,
  startTestGateway,
  type TestClient,
  type TestGateway,
} from '../support/test-gateway.js';

const MINUTE = 60_000;
const OPERATOR = { name: 'testapi', password: 'Safaricom999!*!' };

function startBrij(database: TestDatabaseKind, nominatedPhone: string | null): Promise<TestGateway> {
  return startTestGateway({
    database,
    settings: { dialects: { ...NO_DIALECTS, brij: true }, nominatedPhone },
    mpesa: (sim) => ({ initiator: { ...OPERATOR, certificate: sim.certificate } }),
  });
}

/** Everything in this process tells the time so much later. */
function later(ms: number): void {
  const realNow = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ms);
}

/** A client that is told its payments at one path and its results at another. */
interface Shop extends TestClient {
  readonly prefix: string;
  readonly resultSecret: string;
}

class Story {
  private constructor(
    readonly gateway: TestGateway,
    readonly merchant: Merchant,
  ) {}

  static async begin(gateway: TestGateway): Promise<Story> {
    return new Story(gateway, await startMerchant());
  }

  async shop(prefix: string): Promise<Shop> {
    const client = await this.gateway.client();
    const { body } = await client.http.post('/api/mpesaoffline/register-url', {
      routingPrefix: prefix,
      url: `${this.merchant.url}/${prefix}`,
    });
    return { ...client, prefix, resultSecret: String(body['resultSecret']) };
  }

  async pay(account: string, amount = 1500): Promise<string> {
    const { receipt } = await this.gateway.sim.pay(PHONE, { shortcode: PAYBILL, account, amount });
    return receipt ?? '';
  }

  /** The confirmation never arrives. */
  async payUnheard(account: string): Promise<string> {
    this.gateway.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-lost', count: 1 });
    return this.pay(account);
  }

  ask({ http }: TestClient, about: { billRefNumber: string; transId: string }, path = ''): Promise<Answer> {
    const resultUrl = `${this.merchant.url}/result/${about.transId}${path}`;
    return http.post('/api/mpesaoffline/transaction-status', { ...about, resultUrl });
  }

  results(transId: string): Received[] {
    return this.merchant.messages.filter(({ path }) => path.includes(`/result/${transId}`));
  }

  async result(transId: string): Promise<Received> {
    return eventually(() => this.results(transId)[0]);
  }

  payments({ prefix }: Shop): Received[] {
    return this.merchant.messages.filter(
      ({ path, body }) => path.endsWith(`/${prefix}`) && body['transId'] !== undefined,
    );
  }

  async suspended(): Promise<Record<string, unknown>[]> {
    const { body } = await this.gateway.admin.get('/admin/suspense');
    return body as unknown as Record<string, unknown>[];
  }
}

describe.each(testDatabases())('asking for a transaction, on %s', (database) => {
  let gateway: TestGateway;
  let story: Story;

  beforeAll(async () => {
    gateway = await startBrij(database, '254722000000');
    await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
  });
  afterAll(() => gateway.close());
  beforeEach(async () => void (story = await Story.begin(gateway)));
  afterEach(async () => {
    jest.restoreAllMocks();
    await story.merchant.close();
  });

  const failed = (transId: string, account: string): object => ({
    resultCode: 1,
    message: `there is no payment ${transId} to your account ${account}`,
  });

  it('is accepted, and answered at resultUrl with the payment when resultCode is 0', async () => {
    const shop = await story.shop('SA');
    const transId = await story.pay('sa-128 62637');
    const told = await eventually(() => story.payments(shop)[0]);
    const accepted = await story.ask(shop, { billRefNumber: 'SA12862637', transId });
    expect([accepted.status, accepted.body]).toEqual([202, { id: expect.any(String), message: 'accepted' }]);
    const { body, headers, raw } = await story.result(transId);
    expect(body).toEqual({ resultCode: 0, message: 'paid', paymentInfo: told.body });
    expect(body['paymentInfo']).toMatchObject({
      transId,
      billRefNumber: 'sa-128 62637',
      routingPrefix: 'SA',
    });
    expect(headers['webhook-id']).toBe(`brij:${accepted.body['id']}`);
    expect(() => new Webhook(shop.resultSecret).verify(raw, headers)).not.toThrow();
  });

  it('matches the account without its prefix too, and with a trailing slash', async () => {
    const shop = await story.shop('SB');
    const transId = await story.pay('SB12862637');
    await eventually(() => story.payments(shop)[0]);
    const answer = await shop.http.post('/api/mpesaoffline/transaction-status/', {
      billRefNumber: '128-62637',
      transId: transId.toLowerCase(),
      resultUrl: `${story.merchant.url}/result/${transId}`,
    });
    expect(answer.status).toBe(202);
    expect((await story.result(transId)).body).toMatchObject({ resultCode: 0 });
  });

  it.each([
    ['billRefNumber', { billRefNumber: ' - ' }],
    ['transId', { transId: 'short' }],
    ['resultUrl', { resultUrl: 'ftp://shop.example.co.ke' }],
    ['billRefNumber', { billRefNumber: undefined }],
    ['transId', { transId: undefined }],
    ['resultUrl', { resultUrl: undefined }],
  ])('is refused at once when %s is missing or wrong: %j', async (field, change) => {
    const { http } = await gateway.client();
    const good = { billRefNumber: 'SA1', transId: 'UKL632NMUA', resultUrl: story.merchant.url };
    const { status, body } = await http.post('/api/mpesaoffline/transaction-status', { ...good, ...change });
    expect([status, body['field']]).toEqual([400, field]);
  });

  it('of another prefix is answered with a failure and not with the data', async () => {
    const [owner, stranger] = [await story.shop('SC'), await story.shop('SD')];
    const transId = await story.pay('SC12862637');
    await eventually(() => story.payments(owner)[0]);
    for (const billRefNumber of ['SC12862637', '12862637', 'SD12862637']) {
      await story.ask(stranger, { billRefNumber, transId }, `/${billRefNumber}`);
    }
    await eventually(() => story.results(transId).length === 3);
    expect(story.results(transId).map(({ body }) => body['resultCode'])).toEqual([1, 1, 1]);
    expect(story.results(transId).filter(({ body }) => 'paymentInfo' in body)).toEqual([]);
    await story.ask(stranger, { billRefNumber: 'SC12862637', transId: 'UKL0ABCDEF' });
    const nobodys = await story.result('UKL0ABCDEF');
    const theirs = story.results(transId).find(({ path }) => path.endsWith('/SC12862637'));
    expect(nobodys.body).toEqual(failed('UKL0ABCDEF', 'SC12862637'));
    expect(theirs?.body).toEqual(failed(transId, 'SC12862637'));
  });

  it('to another account of the same client is a failure', async () => {
    const shop = await story.shop('SE');
    const transId = await story.pay('SE1');
    await eventually(() => story.payments(shop)[0]);
    await story.ask(shop, { billRefNumber: 'SE2', transId });
    expect((await story.result(transId)).body).toEqual(failed(transId, 'SE2'));
  });

  it('that nobody told us of is found in Pull, told to the registered URL too, and told once', async () => {
    const shop = await story.shop('SF');
    const transId = await story.payUnheard('SF12862637');
    await story.ask(shop, { billRefNumber: 'SF12862637', transId });
    expect((await story.result(transId)).body).toMatchObject({
      resultCode: 0,
      paymentInfo: { transId, billRefNumber: 'SF12862637', routingPrefix: 'SF', transAmount: 1500 },
    });
    const [told, ...more] = await eventually(() => story.payments(shop));
    expect([told?.body['transId'], more]).toEqual([transId, []]);
  });

  it('that Pull tells to be another prefix’s goes to that client, and to it alone', async () => {
    const [owner, stranger] = [await story.shop('SG'), await story.shop('SH')];
    const transId = await story.payUnheard('SG12862637');
    await story.ask(stranger, { billRefNumber: 'SG12862637', transId });
    expect((await story.result(transId)).body).toEqual(failed(transId, 'SG12862637'));
    await eventually(() => story.payments(owner)[0]);
    expect(story.payments(stranger)).toEqual([]);
  });

  it('is answered again and again until resultUrl takes it', async () => {
    const shop = await story.shop('SJ');
    const transId = await story.pay('SJ1');
    await eventually(() => story.payments(shop)[0]);
    let refusals = 1;
    story.merchant.answer = ({ path }) => {
      if (!path.includes('/result/')) return { status: 200, body: {} };
      refusals -= 1;
      return { status: refusals < 0 ? 200 : 503, body: {} };
    };
    await story.ask(shop, { billRefNumber: 'SJ1', transId });
    await story.result(transId);
    later(6_000);
    await eventually(() => story.results(transId).length === 2);
    const [first, second] = story.results(transId);
    expect(second?.raw).toBe(first?.raw);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  });

  it('is worked on by one process at a time', async () => {
    const { id: clientId } = await gateway.client();
    const questions = gateway.app.get(BrijQuestions);
    const other = new BrijQuestions(gateway.app.get(GatewayDatabase), { now: () => Date.now() });
    let worked = 0;
    for (let round = 0; round < 20; round += 1) {
      const asked = { clientId, accountNumber: 'SK1', resultUrl: story.merchant.url };
      const ids = await Promise.all(
        ['UKL0000001', 'UKL0000002', 'UKL0000003'].map((receipt) => questions.add({ ...asked, receipt })),
      );
      const desks = [questions, other, questions, other, questions];
      const claims = await Promise.all(desks.map((desk) => desk.claim(clientId)));
      const claimed = claims.flatMap((claim) => (claim !== null && ids.includes(claim.id) ? [claim] : []));
      expect(new Set(claimed.map(({ id }) => id)).size).toBe(claimed.length);
      const ends = claimed.flatMap((question) => [
        questions.end(question, () => Promise.resolve()),
        other.end(question, () => Promise.resolve()),
      ]);
      expect((await Promise.all(ends)).filter(Boolean)).toHaveLength(claimed.length);
      worked += claimed.length;
    }
    expect(worked).toBeGreaterThan(20);
  });

  it('is not asked by more than 50 questions at once', async () => {
    const { http } = await gateway.client();
    gateway.sim.addFault({ op: 'pull-query', fault: 'http-500' });
    const statuses: number[] = [];
    for (let count = 0; count < 51; count += 1) {
      const { status } = await story.ask(
        { ...(await gateway.client()), http },
        {
          billRefNumber: 'SI1',
          transId: `UKL0${randomUUID().slice(0, 6).toUpperCase()}`,
        },
      );
      statuses.push(status);
    }
    expect(statuses.filter((status) => status === 202)).toHaveLength(50);
    expect(statuses.at(-1)).toBe(429);
    gateway.sim.clearFaults();
  });

  it('is not asked by more than 50 of one client’s either when they come at once, to two processes', async () => {
    const { id: clientId } = await gateway.client();
    // Processes of their own would have connections of their own, and so have these.
    const clock = { now: () => Date.now() + MINUTE };
    const desks = [
      gateway.app.get(BrijQuestions),
      new BrijQuestions(gateway.app.get(GatewayDatabase), clock),
    ];
    const asked = { clientId, accountNumber: 'SL1', resultUrl: story.merchant.url };
    const add = (number: number) =>
      desks[number % 2]?.add({ ...asked, receipt: `UKL00000${10 + number}` }).then(
        () => 'taken',
        (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
      );
    const outcomes = await Promise.all(Array.from({ length: 70 }, (_, number) => add(number)));
    const worked = outcomes.filter((outcome) => outcome === 'too-many-questions');
    const rows = await gateway.app
      .get(GatewayDatabase)
      .run((manager) => manager.countBy(BrijQuestion, { clientId }));
    expect(rows).toBeLessThanOrEqual(50);
    expect(worked.length).toBeGreaterThan(0);
    expect(new Set(outcomes)).toEqual(new Set(['taken', 'too-many-questions']));
  });

  it('keeps no other client waiting, however many one asks that M-Pesa lets wait', async () => {
    const [greedy, other] = [await story.shop('SM'), await story.shop('SN')];
    const transId = await story.pay('SN1');
    await eventually(() => story.payments(other)[0]);
    const missing = gateway.app.get(MissingPaymentsService, { strict: false });
    const find = missing.find.bind(missing);
    const held: (() => void)[] = [];
    jest.spyOn(missing, 'find').mockImplementation(async (asked) => {
      if (asked.askedBy === greedy.id) await new Promise<void>((resolve) => held.push(resolve));
      return find(asked);
    });
    for (let count = 0; count < 10; count += 1)
      await story.ask(greedy, { billRefNumber: 'SM1', transId: `UKL0ZZZZ${10 + count}` });
    await eventually(() => held.length > 0);
    await story.ask(other, { billRefNumber: 'SN1', transId });
    expect((await story.result(transId)).body).toMatchObject({ resultCode: 0 });
    expect(held).toHaveLength(2);
    jest.restoreAllMocks();
    for (const release of held) release();
  });
});

describe.each(testDatabases())('asking for a transaction without Pull, on %s', (database) => {
  let gateway: TestGateway;
  let story: Story;

  beforeEach(async () => {
    gateway = await startBrij(database, null);
    await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
    story = await Story.begin(gateway);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await story.merchant.close();
    await gateway.close();
  });

  it('whose account nobody can tell is a failure, and the payment goes to suspense', async () => {
    const shop = await story.shop('FT');
    const transId = await story.payUnheard('FT12862637');
    later(31 * MINUTE);
    await story.ask(shop, { billRefNumber: 'FT12862637', transId });
    const { body } = await story.result(transId);
    expect(body).toEqual({
      resultCode: 1,
      message: `there is no payment ${transId} to your account FT12862637`,
    });
    expect(await story.suspended()).toMatchObject([
      { receipt: transId, reference: null, amountCents: 150_000, state: 'open' },
    ]);
    expect(story.payments(shop)).toEqual([]);
  });

  it('waits for the confirmation of what was just paid', async () => {
    const shop = await story.shop('FT');
    gateway.sim.addFault({ op: 'c2b-confirmation', fault: 'callback-late', ms: 20 * MINUTE, count: 1 });
    const transId = await story.pay('FT12862637');
    await story.ask(shop, { billRefNumber: 'FT12862637', transId });
    await eventually(() => gateway.sim.requests().some(({ op }) => op === 'status'));
    expect(story.results(transId)).toEqual([]);
    expect(await story.suspended()).toEqual([]);
    await gateway.sim.advance(20 * MINUTE);
    await eventually(() => story.payments(shop)[0]);
    later(MINUTE);
    expect((await story.result(transId)).body).toMatchObject({ resultCode: 0, paymentInfo: { transId } });
  });

  it('is answered although the gateway was stopped in between', async () => {
    const shop = await story.shop('FT');
    gateway.sim.addFault({ op: 'status', fault: 'http-500' });
    const transId = await story.payUnheard('FT12862637');
    expect((await story.ask(shop, { billRefNumber: 'FT12862637', transId })).status).toBe(202);
    await gateway.app.close();
    expect(story.results(transId)).toEqual([]);
    gateway.sim.clearFaults();
    later(31 * MINUTE);
    const again = await createGateway(GatewayModule.with(gateway.settings), {
      ...gateway.settings,
      logger: ['error', 'fatal'],
    });
    await again.listen(gateway.settings.port, '127.0.0.1');
    expect((await story.result(transId)).body).toMatchObject({ resultCode: 1 });
    expect(story.results(transId)).toHaveLength(1);
    await again.close();
  });

  it('is answered that M-Pesa could not say when an hour has passed', async () => {
    const shop = await story.shop('FT');
    gateway.sim.addFault({ op: 'status', fault: 'http-500' });
    const transId = await story.payUnheard('FT12862637');
    await story.ask(shop, { billRefNumber: 'FT12862637', transId });
    await eventually(() => gateway.sim.requests().some(({ op }) => op === 'status'));
    later(61 * MINUTE);
    expect((await story.result(transId)).body).toEqual({
      resultCode: 2,
      message: `M-Pesa could not say what became of ${transId}; ask again later`,
    });
  });

  it('that was given back does not count as paid', async () => {
    const shop = await story.shop('FT');
    const transId = await story.pay('FT1');
    await eventually(() => story.payments(shop)[0]);
    const full = await gateway.client();
    await gateway.admin.put(`/admin/clients/${shop.id}/scopes`, {
      scopes: ['payments:read', 'payments:refund', 'payments:status'],
    });
    const token = await gateway.http.form('/v1/token', {
      grant_type: 'client_credentials',
      client_id: shop.id,
      client_secret: shop.secret,
    });
    const http = full.http.as(String(token.body['access_token']));
    const { body } = await http.get('/v1/payments');
    const [{ id } = { id: '' }] = body['items'] as { id: string }[];
    await http.post(`/v1/payments/${id}/refund`, {}, { 'idempotency-key': randomUUID() });
    await eventually(async () => (await http.get(`/v1/payments/${id}`)).body['status'] === 'reversed');
    await story.ask({ ...shop, http }, { billRefNumber: 'FT1', transId });
    expect((await story.result(transId)).body).toEqual({
      resultCode: 3,
      message: `${transId} does not count as paid: reversed`,
    });
  });
});
