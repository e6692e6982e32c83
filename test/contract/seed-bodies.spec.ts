/** Every body that the two public documents print is read by the library, and taken or sent by the simulator. */
import { constants, publicEncrypt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from 'daraja-simulator';
import { readAnswer } from '../../libs/mpesa/src/daraja/wire/answer.js';
import { refusesToken } from '../../libs/mpesa/src/daraja/exchange/token-refusal.js';
import { readCallback } from '../../libs/mpesa/src/inbox/read-callback.js';
import { office } from '../e2e/money-out/office.js';
import { eventually } from '../support/eventually.js';
import { JOHN } from '../support/story.js';
import { PASSKEY, testSimulator } from '../support/test-app.js';
import { ROWS } from './endpoint-rows.js';
import { filled, seedFixtures, seedsWith } from './seed-fixtures.js';
import { OWN_SHORTCODE, stored } from './stored.js';
import { makeCall, WIRE_CALLS } from './wire-calls.js';

/** The customer whose number seed 002 prints, and the one of the sandbox. */
const WORLD = {
  seed: {
    phones: [
      { msisdn: '254728762287', name: 'GRACE NJERI' },
      { msisdn: JOHN, name: 'JOHN DOE', balanceCents: 50_000_00 },
    ],
  },
};
const SHORTCODE = '600996';
const PRINTED_TOKEN = 'BJGFGOXv5aZnw90KkA4TDtu4Xdyf';

let server: Server | undefined;
afterEach(() => void server?.close());

describe('a printed request', () => {
  it.each(seedsWith('asks'))(
    '%s is taken by the simulator, and by the path that our row has',
    async (_, fixture) => {
      const sim = await testSimulator(WORLD);
      const host = await listen(() => ({ ResultCode: 0, ResultDesc: 'Accepted' }));
      const { receipt } = await sim.pay(JOHN, { shortcode: SHORTCODE, account: 'account', amount: 1_000 });
      const body = filled(fixture, fillings({ sim, host, receipt: receipt ?? '' }));
      const { status, body: answer } = await call(sim, ROWS[fixture.asks].path, body);
      expect([status, answer]).toEqual([200, expect.not.objectContaining({ errorCode: expect.anything() })]);
      await sim.settled();
      if (WIRE_CALLS[fixture.asks].service.match(/B2c|B2b|Reversal/))
        expect(sim.orgRequests().map(({ resultCode }) => resultCode)).toEqual([0]);
    },
  );

  it.each(seedsWith('but'))('%s would be refused as it is printed', async (_, fixture) => {
    const sim = await testSimulator(WORLD);
    const parts = { sim, host: 'http://127.0.0.1:1', receipt: 'UKL0000001' };
    const asPrinted = filled({ ...fixture, but: {} }, { ...fillings(parts), '[CommandID]': '[CommandID]' });
    const { status, body } = await call(
      sim,
      fixture.asks === undefined ? '' : ROWS[fixture.asks].path,
      asPrinted,
    );
    expect([status, body]).toEqual([400, expect.objectContaining({ errorMessage: expect.any(String) })]);
  });
});

describe('a printed answer', () => {
  it.each(seedsWith('answers'))(
    '%s is read by the library, and the simulator sends its fields',
    async (_, fixture) => {
      const { body, answers, empty } = fixture;
      // An answer that says nothing leaves the outcome open: never taken for a yes, nor for a no.
      expect(ROWS[answers].parse(body).kind).toBe(empty === undefined ? 'accepted' : 'unreadable');
      const { sim } = await makeCall(answers);
      const path = ROWS[answers].path.split('?')[0];
      const sent = sim
        .requests()
        .find(({ direction, url }) => direction === 'in' && url === path)?.responseBody;
      const optional = answers.startsWith('c2b') ? ['ConversationID'] : [];
      const printed = Object.keys(body).filter((key) => !optional.includes(key));
      expect(Object.keys(sent as object)).toEqual(expect.arrayContaining(printed));
    },
  );

  it.each(seedsWith('refuses'))(
    '%s is read as the refusal of a token, which is not repeated',
    async (_, fixture) => {
      const { body, refuses } = fixture;
      const read = readAnswer({ status: 401, text: JSON.stringify(body) });
      expect(read).toMatchObject({
        kind: 'error',
        error: { errorCode: '401.002.01', requestId: '11728-2929992-1' },
      });
      expect(JSON.stringify(read)).not.toContain(PRINTED_TOKEN);
      expect(read.kind === 'error' && refusesToken(read.error)).toBe(true);
      const sim = await testSimulator();
      const answer = await call(sim, ROWS[refuses].path, {}, PRINTED_TOKEN);
      expect(answer).toEqual({ status: 401, body: { ...body, requestId: expect.any(String) } });
    },
  );
});

describe('a printed callback', () => {
  const FACTS: Readonly<Record<string, object>> = {
    '003-stk-callback-paid': {
      type: 'succeeded',
      receipt: 'LK451H35OP',
      amountCents: 100,
      phone: '254727894083',
    },
    '003-b2c-result-paid': {
      type: 'succeeded',
      receipt: 'LHL41AHJ6G',
      amountCents: 10_000,
      partyName: 'John Doe',
    },
    '003-b2c-result-failed': { type: 'in-doubt', resultCode: '17' },
    '003-b2b-result-paid': { type: 'succeeded', receipt: 'LGR519G2QV', feeCents: 7_700 },
    '003-reversal-result-done': { type: 'succeeded', receipt: 'LGR019G3J2' },
    '003-c2b-validation': {
      type: 'money-received',
      receipt: 'LHG31AA5TX',
      amountCents: 20_000,
      reference: 'account',
    },
    '003-c2b-validation-of-2017': {
      type: 'money-received',
      receipt: 'LHG31AA5TX',
      payer: { form: 'clear', value: '254708374149' },
    },
  };

  it.each(seedsWith('callback'))(
    '%s is read by the library as what it tells',
    async (name, { body, callback }) => {
      const reading = await readCallback(stored(callback, body), {
        receiverOf: OWN_SHORTCODE,
        isOurQuestion: () => true,
      });
      expect(reading).toMatchObject({ fact: FACTS[name] ?? 'a fact of this name' });
    },
  );

  it('is sent by the simulator with the same fields, but for what has changed since', async () => {
    const sent = await everyCallback();
    for (const [name, { body, callback, was }] of seedsWith('callback')) {
      if (was !== undefined) continue;
      const op = name.includes('validation') ? 'c2b-validation' : callback;
      const failed = name.endsWith('failed');
      const bodies = sent.filter((entry) => entry.op === op && isFailure(entry.body) === failed);
      expect([name, bodies.length]).not.toEqual([name, 0]);
      const missing = namesIn(body).filter(
        (field) => !bodies.some((entry) => namesIn(entry.body).includes(field)),
      );
      expect([name, missing]).toEqual([name, SINCE_THEN[name] ?? []]);
    }
  });
});

/** What the simulator leaves out of a callback today, by the facts. */
const SINCE_THEN: Readonly<Record<string, readonly string[]>> = {
  // DARAJA-FACTS 1.7: the portal's sample says DebitAccountBalance.
  '003-b2b-result-paid': ['DebitAccountCurrentBalance'],
};

/** One callback of each kind that the documents print, as the simulator sends it. */
async function everyCallback(): Promise<{ op: string; body: unknown }[]> {
  const host = await office('sqlite');
  const { sim, b2c, b2b, c2b, reversals } = host;
  await c2b.registerUrls();
  sim.setShortcode(SHORTCODE, { externalValidation: 'on' });
  await sim.pay(JOHN, { shortcode: SHORTCODE, account: 'account', amount: 200 });
  await eventually(() => host.handled.length > 0);
  await b2b.payBill({ to: '600997', amount: 10, reference: 'aaa' });
  await reversals.request({ paymentId: host.handled[0]?.paymentId ?? '' });
  await b2c.pay({ phone: JOHN, amount: 100 });
  await sim.settled();
  sim.setShortcode(SHORTCODE, { balanceCents: 0 });
  await b2c.pay({ phone: JOHN, amount: 100 });
  await sim.settled();
  const sent = sim.requests().filter(({ direction }) => direction === 'out');
  return sent.map(({ op, requestBody }) => ({ op, body: requestBody }));
}

function isFailure(body: unknown): boolean {
  return /"ResultCode":"?[1-9]/.test(JSON.stringify(body));
}

/** Keys of an object and of all in it, and the names of named values. */
function namesIn(body: unknown): string[] {
  if (Array.isArray(body)) return body.flatMap(namesIn);
  if (typeof body !== 'object' || body === null) return [];
  const { Key: key } = body as { Key?: string };
  const own = Object.entries(body).flatMap(([name, value]) => [name, ...namesIn(value)]);
  return [...new Set(key === undefined ? own : [key, ...own])];
}

describe('a printed answer of the host', () => {
  it.each(seedsWith('validates'))('%s decides whether the money moves', async (_, { body, validates }) => {
    const { sim, paid } = await paidByHand(() => body);
    expect(paid).toBe(validates);
    expect(sim.ledger().entries.filter(({ kind }) => kind === 'c2b')).toHaveLength(validates ? 1 : 0);
  });

  it.each(seedsWith('confirms'))('%s is taken for the confirmation', async (_, { body }) => {
    const { sim, paid } = await paidByHand((path) => (path === '/confirm' ? body : { ResultCode: 0 }));
    expect(paid).toBe(true);
    const [told] = sim.requests().filter(({ op }) => op === 'c2b-confirmation');
    expect(told).toMatchObject({ outcome: 'delivered', responseBody: body });
  });
});

describe('every printed body', () => {
  it('names its document, and is a request, an answer or a callback', () => {
    for (const fixture of seedFixtures()) {
      expect(fixture.source).toMatch(/\(seed 00[23]\): \S/);
      const { asks, answers, refuses, callback, validates, confirms } = fixture;
      const parts = [asks, answers, refuses, callback, validates, confirms];
      expect([fixture.name, parts.filter((part) => part !== undefined).length]).toEqual([fixture.name, 1]);
    }
  });
});

/** A customer pays a shortcode that validates, whose host answers with a body that is printed. */
async function paidByHand(answer: (path: string) => unknown): Promise<{ sim: Simulator; paid: boolean }> {
  const sim = await testSimulator();
  const host = await listen(answer);
  const [ConfirmationURL, ValidationURL] = [`${host}/confirm`, `${host}/validate`];
  const urls = { ShortCode: SHORTCODE, ResponseType: 'Cancelled', ConfirmationURL, ValidationURL };
  await call(sim, '/mpesa/c2b/v2/registerurl', urls);
  sim.setShortcode(SHORTCODE, { externalValidation: 'on' });
  const { accepted: paid } = await sim.pay(JOHN, { shortcode: SHORTCODE, account: 'account', amount: 200 });
  await sim.settled();
  return { sim, paid };
}

/** A host that answers every POST with 200. */
async function listen(answer: (path: string) => unknown): Promise<string> {
  const host = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json').setHeader('connection', 'close');
    response.end(JSON.stringify(answer(request.url ?? '')));
  });
  server = host;
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
}

async function call(
  sim: Simulator,
  path: string,
  body: unknown,
  token?: string,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${sim.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token ?? (await tokenOf(sim))}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function tokenOf({ url }: Simulator): Promise<string> {
  const basic = Buffer.from('sandbox-key:sandbox-secret').toString('base64');
  const response = await fetch(`${url}${ROWS.oauth.path}`, {
    headers: { authorization: `Basic ${basic}` },
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** What stands in the blanks: the public data of the sandbox, which the simulator begins with. */
function fillings(parts: { sim: Simulator; host: string; receipt: string }): Record<string, string> {
  const { sim, host, receipt } = parts;
  const timestamp = '20261121101500';
  const key = { key: sim.certificate, padding: constants.RSA_PKCS1_PADDING };
  const credential = publicEncrypt(key, Buffer.from('Safaricom999!*!')).toString('base64');
  return {
    '{{Credentials.SandboxShortcode1}}': SHORTCODE,
    '{{Credentials.SandboxTestMSISDN}}': JOHN,
    '{{Credentials.SandboxInitiatorName1}}': 'testapi',
    '{{Credentials.CallbackURL}}': `${host}/callback`,
    '{{Credentials.LNMShortcode}}': '174379',
    '{{LNM.Timestamp}}': timestamp,
    '{{LNM.EncodedPassword}}': Buffer.from(`174379${PASSKEY}${timestamp}`).toString('base64'),
    '{{B2C.SandboxSecurityCredential}}': credential,
    '{{SecurityCredential}}': credential,
    '[encrypted password]': credential,
    '[Transaction Type]': 'CustomerPayBillOnline',
    '[Cancelled/Completed]': 'Completed',
    '[confirmation URL]': `${host}/confirm`,
    '[validation URL]': `${host}/validate`,
    '[original trans_id]': receipt,
    '[trans amount]': '1000',
  };
}
