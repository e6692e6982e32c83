import { describe, expect, it } from '@jest/globals';
import type { ArrivedCallback } from '../inbox/inbox-store.js';
import { AccountDirectory } from '../options/account-directory.js';
import { resolveAccount } from '../options/resolve-account.js';
import { createAddressList } from '../values/source-addresses.js';
import { C2bValidationHandler, type C2bValidationHandlerDeps } from './c2b-validation-handler.js';
import type { C2bValidationRequest, C2bVerdict } from './c2b-validator.js';
import { CallbackDoor, type Arrival } from './callback-door.js';
import { sampleDigests } from '../testing/in-memory/sample-payments.js';

const LISTED = '196.201.214.200';
const app = { consumerKey: 'key', consumerSecret: 'secret' };
const accounts = new AccountDirectory(
  new Map([
    ['default', resolveAccount('default', { ...app, shortcode: '600966' })],
    ['shop', resolveAccount('shop', { ...app, type: 'till', shortcode: '600001', till: '5123456' })],
  ]),
);

const body = {
  TransactionType: 'Pay Bill',
  TransID: 'UKL51ZDR4F',
  TransTime: '20261121121325',
  TransAmount: '5.00',
  BusinessShortCode: '600966',
  BillRefNumber: 'INV-77',
  MSISDN: '2547 ***** 126',
  FirstName: 'JANE',
};

const arrival = (parsedBody: unknown = body, over: Partial<Arrival> = {}): Arrival => ({
  address: { kind: 'c2b-validation', subject: '600966', token: 'a'.repeat(32) },
  rawBody: null,
  parsedBody,
  sourceAddress: LISTED,
  ...over,
});

type Validate = (request: C2bValidationRequest) => C2bVerdict | Promise<C2bVerdict>;

function fixture(validate: Validate | null, over: Partial<C2bValidationHandlerDeps> = {}) {
  const kept: ArrivedCallback[] = [];
  const warnings: string[] = [];
  const inbox = { accept: async (callback: ArrivedCallback) => void kept.push(callback) };
  const door = new CallbackDoor({
    inbox,
    listIsComplete: true,
    mode: 'enforce',
    addresses: createAddressList([LISTED]),
    digests: sampleDigests,
    clock: { now: () => 0 },
    onRefused: () => undefined,
    onUnlisted: () => undefined,
  });
  const handler = new C2bValidationHandler({
    door,
    inbox,
    accounts,
    validator: () => (validate === null ? null : { validate }),
    acceptCode: 0,
    deadlineMs: 5_000,
    onFailure: 'accept',
    onWarning: (warning) => warnings.push(warning),
    ...over,
  });
  return { handler, kept, warnings };
}

describe('the validation handler', () => {
  it('accepts without a validator', async () => {
    const { handler, kept } = fixture(null);
    expect(await handler.receive(arrival())).toEqual({
      status: 200,
      body: { ResultCode: 0, ResultDesc: 'Accepted' },
    });
    expect(kept).toMatchObject([{ status: 'done', reason: 'answered 0', shortcode: '600966' }]);
  });

  it('accepts with the text where a shortcode wants it', async () => {
    const { handler } = fixture(null, { acceptCode: '0' });
    expect((await handler.receive(arrival())).body.ResultCode).toBe('0');
  });

  it('shows the validator the payment in our words', async () => {
    const seen: C2bValidationRequest[] = [];
    const { handler } = fixture((request) => {
      seen.push(request);
      return { accept: true, thirdPartyTransactionId: 'my-ref-1' };
    });
    expect((await handler.receive(arrival())).body).toEqual({
      ResultCode: 0,
      ResultDesc: 'Accepted',
      ThirdPartyTransID: 'my-ref-1',
    });
    expect(seen).toEqual([
      {
        receipt: 'UKL51ZDR4F',
        account: 'default',
        shortcode: '600966',
        till: null,
        reference: 'INV-77',
        amountCents: 500,
        payerName: 'JANE',
        phone: null,
        phoneMasked: '2547 ***** 126',
        phoneHash: null,
        transactionType: 'Pay Bill',
        at: Date.UTC(2026, 10, 21, 9, 13, 25),
      },
    ]);
  });

  it('shows no reference for a till, and a number that is told in clear', async () => {
    const seen: C2bValidationRequest[] = [];
    const { handler } = fixture((request) => {
      seen.push(request);
      return { accept: true };
    });
    const told = { ...body, BusinessShortCode: '5123456', MSISDN: '254722000000' };
    const address = { kind: 'c2b-validation', subject: '600001', token: 'a'.repeat(32) } as const;
    await handler.receive(arrival(told, { address }));
    expect(seen).toMatchObject([
      { account: 'shop', till: '5123456', reference: null, phone: '254722000000' },
    ]);
  });

  it('rejects in the words of the validator, at most 90 characters of them', async () => {
    const reason = 'x'.repeat(100);
    const { handler, kept } = fixture(async () => ({ accept: false, code: 'C2B00012', reason }));
    expect((await handler.receive(arrival())).body).toEqual({
      ResultCode: 'C2B00012',
      ResultDesc: 'x'.repeat(90),
    });
    expect(kept[0]?.reason).toContain('C2B00012');
    const { handler: terse } = fixture(() => ({ accept: false, code: 'C2B00013' }));
    expect((await terse.receive(arrival())).body.ResultDesc).toBe('Invalid Amount');
  });

  it.each<[string, unknown, string]>([
    ['that names no transaction', { BusinessShortCode: '600966' }, 'C2B00016'],
    ['for another shortcode', { ...body, BusinessShortCode: '600967' }, 'C2B00015'],
    ['for no shortcode', { ...body, BusinessShortCode: '' }, 'C2B00015'],
  ])('rejects a payment %s by itself', async (_, told, code) => {
    const { handler } = fixture(() => {
      throw new Error('asked');
    });
    expect((await handler.receive(arrival(told))).body.ResultCode).toBe(code);
  });

  it.each<[string, Validate, RegExp]>([
    [
      'throws',
      () => {
        throw new RangeError('no JANE');
      },
      /^(?!.*JANE).* RangeError\n/s,
    ],
    ['rejects', () => Promise.reject(new RangeError('no JANE')), /^(?!.*JANE).* RangeError\n/s],
    ['rejects with a code that is none', () => ({ accept: false, code: 'toString' }) as never, /no verdict/],
    ['is late', () => new Promise(() => undefined), /no verdict within 5 ms/],
    ['gives no verdict', () => undefined as unknown as C2bVerdict, /no verdict/],
    [
      'gives an unknown code',
      () => ({ accept: false, code: 'C2B99' }) as unknown as C2bVerdict,
      /no verdict/,
    ],
  ])('answers as configured when the validator %s', async (_, validate, why) => {
    const accepting = fixture(validate, { deadlineMs: 5 });
    expect((await accepting.handler.receive(arrival())).body.ResultCode).toBe(0);
    expect(accepting.warnings).toEqual([expect.stringMatching(why)]);
    const rejecting = fixture(validate, { deadlineMs: 5, onFailure: 'reject' });
    expect((await rejecting.handler.receive(arrival())).body.ResultCode).toBe('C2B00016');
  });

  it('asks no validator about a caller that is not listed, and keeps it in quarantine', async () => {
    const { handler, kept } = fixture(() => {
      throw new Error('asked');
    });
    const answer = await handler.receive(arrival(body, { sourceAddress: '203.0.113.9' }));
    expect(answer.body.ResultCode).toBe(0);
    expect(kept).toMatchObject([{ status: 'quarantined' }]);
  });

  it('asks no validator on behalf of an unlisted address', async () => {
    const asked: C2bValidationRequest[] = [];
    const { handler } = fixture((request) => (asked.push(request), { accept: false, code: 'C2B00012' }));
    const answer = await handler.receive(arrival(body, { sourceAddress: '203.0.113.9' }));
    expect([answer.body.ResultCode, asked]).toEqual([0, []]);
  });

  it('answers though it cannot keep the record', async () => {
    const inbox = { accept: () => Promise.reject(new Error('disk full')) };
    const { handler, warnings } = fixture(null, { inbox });
    expect((await handler.receive(arrival())).status).toBe(200);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([expect.stringContaining('disk full')]);
  });

  it('does not judge what the door refuses', async () => {
    const { handler, kept } = fixture(null);
    expect((await handler.receive(arrival('text'))).status).toBe(400);
    expect(kept).toEqual([]);
  });
});
