/** Whoever tries out ids, tokens and addresses learns nothing: neither from what is answered nor from how long it takes. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Answer, Http } from '../../apps/gateway/test/support/http.js';
import { startMerchant, type Merchant } from '../../apps/gateway/test/support/merchant.js';
import {
  PAYBILL,
  PHONE,
  startTestGateway,
  type TestClient,
  type TestGateway,
} from '../../apps/gateway/test/support/test-gateway.js';
import { CLOCK, type Clock } from '../../apps/gateway/src/setup/clock.js';
import { eventually } from '../support/eventually.js';

const PROBES = 5_000;

/** Two questions that must not be told apart, of which one is about something that is there. */
interface Pair {
  readonly known: () => Promise<Answer>;
  readonly unknown: () => Promise<Answer>;
}

interface Asked {
  readonly answers: ReadonlySet<string>;
  /** Milliseconds by which the known one takes longer: the median of the pairs. */
  readonly slowerMs: number;
  /** The median of all of them: on a busy machine everything takes longer, chance differences too. */
  readonly tookMs: number;
}

/** As long as the id and made of the same letters, but of nothing. */
const like = (id: string): string =>
  id.replaceAll(/[0-9a-f](?=[0-9a-f]{0,11}$)/g, () => randomInt(16).toString(16));

const HEADERS = ['content-type', 'www-authenticate', 'x-content-type-options', 'content-length'];

/** All that an answer says, but for the names in it, which are those that were asked for. */
function said({ status, headers, text }: Answer): string {
  const shown = HEADERS.map((name) => headers.get(name));
  return JSON.stringify([status, shown, text.replaceAll(/[0-9a-f:-]{32,}/g, '<id>')]);
}

/** In turns, so that whatever else the machine does falls on both. */
async function ask({ known, unknown }: Pair, times: number): Promise<Asked> {
  const answers = new Set<string>();
  const differences: number[] = [];
  const durations: number[] = [];
  const timed = async (question: () => Promise<Answer>): Promise<number> => {
    const begun = performance.now();
    const answer = await question();
    const took = performance.now() - begun;
    answers.add(said(answer));
    durations.push(took);
    return took;
  };
  for (let turn = 0; turn < times; turn += 1) {
    const [first, second] = turn % 2 === 0 ? [known, unknown] : [unknown, known];
    const [one, other] = [await timed(first), await timed(second)];
    differences.push(turn % 2 === 0 ? one - other : other - one);
  }
  return { answers, slowerMs: median(differences), tookMs: median(durations) };
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Infinity;
}

describe('probes', () => {
  let gateway: TestGateway;
  let merchant: Merchant;
  let owner: TestClient;
  let stranger: Http;
  let payment: string;
  let delivery: string;
  let endpoint: string;

  beforeAll(async () => {
    [gateway, merchant] = [await startTestGateway(), await startMerchant()];
    owner = await gateway.client();
    stranger = (await gateway.client()).http;
    await gateway.admin.post(`/admin/clients/${owner.id}/prefixes`, { prefix: 'FT' });
    const key = { 'idempotency-key': 'endpoint' };
    endpoint = String(
      (await owner.http.post('/v1/callback-endpoints', { url: merchant.url }, key)).body['id'],
    );
    await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
    await gateway.sim.pay(PHONE, { shortcode: PAYBILL, account: 'FT12862637', amount: 70 });
    const told = await eventually(() =>
      merchant.messages.find(({ body }) => body['type'] === 'payment.succeeded'),
    );
    delivery = String(told.headers['webhook-id']);
    payment = (told.body['data'] as { id: string }).id;
  });
  afterAll(async () => {
    await gateway?.close();
    await merchant?.close();
  });

  const pairs: Record<string, () => Pair> = {
    'another client’s payment': () => ({
      known: () => stranger.get(`/v1/payments/${payment}`),
      unknown: () => stranger.get(`/v1/payments/${like(payment)}`),
    }),
    'another client’s delivery': () => ({
      known: () => stranger.get(`/v1/deliveries/${delivery}`),
      unknown: () => stranger.get(`/v1/deliveries/${like(delivery)}`),
    }),
    'another client’s endpoint': () => ({
      known: () => stranger.get(`/v1/callback-endpoints/${endpoint}`),
      unknown: () => stranger.get(`/v1/callback-endpoints/${like(endpoint)}`),
    }),
    'a client’s id': () => ({
      known: () => tokenFor(owner.id),
      unknown: () => tokenFor(like(owner.id)),
    }),
    'a payment’s callback address': () => ({
      known: () => gateway.http.post(`/callbacks/stk/${payment}/${randomBytes(16).toString('hex')}`),
      unknown: () => gateway.http.post(`/callbacks/stk/${like(payment)}/${randomBytes(16).toString('hex')}`),
    }),
  };
  const times = PROBES / 2 / Object.keys(pairs).length;

  /** Fifteen a minute by the gateway's clock: of more it says that they are too many, whoever is named. */
  const tokenFor = (id: string): Promise<Answer> => {
    const clock = gateway.app.get<Clock>(CLOCK);
    const at = clock.now() + 4_000;
    clock.now = () => at;
    return gateway.http.form('/v1/token', {
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: randomBytes(32).toString('base64url'),
    });
  };

  it.each(Object.keys(pairs))('do not tell %s from one that is not there', async (name) => {
    const pair = pairs[name]?.() ?? { known: Promise.reject, unknown: Promise.reject };
    await ask(pair, 50);
    const { answers, slowerMs, tookMs } = await ask(pair, times);
    expect(answers.size).toBe(1);
    expect([...answers][0]).toMatch(/^\[40[14],/);
    expect(Math.abs(slowerMs)).toBeLessThan(Math.max(1, tookMs / 4));
  });

  it('learn nothing at all without a token', async () => {
    const answers = new Set<string>();
    for (const path of [payment, randomUUID(), 'x', '..%2f', `${payment}/events`]) {
      answers.add(said(await gateway.http.get(`/v1/payments/${path}`)));
    }
    answers.add(said(await gateway.http.get(`/v1/deliveries/${delivery}`)));
    answers.add(said(await gateway.http.get('/v1/me')));
    expect([...answers]).toEqual([expect.stringMatching(/^\[401,/)]);
  });
});
