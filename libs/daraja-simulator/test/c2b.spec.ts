import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { DEFAULT_SEED } from '../src/world/default-seed.js';
import { PASSKEY, PHONE, TILL_PUSH } from './support/daraja-caller.js';
import { useStage } from './support/stage.js';

const stage = useStage({
  seed: {
    shortcodes: [
      { number: '174379', type: 'paybill', name: 'Duka', passkey: PASSKEY, ownerMsisdn: '254722000000' },
      { number: '600984', type: 'paybill', msisdn: 'clear' },
      { number: '600111', type: 'paybill', c2b: 'v1' },
      { number: '600333', type: 'paybill', c2b: 'v2' },
      { number: '300583', type: 'till', till: '300584', passkey: PASSKEY },
      { number: '600222', type: 'paybill', maxBalanceCents: 5_000 },
    ],
    phones: DEFAULT_SEED.phones,
  },
});

const urls = () => ({
  ConfirmationURL: stage.host.url('/confirm'),
  ValidationURL: stage.host.url('/validate'),
});
const register = (ShortCode = '174379', changes: Record<string, unknown> = {}, version = 'v2') =>
  stage.daraja.register({ ShortCode, ...urls(), ...changes }, version);
const pay = (changes: Partial<{ shortcode: string; account: string; amount: number }> = {}) =>
  stage.sim.pay(PHONE, { shortcode: '174379', account: 'inv 77', amount: 5, ...changes });
const bodies = (path: string) => stage.host.at(path).map(({ body }) => body as Record<string, string>);
const customerHas = () => stage.sim.phone(PHONE).balanceCents;

async function validating(answer: unknown, responseType = 'Completed'): Promise<void> {
  await register('174379', { ResponseType: responseType });
  stage.sim.setShortcode('174379', { externalValidation: 'on' });
  stage.host.answer('/validate', answer);
}

describe('registering URLs', () => {
  it('is answered with the misspelled conversation id', async () => {
    expect((await register()).body).toEqual({
      OriginatorCoversationID: expect.any(String),
      ResponseCode: '0',
      ResponseDescription: 'Success',
    });
    expect(stage.sim.shortcode('174379').registration).toEqual({
      version: 'v2',
      responseType: 'Completed',
      confirmationUrl: stage.host.url('/confirm'),
      validationUrl: stage.host.url('/validate'),
    });
  });

  it('is answered in each of the observed variants', async () => {
    stage.sim.configure({ registerReply: 'description-only' });
    expect((await register()).body).toEqual({ ResponseDescription: 'Success' });
    stage.sim.configure({ registerReply: 'zeros' });
    expect((await register()).body['ResponseCode']).toBe('00000000');
    stage.sim.configure({ registerReply: 'v1-extra' });
    expect((await register()).body['ConversationID']).toMatch(/^AG_\d{8}_[0-9a-f]{20}$/);
  });

  it('needs the C2B version of the app', async () => {
    const wrong = await register('600333', {}, 'v1');
    expect([wrong.status, wrong.body['errorCode']]).toEqual([401, '401.003.01']);
    expect(wrong.body['errorMessage']).toMatch(/no apiproduct match found$/);
    expect((await register('600111', {}, 'v1')).status).toBe(200);
    expect((await register('600111')).status).toBe(401);
  });

  it('takes either version where the seed leaves it open, and the last one decides how a number is shown', async () => {
    await register('174379', {}, 'v1');
    await pay();
    await register('174379', {}, 'v2');
    await pay();
    expect(bodies('/confirm').map(({ MSISDN }) => MSISDN)).toEqual([
      createHash('sha256').update(PHONE).digest('hex'),
      `2547 ***** ${PHONE.slice(-3)}`,
    ]);
  });

  it.each([
    ['https://pay.example.co.ke/MPesa/v', 'ValidationURL - URL has the word MPESA'],
    ['https://pay.example.co.ke/m-pesa', 'ValidationURL - URL has the word M-PESA'],
    ['https://pay.example.co.ke/executor', 'ValidationURL - URL has the word EXEC'],
    ['not a url', 'ValidationURL'],
  ])('refuses %s', async (ValidationURL, what) => {
    const reply = await register('174379', { ValidationURL });
    expect(reply.body).toMatchObject({
      errorCode: '400.003.02',
      errorMessage: `Bad Request - Invalid ${what}`,
    });
  });

  it('wants ResponseType in its exact spelling', async () => {
    expect((await register('174379', { ResponseType: 'completed' })).body['errorMessage']).toBe(
      'Bad Request - Invalid ResponseType',
    );
  });

  it('can be repeated in the sandbox, and not in production', async () => {
    expect([(await register()).status, (await register()).status]).toEqual([200, 200]);
    stage.sim.configure({ production: true });
    const again = await register();
    expect([again.status, again.body['errorCode']]).toEqual([500, '500.003.1001']);
    expect(again.body['errorMessage']).toBe('Urls are already registered.');
  });
});

describe('a payment by hand', () => {
  it('is confirmed with what the wire carries', async () => {
    await register();
    const { receipt } = await pay();
    expect(bodies('/confirm')).toEqual([
      {
        TransactionType: 'Pay Bill',
        TransID: receipt,
        TransTime: expect.stringMatching(/^20\d{12}$/),
        TransAmount: '5.00',
        BusinessShortCode: '174379',
        BillRefNumber: 'inv 77',
        InvoiceNumber: '',
        OrgAccountBalance: '5.00',
        ThirdPartyTransID: '',
        MSISDN: '2547 ***** 678',
        FirstName: 'JANE',
        MiddleName: 'WANJIKU',
        LastName: 'DOE',
      },
    ]);
    expect(stage.host.at('/validate')).toEqual([]);
  });

  it('leaves out two names in production', async () => {
    await register();
    stage.sim.configure({ production: true });
    await pay();
    expect(Object.keys(bodies('/confirm')[0] ?? {})).not.toContain('LastName');
    expect(bodies('/confirm')[0]?.['FirstName']).toBe('JANE');
  });

  it('shows the payer hashed on v1 and clear where the seed says so', async () => {
    await register('600111', {}, 'v1');
    await register('600984');
    await pay({ shortcode: '600111' });
    await pay({ shortcode: '600984' });
    const hash = createHash('sha256').update(PHONE).digest('hex');
    expect(bodies('/confirm').map(({ MSISDN }) => MSISDN)).toEqual([hash, PHONE]);
  });

  it('at a till carries no account', async () => {
    await register('300583');
    await pay({ shortcode: '300584', account: 'ignored' });
    expect(bodies('/confirm')[0]).toMatchObject({
      TransactionType: 'Customer Merchant Payment',
      BusinessShortCode: '300583',
      BillRefNumber: '',
    });
  });

  it('completes silently where no URLs are registered', async () => {
    stage.sim.setShortcode('174379', { externalValidation: 'on' });
    expect(await pay()).toMatchObject({ accepted: true });
    expect(stage.host.received).toEqual([]);
    expect(stage.sim.shortcode('174379').balanceCents).toBe(500);
  });

  it('is told to payer and owner by message', async () => {
    const { receipt } = await pay();
    expect(stage.sim.phone(PHONE).messages).toMatchObject([{ kind: 'paid', receipt }]);
    expect(stage.sim.phone('254722000000').messages).toMatchObject([{ kind: 'received', receipt }]);
    expect(stage.sim.shortcode('174379').messages[0]?.text).toContain(
      'Ksh5.00 received from JANE WANJIKU DOE',
    );
  });

  it('is refused for want of money, and by the balance limit of the receiver', async () => {
    expect(await pay({ amount: 20_001 })).toMatchObject({ accepted: false, resultCode: 1 });
    expect(await pay({ shortcode: '600222', amount: 51 })).toMatchObject({ accepted: false, resultCode: 8 });
    expect(stage.sim.phone(PHONE).messages.map(({ kind }) => kind)).toEqual(['refused', 'refused']);
    expect(customerHas()).toBe(2_000_000);
  });
});

describe('external validation', () => {
  it.each([[0], ['0']])('accepts with %p', async (ResultCode) => {
    await validating({ ResultCode, ResultDesc: 'Accepted', ThirdPartyTransID: 'ref-1' });
    expect(await pay()).toMatchObject({ accepted: true });
    expect(bodies('/validate')[0]).toMatchObject({ OrgAccountBalance: '', ThirdPartyTransID: '' });
    expect(bodies('/confirm')[0]).toMatchObject({ OrgAccountBalance: '5.00', ThirdPartyTransID: 'ref-1' });
    expect(bodies('/confirm')[0]?.['TransID']).toBe(bodies('/validate')[0]?.['TransID']);
  });

  it.each([['C2B00012'], [1], ['00'], ['']])('rejects with %p, and no money moves', async (ResultCode) => {
    await validating({ ResultCode, ResultDesc: 'Rejected' });
    expect(await pay()).toMatchObject({ accepted: false, resultCode: String(ResultCode) });
    expect(bodies('/confirm')).toEqual([]);
    expect(customerHas()).toBe(2_000_000);
  });

  it('leaves the decision to ResponseType when the validator fails', async () => {
    await validating({}, 'Completed');
    expect(await pay()).toMatchObject({ accepted: true });
    await validating({}, 'Cancelled');
    expect(await pay()).toMatchObject({ accepted: false });
    stage.host.answer('/validate', { ResultCode: 0 }, 500);
    expect(await pay()).toMatchObject({ accepted: false });
  });

  it('leaves the decision to ResponseType when the validator cannot be reached', async () => {
    stage.sim.setShortcode('174379', { externalValidation: 'on' });
    for (const [ResponseType, accepted] of [
      ['Completed', true],
      ['Cancelled', false],
    ] as const) {
      await register('174379', { ResponseType, ValidationURL: 'http://127.0.0.1:1/validate' });
      expect(await pay()).toMatchObject({ accepted });
    }
  });

  it('waits eight seconds of simulated time for a validator that is too slow', async () => {
    for (const [responseType, accepted] of [
      ['Completed', true],
      ['Cancelled', false],
    ] as const) {
      await validating({}, responseType);
      stage.host.on('/validate', () => undefined);
      stage.host.received.length = 0;
      const payment = pay();
      await stage.sim.waitFor(() => stage.host.at('/validate').length);
      let decided = false;
      void payment.then(() => (decided = true));
      await stage.sim.advance(7_900);
      expect(decided).toBe(false);
      await stage.sim.advance(100);
      expect(await payment).toMatchObject({ accepted });
    }
  });

  it('cannot have money paid that was spent while the validator was thinking', async () => {
    await validating({});
    stage.host.on('/validate', (_received, response) => {
      stage.sim.setPhone(PHONE, { balanceCents: 499 });
      response.setHeader('content-type', 'application/json').end('{"ResultCode":0}');
    });
    expect(await pay()).toMatchObject({ accepted: false, resultCode: 1 });
    expect(bodies('/confirm')).toEqual([]);
    expect(stage.sim.ledger().entries.filter(({ receipt }) => receipt !== null)).toEqual([]);
  });

  it('is asked before a push is paid, and a rejection fails the push', async () => {
    await validating({ ResultCode: 'C2B00012', ResultDesc: 'Rejected' });
    await stage.daraja.push(stage.host.url('/cb'));
    await stage.sim.answer(PHONE, { action: 'pay' });
    expect(bodies('/validate')[0]).toMatchObject({ BillRefNumber: 'ORDER-17', TransAmount: '1500.00' });
    expect(stage.host.at('/cb')[0]?.body).toMatchObject({ Body: { stkCallback: { ResultCode: 17 } } });
    expect(bodies('/confirm')).toEqual([]);
    expect(customerHas()).toBe(2_000_000);
  });
});

describe('a push at a shortcode with C2B URLs', () => {
  const receiptOf = (body: unknown) => /"MpesaReceiptNumber","Value":"(\w+)"/.exec(JSON.stringify(body))?.[1];

  it('is confirmed too, with the same receipt, after the callback', async () => {
    await register();
    await stage.daraja.push(stage.host.url('/cb'));
    await stage.sim.answer(PHONE, { action: 'pay' });
    expect(stage.host.received.map(({ path }) => path)).toEqual(['/cb', '/confirm']);
    expect(receiptOf(stage.host.at('/cb')[0]?.body)).toBe(bodies('/confirm')[0]?.['TransID']);
  });

  it('is confirmed first when the setting says so, and without account at a till', async () => {
    stage.sim.configure({ confirmationFirst: true });
    await register('300583');
    await stage.daraja.push(stage.host.url('/cb'), TILL_PUSH);
    await stage.sim.answer(PHONE, { action: 'pay' });
    expect(stage.host.received.map(({ path }) => path)).toEqual(['/confirm', '/cb']);
    expect(bodies('/confirm')[0]?.['BillRefNumber']).toBe('');
  });
});

describe('C2B simulate', () => {
  it('pays by hand after its acknowledgement', async () => {
    await register('600984');
    const { body } = await stage.daraja.simulate({});
    expect(body).toEqual({
      OriginatorCoversationID: expect.any(String),
      ResponseCode: '0',
      ResponseDescription: 'Accept the service request successfully.',
    });
    await stage.sim.settled();
    expect(bodies('/confirm')[0]).toMatchObject({ BillRefNumber: 'INV-77', TransAmount: '10.00' });
  });

  it('of buy goods takes no account', async () => {
    const goods = { ShortCode: '300584', CommandID: 'CustomerBuyGoodsOnline' };
    expect((await stage.daraja.simulate({ ...goods, BillRefNumber: null })).status).toBe(200);
    expect((await stage.daraja.simulate({ ...goods, BillRefNumber: 'x' })).body['errorMessage']).toBe(
      'Bad Request - Invalid BillRefNumber',
    );
  });

  it('does not exist in production', async () => {
    stage.sim.configure({ production: true });
    expect((await stage.daraja.simulate({})).status).toBe(404);
  });
});
