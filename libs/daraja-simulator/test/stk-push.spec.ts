import { describe, expect, it } from '@jest/globals';
import { password, PHONE, TILL_PUSH } from './support/daraja-caller.js';
import { useStage } from './support/stage.js';

const CALLBACK = '/cb';

interface StkCallback {
  MerchantRequestID: string;
  CheckoutRequestID: string;
  ResultCode: number | string;
  ResultDesc: string;
  CallbackMetadata?: { Item: { Name: string; Value: unknown }[] };
}

const stage = useStage();

function callbacks(): StkCallback[] {
  return stage.host
    .at(CALLBACK)
    .map(({ body }) => (body as { Body: { stkCallback: StkCallback } }).Body.stkCallback);
}

const push = (changes: Record<string, unknown> = {}) => stage.daraja.push(stage.host.url(CALLBACK), changes);

async function resultOf(act: () => Promise<unknown>): Promise<unknown> {
  await push();
  await act();
  await stage.sim.settled();
  return callbacks().at(-1)?.ResultCode;
}

describe('a paid push', () => {
  it('is acknowledged with ids in the shapes of the wire', async () => {
    const { status, body } = await push();
    expect(status).toBe(200);
    expect(body['CheckoutRequestID']).toMatch(/^ws_CO_\d{14}\d{3}712345678$/);
    expect(body['MerchantRequestID']).toMatch(/^[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\d{4,8}$/);
    expect(body['ResponseCode']).toBe('0');
  });

  it('shows a prompt until it is answered', async () => {
    const { body } = await push();
    expect(stage.sim.phone(PHONE).prompt).toMatchObject({
      checkoutRequestId: body['CheckoutRequestID'],
      amount: 1500,
      payee: 'Daraja Sandbox',
      reference: 'ORDER-17',
    });
    await stage.sim.answer(PHONE, { action: 'pay' });
    expect(stage.sim.phone(PHONE).prompt).toBeNull();
  });

  it('calls back with receipt, amount, time and phone as numbers', async () => {
    const { body } = await push();
    await stage.sim.answer(PHONE, { action: 'pay', pin: '1234' });
    const [callback] = callbacks();
    expect(callback).toMatchObject({ ResultCode: 0, CheckoutRequestID: body['CheckoutRequestID'] });
    const items = Object.fromEntries(
      (callback?.CallbackMetadata?.Item ?? []).map(({ Name, Value }) => [Name, Value]),
    );
    expect(items).toEqual({
      Amount: 1500,
      MpesaReceiptNumber: expect.stringMatching(/^[A-Z0-9]{10}$/),
      TransactionDate: expect.any(Number),
      PhoneNumber: 254712345678,
    });
    expect(stage.host.at(CALLBACK)[0]?.text).toContain('"Value":1500.00');
    expect(stage.host.at(CALLBACK)[0]?.headers['x-forwarded-for']).toBeUndefined();
  });

  it('moves the money once, and the ledger stays balanced', async () => {
    await push();
    await stage.sim.answer(PHONE, { action: 'pay' });
    const { entries, balances, totals } = stage.sim.ledger();
    expect(entries.filter(({ receipt }) => receipt !== null)).toHaveLength(1);
    expect(balances['shortcode:174379']).toBe(150_000);
    expect(balances[`phone:${PHONE}`]).toBe(2_000_000 - 150_000);
    expect(totals.net).toBe(0);
  });

  it('goes to a till when the store number asks and the till number is paid', async () => {
    await push(TILL_PUSH);
    await stage.sim.answer(PHONE, { action: 'pay' });
    expect(callbacks()[0]?.ResultCode).toBe(0);
    expect(stage.sim.shortcode('300584').balanceCents).toBe(150_000);
  });
});

describe('a push that comes to nothing', () => {
  it('ends in the code of what the customer did', async () => {
    expect(await resultOf(() => stage.sim.answer(PHONE, { action: 'cancel' }))).toBe(1032);
    expect(await resultOf(() => stage.sim.answer(PHONE, { action: 'wrong-pin' }))).toBe(2001);
    expect(await resultOf(() => stage.sim.answer(PHONE, { action: 'pay', pin: '9999' }))).toBe(2001);
    expect(await resultOf(() => stage.sim.answer(PHONE, { action: 'ignore' }))).toBe(1037);
  });

  it('has no metadata at all', async () => {
    await resultOf(() => stage.sim.answer(PHONE, { action: 'insufficient-funds' }));
    expect(callbacks()[0]).toEqual({
      MerchantRequestID: expect.any(String),
      CheckoutRequestID: expect.any(String),
      ResultCode: 1,
      ResultDesc: expect.any(String),
    });
  });

  it('expires unanswered as 1037 when its time is up', async () => {
    expect(await resultOf(() => stage.sim.advance(59_000))).toBeUndefined();
    await stage.sim.advance(1_000);
    expect(callbacks()[0]?.ResultCode).toBe(1037);
  });

  it('finds the balance too low', async () => {
    stage.sim.setPhone(PHONE, { balanceCents: 100 });
    expect(await resultOf(() => stage.sim.answer(PHONE, { action: 'pay' }))).toBe(1);
    expect(stage.sim.ledger().balances['shortcode:174379']).toBe(0);
  });

  it('locks the PIN after three wrong ones', async () => {
    for (const _try of [1, 2, 3]) await resultOf(() => stage.sim.answer(PHONE, { action: 'wrong-pin' }));
    expect(stage.sim.phone(PHONE).state).toBe('pin-locked');
    expect(await resultOf(() => stage.sim.answer(PHONE, { action: 'pay' }))).toBe(8006);
  });

  it('ends at once on a phone that is offline or has no STK applet', async () => {
    for (const state of ['offline', 'no-stk'] as const) {
      stage.sim.setPhone(PHONE, { state });
      expect(await resultOf(() => stage.sim.settled())).toBe(1037);
    }
  });

  it('ends in 1036 on a phone that answers too late', async () => {
    stage.sim.setPhone(PHONE, { state: 'late' });
    expect(await resultOf(() => stage.sim.answer(PHONE, { action: 'pay' }))).toBe(1036);
    expect(await resultOf(() => stage.sim.advance(60_000))).toBe(1036);
  });

  it('ends in SFC_IC0003 when PartyB is not the till', async () => {
    await push({ ...TILL_PUSH, PartyB: '300583' });
    await stage.sim.settled();
    expect(callbacks()[0]?.ResultCode).toBe('SFC_IC0003');
  });

  it('ends in 1025 when the prompt is too long for the screen', async () => {
    await push({ AccountReference: 'x'.repeat(150) });
    await stage.sim.settled();
    expect(callbacks()[0]?.ResultCode).toBe(1025);
  });

  it('can carry its code as a string', async () => {
    stage.sim.configure({ okResultCodeStrings: true });
    expect(await resultOf(() => stage.sim.answer(PHONE, { action: 'cancel' }))).toBe('1032');
  });

  it('waits for its delayed result', async () => {
    stage.sim.configure({ resultDelayMs: 12_000 });
    await push();
    const answered = stage.sim.answer(PHONE, { action: 'cancel' });
    await stage.sim.advance(11_000);
    expect(callbacks()).toEqual([]);
    await stage.sim.advance(1_000);
    await answered;
    expect(callbacks()).toHaveLength(1);
  });

  it('would break the daily limit', async () => {
    stage.sim.setPhone(PHONE, { balanceCents: 100_000_000 });
    for (const _time of [1, 2]) {
      await push({ Amount: 250_000 });
      await stage.sim.answer(PHONE, { action: 'pay' });
    }
    expect(await resultOf(() => stage.sim.answer(PHONE, { action: 'pay' }))).toBe(4);
  });

  it('breaks no daily limit with what was paid the day before', async () => {
    stage.sim.setPhone(PHONE, { balanceCents: 100_000_000 });
    for (const _time of [1, 2]) {
      await push({ Amount: 250_000 });
      await stage.sim.answer(PHONE, { action: 'pay' });
    }
    await stage.sim.advance(24 * 3_600_000);
    await stage.daraja.signIn();
    expect(await resultOf(() => stage.sim.answer(PHONE, { action: 'pay' }))).toBe(0);
  });

  it('blocks the phone for a day when it is the fifth in a row', async () => {
    for (const _time of [1, 2, 3, 4, 5]) await resultOf(() => stage.sim.answer(PHONE, { action: 'cancel' }));
    expect(await resultOf(() => stage.sim.settled())).toBe(1037);
    await stage.sim.advance(24 * 3_600_000);
    await stage.daraja.signIn();
    expect(await resultOf(() => stage.sim.answer(PHONE, { action: 'pay' }))).toBe(0);
  });

  it('does not block the phone when a success lies between', async () => {
    for (const _time of [1, 2, 3, 4]) await resultOf(() => stage.sim.answer(PHONE, { action: 'cancel' }));
    await resultOf(() => stage.sim.answer(PHONE, { action: 'pay' }));
    for (const _time of [1, 2, 3, 4]) await resultOf(() => stage.sim.answer(PHONE, { action: 'cancel' }));
    expect(await resultOf(() => stage.sim.answer(PHONE, { action: 'pay' }))).toBe(0);
  });
});

describe('a push that is refused', () => {
  it.each([
    [
      'another passkey',
      { Password: Buffer.from('174379x20261121101530').toString('base64') },
      500,
      'Wrong credentials',
    ],
    ['a timestamp that is not in the password', { Timestamp: '20261121101531' }, 500, 'Wrong credentials'],
    [
      'an unknown shortcode',
      { BusinessShortCode: '999999', Password: password('999999') },
      500,
      'Merchant does not exist',
    ],
    [
      'buy goods at a pay bill',
      { TransactionType: 'CustomerBuyGoodsOnline' },
      400,
      'Bad Request - Invalid TransactionType',
    ],
    ['no amount', { Amount: undefined }, 400, 'Bad Request - Invalid Amount'],
    ['half a shilling', { Amount: 0.5 }, 400, 'Bad Request - Invalid Amount'],
    ['more than 250,000', { Amount: '250001' }, 400, 'Bad Request - Invalid Amount'],
    ['a local number', { PhoneNumber: '0712345678' }, 400, 'Bad Request - Invalid PhoneNumber'],
    ['a callback URL that is none', { CallBackURL: 'my-app' }, 400, 'Bad Request - Invalid CallBackURL'],
    [
      'a number outside M-Pesa',
      { PhoneNumber: '254700999999' },
      500,
      '[CBS - ] No ICCID found (non m-pesa number)',
    ],
    ['two wrong fields, naming the first', { Amount: 0, PartyA: 1 }, 400, 'Bad Request - Invalid Amount'],
  ])('with %s', async (_what, changes, status, errorMessage) => {
    const reply = await push(changes);
    expect([reply.status, reply.body['errorMessage']]).toEqual([status, errorMessage]);
    expect(reply.body['requestId']).toEqual(expect.any(String));
    expect(stage.sim.phone(PHONE).prompt).toBeNull();
  });

  it('while the number is not registered for M-Pesa', async () => {
    stage.sim.setPhone(PHONE, { state: 'unregistered' });
    expect((await push()).body['errorMessage']).toMatch(/^\[CBS - \] No ICCID found/);
  });

  it('but for one of twenty that come at the same moment', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => push()));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('takes numbers and numeric strings alike', async () => {
    const reply = await push({
      Amount: '1500',
      BusinessShortCode: 174379,
      PartyA: Number(PHONE),
      PhoneNumber: Number(PHONE),
    });
    expect(reply.status).toBe(200);
  });

  it('while the phone has another prompt', async () => {
    await push();
    const second = await push();
    expect([second.status, second.body['errorCode']]).toEqual([500, '500.001.1001']);
    expect(second.body['errorMessage']).toMatch(/^Unable to lock subscriber/);
    await stage.sim.answer(PHONE, { action: 'cancel' });
    expect((await push()).status).toBe(200);
  });

  it('or accepted and ended by 1001, as the setting says', async () => {
    stage.sim.configure({ busyPhone: 'result-1001' });
    await push();
    expect((await push()).status).toBe(200);
    await stage.sim.settled();
    expect(callbacks().map(({ ResultCode }) => ResultCode)).toEqual([1001]);
  });

  it('by the URL rules of production when they are on', async () => {
    stage.sim.configure({ strictUrls: true });
    const statuses = await Promise.all(
      [
        'http://pay.example.co.ke/cb',
        'https://127.0.0.1/cb',
        'https://x.ngrok-free.app/cb',
        'https://pay.example.co.ke/mpesa',
        'https://pay.example.co.ke/cb',
      ].map(async (CallBackURL) => (await push({ CallBackURL })).status),
    );
    expect(statuses).toEqual([400, 400, 400, 400, 200]);
  });
});
