/** What a stranger writes keeps nobody else waiting: the shop says that it is well in between. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { beginRequest, hungUp, NEVER_ENDING } from '../../../test/support/slow-requests.js';
import { mostWork } from '../../../test/support/most-work.js';
import { worstTexts } from '../../../test/support/worst-texts.js';
import { startTestShop, type TestShop } from './support.js';

let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()));
afterAll(() => shop?.close());

/** Of a text; the shop takes bodies of up to 32 kB. */
const LONG = 30_000;
/** Of work. It is less than a third of a second; where one pattern backtracks in one field, it is more than ten. */
const LITTLE_MS = 2_000;
const AT_ONCE = 20;

const WORST = worstTexts(LONG);

describe('the shop', () => {
  it.each(Object.keys(WORST))('is well while bodies full of %s come', async (name) => {
    const text = WORST[name] ?? '';
    const { link } = (await shop.post('/api/orders', { productId: 'chai', quantity: 1 })).body;
    const bodies = [
      { path: '/api/checkout', body: { phone: text, amount: 10 } },
      { path: '/api/checkout', body: { phone: '0708374149', amount: 10, reference: text } },
      { path: '/api/checkout', body: { phone: '0708374149', amount: text } },
      { path: '/api/checkout', body: { phone: '0708374149', amount: 10, order: text } },
      { path: '/api/orders', body: { productId: text } },
      { path: '/api/orders', body: { productId: 'chai', quantity: text } },
      { path: `/api/orders/${link}/pay`, body: { phone: text } },
    ];
    const hostile = Promise.all(
      Array.from({ length: AT_ONCE }, async (_, index) => {
        const { path, body } = bodies[index % bodies.length] as (typeof bodies)[number];
        return (await shop.post(path, body)).status;
      }),
    );
    const health = async () => expect((await shop.get('/health')).status).toBe(200);
    expect(await mostWork(hostile, health)).toBeLessThan(LITTLE_MS);
    // A link that opens no order is not there.
    expect(new Set(await hostile)).toEqual(new Set([400, 404]));
  });

  it('is well beside two hundred who never end their requests, and hangs up on them', async () => {
    const limits = { headersMs: 1_000, requestMs: 1_000, checkEveryMs: 20 };
    const own = await startTestShop('sqlite', {}, {}, limits);
    try {
      const begun = Object.values(NEVER_ENDING);
      const slow = await Promise.all(
        Array.from({ length: 200 }, (_, index) => beginRequest(own.url, begun[index % begun.length] ?? '')),
      );
      expect((await own.get('/health')).status).toBe(200);
      await Promise.all(slow.map(hungUp));
    } finally {
      await own.close();
    }
  });

  it('does so fifteen seconds after they began, seen within five, and has so many of one address and of all', async () => {
    const { headersTimeout, requestTimeout, maxConnections } = shop.server;
    expect([headersTimeout, requestTimeout, maxConnections]).toEqual([10_000, 15_000, 4_096]);
    const own = await startTestShop('sqlite', {}, {}, { mostOfOne: 3 });
    try {
      const kept = await Promise.all([1, 2, 3].map(() => beginRequest(own.url, '', '127.0.0.2')));
      await hungUp(await beginRequest(own.url, '', '127.0.0.2'));
      for (const socket of kept) socket.destroy();
    } finally {
      await own.close();
    }
  });

  it('takes no body larger than a callback may be', async () => {
    expect((await shop.post('/api/checkout', { phone: ' '.repeat(40_000), amount: 10 })).status).toBe(413);
  });
});
