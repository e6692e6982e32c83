/** Brij M-Pesa Offline: calls for one prefix that come at the same moment. Two endpoints would each be told every payment. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { RACE_RUNS } from '../../../../test/support/race-runs.js';
import { Prefixes } from '../../src/routing/prefixes.js';
import type { Answer } from '../support/http.js';
import { startMerchant, type Merchant } from '../support/merchant.js';
import {
  PAYBILL,
  PHONE,
  startTestGateway,
  type TestClient,
  type TestGateway,
} from '../support/test-gateway.js';

const ROUNDS = RACE_RUNS.length;
const AT_ONCE = 20;
const BRIJ = '/api/mpesaoffline';

describe.each(testDatabases())('a prefix that many calls are for at once, on %s', (database) => {
  let gateway: TestGateway;
  let client: TestClient;
  let merchant: Merchant;
  let prefixes = 0;

  beforeAll(async () => {
    gateway = await startTestGateway({
      database,
      settings: { dialects: { brij: true }, ratePerMinute: 100_000 },
    });
    await eventually(() => gateway.sim.shortcode(PAYBILL).registration);
  });
  afterAll(() => gateway.close());
  beforeEach(async () => {
    client = await gateway.client();
    merchant = await startMerchant();
  });
  afterEach(() => merchant.close());

  const nextPrefix = (): string => `AO${(prefixes += 1)}X`;
  const atOnce = (call: (number: number) => Promise<Answer>): Promise<Answer[]> =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, number) => call(number)));
  const register = (routingPrefix: string, path = ''): Promise<Answer> =>
    client.http.post(`${BRIJ}/register-url`, { routingPrefix, url: merchant.url + path });
  const endpointIds = async (): Promise<string[]> => {
    const { body } = await client.http.get('/v1/callback-endpoints');
    return (body as unknown as { id: string }[]).map(({ id }) => id);
  };
  const ownPrefixes = async (): Promise<string[]> => {
    const own = await gateway.app.get(Prefixes).of(client.id);
    return own.map(({ prefix }) => prefix);
  };

  it('gets one URL, and each payment is told once', async () => {
    const ids: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const prefix = nextPrefix();
      const answers = await atOnce(() => register(prefix));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const [id, ...others] = new Set(answers.map(({ body }) => String(body['id'])));
      expect([id, others]).toEqual([expect.stringMatching(/./), []]);
      ids.push(id!);
      await gateway.sim.pay(PHONE, { shortcode: PAYBILL, account: `${prefix}1`, amount: 1 });
    }
    expect((await endpointIds()).sort()).toEqual(ids.sort());
    const told = (): unknown[] => merchant.messages.flatMap(({ body }) => body['transId'] ?? []);
    await eventually(() => new Set(told()).size === ROUNDS);
    expect(told()).toHaveLength(ROUNDS);
  });

  it('gets one of the URLs when each names another, and the others are told so', async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const prefix = nextPrefix();
      const answers = await atOnce((number) => register(prefix, `/${number}`));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(AT_ONCE - 1).fill(409)]);
      const codes = answers.filter(({ status }) => status === 409).map(({ body }) => body['code']);
      expect(new Set(codes)).toEqual(new Set(['prefix-taken']));
      expect(await endpointIds()).toHaveLength(round);
    }
  });

  it('stays its URL’s while calls with URLs that do not answer come and go', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const prefix = nextPrefix();
      const answers = await atOnce((number) =>
        number % 2 === 0
          ? register(prefix)
          : client.http.post(`${BRIJ}/register-url`, { routingPrefix: prefix, url: 'http://127.0.0.1:1/' }),
      );
      expect(new Set(answers.filter((_, number) => number % 2 === 0).map(({ status }) => status))).toEqual(
        new Set([200]),
      );
      expect(await ownPrefixes()).toContain(prefix);
      expect(await endpointIds()).toHaveLength(round + 1);
    }
  });

  it('goes to one of the endpoints that are moved to it', async () => {
    const [one, two] = [await register(nextPrefix()), await register(nextPrefix(), '/2')];
    for (let round = 0; round < ROUNDS; round += 1) {
      const routingPrefix = nextPrefix();
      const answers = await Promise.all(
        [one, two].map(({ body }) =>
          client.http.post(`${BRIJ}/update-url?id=${String(body['id'])}`, { routingPrefix }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      // What was moved away from is free again, and what both have now is two prefixes.
      expect(await ownPrefixes()).toHaveLength(2);
    }
  });
});
