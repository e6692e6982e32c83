/** One client that asks about its payments all day, and a lost payment of another: it settles as soon as it would without. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { ManualClock, MPESA_CLOCK, mpesaWork, type Clock } from 'nestjs-mpesa/testing';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { testDatabases } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { SCOPES } from '../src/clients/scopes.js';
import { BrijQuestion } from '../src/dialects/brij/questions/brij-question.entity.js';
import { CLOCK } from '../src/setup/clock.js';
import { GatewayDatabase } from '../src/storage/gateway-database.js';
import type { Answer } from './support/http.js';
import { startTestGateway, type TestClient, type TestGateway } from './support/test-gateway.js';

const SECOND = 1_000;
/** Five a second. */
const STEP_MS = 200;
const HORIZON_MS = 120 * SECOND;
const [GREEDY_PHONE, OTHER_PHONE] = ['254712345678', '254708374149'];
/** A pay bill of the simulator's world with money on it. */
const FUNDED = '600996';
const OPERATOR = { name: 'testapi', password: 'Safaricom999!*!' };

/** What a client asks at each step; null: it is quiet. */
type Asking = ((world: World) => Promise<Answer>) | null;

const rechecks: Asking = ({ post, own }) => post(`/v1/payments/${own}/recheck`, {});
const asksForStatus: Asking = ({ post, receipt }) => post('/v1/transaction-status', { receipt });
/** The shares of two are all that M-Pesa takes. */
const bothAskForStatus: Asking = async (world) => {
  await world.others('/v1/transaction-status', { receipt: world.otherReceipt });
  return asksForStatus(world);
};

/** Makes a payment of the other client's of which no report arrives. @returns its id */
type Lost = (world: World) => Promise<string>;

const lostPrompt: Lost = async (world) => {
  const id = await world.prompt(world.other, OTHER_PHONE);
  const { sim } = world.gateway;
  for (const op of ['stk-callback', 'c2b-confirmation'] as const) {
    sim.addFault({ op, fault: 'callback-lost', count: 1 });
  }
  await sim.answer(OTHER_PHONE, { action: 'pay' });
  return id;
};

const lostPayout: Lost = async ({ gateway, others }) => {
  gateway.sim.addFault({ op: 'b2c-result', fault: 'callback-lost', count: 1 });
  const { body } = await others('/v1/payments/payout', { phone: OTHER_PHONE, amount: 10 });
  return String(body['id']);
};

describe.each(testDatabases())('another client’s lost payment, on %s', (database) => {
  let gateway: TestGateway | undefined;
  afterEach(() => end());

  async function end(): Promise<void> {
    await gateway?.close();
    gateway = undefined;
    jest.restoreAllMocks();
  }

  async function world(): Promise<World> {
    gateway = await startTestGateway({
      database,
      settings: { dialects: { brij: true } },
      mpesa: (sim) => ({
        jobs: { enabled: false },
        shortcode: FUNDED,
        initiator: { ...OPERATOR, certificate: sim.certificate },
      }),
    });
    return World.begin(gateway);
  }

  it.each([
    ['prompt', 'rechecks', lostPrompt, rechecks],
    ['payout', 'asks for the status of its transaction', lostPayout, asksForStatus],
    ['payout', 'and the one that lost it ask for the status of theirs', lostPayout, bothAskForStatus],
  ])(
    'is settled within half as long again, if it is a %s, while one client %s five times a second',
    async (_, __, lost, asking) => {
      const undisturbed = await (await world()).settledAfter(lost, null);
      await end();
      const disturbed = await world();
      expect(await disturbed.settledAfter(lost, asking)).toBeLessThanOrEqual(undisturbed * 1.5);
      expect(disturbed.refused).toBeGreaterThan(50);
    },
  );

  it('leaves the client its share of each kind of question, and no more', async () => {
    const { post, own, clock, receipt } = await world();
    const status = () => post('/v1/transaction-status', { receipt });
    const recheck = () => post(`/v1/payments/${own}/recheck`, {});
    const asked = async (call: () => Promise<Answer>) => (await call()).body['code'] ?? 'asked';
    expect([await asked(status), await asked(recheck)]).toEqual(['asked', 'asked']);
    // By now M-Pesa takes the next question of each kind, of others.
    clock.advance(12 * SECOND);
    expect([await asked(recheck), await asked(status)]).toEqual(['daraja-throttled', 'daraja-throttled']);
    // Two of the twelve seconds that M-Pesa wants between questions.
    clock.advance(12 * SECOND);
    expect([await asked(recheck), await asked(status)]).toEqual(['asked', 'asked']);
    expect(questions()).toEqual(['status', 'stkquery', 'stkquery', 'status']);
  });

  it('has a share of its own: what one client has used up is another’s still', async () => {
    const { post, others, receipt, otherReceipt, clock } = await world();
    expect((await post('/v1/transaction-status', { receipt })).status).toBe(200);
    const again = (await post('/v1/transaction-status', { receipt })).headers.get('retry-after');
    expect(Date.parse(String(again)) - clock.now()).toBeGreaterThan(23 * SECOND - 1);
    // M-Pesa takes the next question of all.
    clock.advance(12 * SECOND);
    expect((await post('/v1/transaction-status', { receipt })).status).toBe(503);
    const theirs = await others('/v1/transaction-status', { receipt: otherReceipt });
    expect([theirs.status, theirs.body['receipt']]).toEqual([200, otherReceipt]);
  });

  it('waits for its turn also in Brij’s words, where the question is kept until then', async () => {
    const { post, receipt, clock } = await world();
    const looks = () => gateway?.sim.requests().filter(({ op }) => op === 'pull-query').length;
    const open = () => gateway!.app.get(GatewayDatabase).run((manager) => manager.find(BrijQuestion));
    expect((await post('/v1/transaction-status', { receipt })).status).toBe(200);
    const about = { billRefNumber: 'FT1', transId: 'UKU0000000', resultUrl: 'http://127.0.0.1:9/result' };
    expect((await post('/api/mpesaoffline/transaction-status', about)).status).toBe(202);
    await eventually(async () => (await open())[0]?.dueAt === clock.now() + 24 * SECOND);
    expect(looks()).toBe(0);
    clock.advance(24 * SECOND);
    await eventually(() => looks() !== 0);
    // Until nobody is at it, whom the end of the gateway would wait for: it is answered, or put off for less than a lease.
    await eventually(async () => {
      await mpesaWork(gateway!.app).inbox();
      return (await open()).every(({ dueAt }) => dueAt < clock.now() + 120 * SECOND);
    });
  });

  const questions = (): string[] =>
    (gateway?.sim.requests() ?? [])
      .map(({ op }) => String(op))
      .filter((op) => /^(status|stkquery)$/.test(op));
});

/** Two clients that have been paid once, the greedy one with an open prompt, at a time that moves by hand. */
class World {
  /** How often the greedy one was turned away. */
  refused = 0;
  /** The greedy one's open payment, and the receipts of the two that were paid. */
  own = '';
  receipt = '';
  otherReceipt = '';

  private constructor(
    readonly gateway: TestGateway,
    readonly clock: ManualClock,
    private readonly greedy: TestClient,
    readonly other: TestClient,
  ) {}

  static async begin(gateway: TestGateway): Promise<World> {
    const clock = new ManualClock(Date.now());
    for (const token of [CLOCK, MPESA_CLOCK]) {
      jest
        .spyOn(gateway.app.get<Clock>(token, { strict: false }), 'now')
        .mockImplementation(() => clock.now());
    }
    const about = { scopes: SCOPES };
    const world = new World(gateway, clock, await gateway.client(about), await gateway.client(about));
    world.receipt = await world.#paid(world.greedy, GREEDY_PHONE);
    world.otherReceipt = await world.#paid(world.other, OTHER_PHONE);
    world.own = await world.prompt(world.greedy, GREEDY_PHONE);
    return world;
  }

  /** @returns for how many milliseconds the lost payment was open */
  async settledAfter(lost: Lost, asking: Asking): Promise<number> {
    const { app } = this.gateway;
    const id = await lost(this);
    for (let ms = STEP_MS; ms <= HORIZON_MS; ms += STEP_MS) {
      this.clock.advance(STEP_MS);
      // The greedy one first: it is the faster one.
      const answer = await asking?.(this);
      if (answer !== undefined && answer.status >= 400) this.refused += 1;
      if (ms % SECOND !== 0) continue;
      await mpesaWork(app).all();
      if ((await this.#statusOf(this.other, id)) === 'succeeded') return ms;
    }
    return Infinity;
  }

  readonly post = (path: string, body: object): Promise<Answer> =>
    this.#whileReportsAreRead(keyed(this.greedy, path, body));
  readonly others = (path: string, body: object): Promise<Answer> =>
    this.#whileReportsAreRead(keyed(this.other, path, body));

  /** What M-Pesa answers to some questions comes as a report of its own. */
  async #whileReportsAreRead(call: Promise<Answer>): Promise<Answer> {
    const over = call.then(() => true);
    const read = async (): Promise<false> => {
      await mpesaWork(this.gateway.app).inbox();
      await setTimeout(5);
      return false;
    };
    while (!(await Promise.race([over, read()])));
    return call;
  }

  async #paid(client: TestClient, phone: string): Promise<string> {
    const id = await this.prompt(client, phone);
    await this.gateway.sim.answer(phone, { action: 'pay' });
    return eventually(async () => {
      await mpesaWork(this.gateway.app).all();
      return String((await client.http.get(`/v1/payments/${id}`)).body['receipt'] ?? '');
    });
  }

  async prompt(client: TestClient, phone: string): Promise<string> {
    const { status, body } = await keyed(client, '/v1/payments/collect', { phone, amount: 10 });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return String(body['id']);
  }

  async #statusOf({ http }: TestClient, id: string): Promise<unknown> {
    return (await http.get(`/v1/payments/${id}`)).body['status'];
  }
}

function keyed({ http }: TestClient, path: string, body: object): Promise<Answer> {
  return http.post(path, body, { 'idempotency-key': randomUUID() });
}
