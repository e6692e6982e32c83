import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { FALSE_GZIP, postAsGzip } from '../../support/false-gzip.js';
import { lostCallback } from '../../support/lost-callback.js';
import { expectOneSuccess } from '../../support/money.js';
import { postInChunks } from '../../support/raw-post.js';
import { storedCallbacks } from '../../support/stored-callbacks.js';
import { testApp, type TestApp } from '../../support/test-app.js';

const PAYMENT = '01930000-0000-7000-8000-000000000001';
const KILOBYTE = 1_024;

/** A JSON text of exactly so many bytes. */
const sized = (bytes: number): string => `{"a":"${'x'.repeat(bytes - '{"a":""}'.length)}"}`;
/** A JSON text that nests so many levels. */
const nested = (levels: number): string => '{"a":'.repeat(levels - 1) + '{}' + '}'.repeat(levels - 1);

const REFUSED: ReadonlyArray<[what: string, body: string, status: number]> = [
  ['text that is no JSON', 'Result=0&Receipt=UKL7RT61SV', 400],
  ['half a JSON text', '{"Body":{"stkCallback":', 400],
  ['nothing at all', '', 400],
  ['a bare string', '"paid"', 400],
  ['a bare number', '0', 400],
  ['null', 'null', 400],
  ['a list', '[{"Body":{}}]', 400],
  ['eleven levels', nested(11), 400],
  ['one byte more than 32 kB', sized(32 * KILOBYTE + 1), 413],
  ['more than any host takes', sized(2 * KILOBYTE * KILOBYTE), 413],
];

describe.each(['express', 'fastify'] as const)('the body of a callback, on %s', (adapter) => {
  const start = (): Promise<TestApp> => testApp().adapter(adapter).start();

  it.each(REFUSED)('is refused and not stored when it is %s', async (_what, body, status) => {
    const shop = await start();
    expect((await shop.post(shop.callbackUrl('stk', PAYMENT), body)).status).toBe(status);
    expect(await storedCallbacks(shop)).toEqual([]);
  });

  it('is refused with 413 when it grows beyond 32 kB without having said so', async () => {
    const shop = await start();
    const chunks = ['{"a":"', ...Array.from({ length: 33 }, () => 'x'.repeat(KILOBYTE)), '"}'];
    expect(await postInChunks(shop.callbackUrl('stk', PAYMENT), chunks)).toBe(413);
    expect(await storedCallbacks(shop)).toEqual([]);
  });

  it('is refused and not stored where it says it is gzip and is not, or is a bomb, and the next one is taken', async () => {
    const shop = await start();
    const url = shop.callbackUrl('stk', PAYMENT);
    for (const [what, bytes] of FALSE_GZIP) {
      expect([what, [400, 413, 415].includes(await postAsGzip(url, bytes))]).toEqual([what, true]);
    }
    expect(await storedCallbacks(shop)).toEqual([]);
    expect((await shop.post(url, '{"Body":{}}')).status).toBe(200);
    expect(await storedCallbacks(shop)).toHaveLength(1);
  });

  it('is taken at exactly 32 kB and at ten levels', async () => {
    const shop = await start();
    for (const body of [sized(32 * KILOBYTE), nested(10)]) {
      expect((await shop.post(shop.callbackUrl('stk', PAYMENT), body)).status).toBe(200);
    }
    expect(await storedCallbacks(shop)).toHaveLength(2);
  });

  it('is refused without a content type that says JSON', async () => {
    const shop = await start();
    const headers = { 'content-type': 'text/plain' };
    const { status } = await shop.post(shop.callbackUrl('stk', PAYMENT), '{"Body":{}}', headers);
    expect([400, 415]).toContain(status);
    expect(await storedCallbacks(shop)).toEqual([]);
  });
});

describe.each(testDatabases())('a stored callback, on %s', (kind) => {
  const PUSH = { phone: '0708 374 149', amount: 150, reference: 'ORDER-1' };

  it('is byte for byte what came, when the host keeps raw bodies', async () => {
    const shop = await testApp().on(kind).start();
    const payment = await shop.stk.request(PUSH);
    const body = await lostCallback(shop.sim, payment);
    const odd = ` ${JSON.stringify({ ...body, note: 'Ksh €  ☎' }, null, 3).replace('"Value": 150', '"Value": 150.00')}\r\n`;
    expect((await shop.post(shop.callbackUrl('stk', payment.id), odd)).status).toBe(200);
    const [stored] = await storedCallbacks(shop);
    expect(Number(stored?.raw)).toBe(1);
    expect(stored?.body.equals(Buffer.from(odd))).toBe(true);
    await expectOneSuccess(shop);
  });

  it('is marked as parsed when the host does not, and settles all the same', async () => {
    const shop = await testApp().on(kind).rawBody(false).start();
    const payment = await shop.stk.request(PUSH);
    await shop.sim.answer('254708374149', { action: 'pay' });
    await expectOneSuccess(shop);
    const [stored] = await storedCallbacks(shop);
    expect(Number(stored?.raw)).toBe(0);
    expect(JSON.parse(String(stored?.body))).toMatchObject({ Body: { stkCallback: { ResultCode: 0 } } });
    expect((await shop.payments.get(payment.id)).status).toBe('succeeded');
  });

  it('is one row however often the same bytes come, and counts them', async () => {
    const shop = await testApp().on(kind).start();
    shop.sim.addFault({ op: 'stk-callback', fault: 'callback-duplicated', copies: 7, parallel: true });
    await shop.stk.request(PUSH);
    await shop.sim.answer('254708374149', { action: 'pay' });
    await expectOneSuccess(shop);
    const stored = await storedCallbacks(shop);
    expect(stored.map(({ copies, status }) => ({ copies, status }))).toEqual([{ copies: 7, status: 'done' }]);
  });

  it('stays the only word when another with other bytes repeats it', async () => {
    const shop = await testApp().on(kind).start();
    const payment = await shop.stk.request(PUSH);
    const body = await lostCallback(shop.sim, payment);
    for (const copy of [body, { ...body, again: true }]) {
      expect((await shop.post(shop.callbackUrl('stk', payment.id), copy)).status).toBe(200);
    }
    await expectOneSuccess(shop);
    const stored = await storedCallbacks(shop);
    expect(stored.map(({ status }) => status)).toEqual(['done', 'done']);
  });
});
