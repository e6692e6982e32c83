import { describe, expect, it } from '@jest/globals';
import type { WorldSeed } from 'daraja-simulator';
import { testSimulator } from '../support/test-resources.js';
import { certificateFile } from './certificate-file.js';
import { MpesaApi } from './mpesa-api-process.js';
import { BALANCE_DONE, DONE } from './results.js';
import {
  C2B_V1,
  C2B_V2,
  HASHED_PHONE,
  EXPRESS,
  INITIATOR,
  INITIATOR_PASSWORD,
  KEY,
  PASSKEY,
  PAYBILL,
  PHONE,
  SECRET,
} from './sandbox-data.js';
import { openShop, type Shop } from './shop.js';

const ACCEPTED = {
  ResponseCode: '0',
  ConversationID: expect.stringMatching(/^AG_\d{8}_[0-9a-f]{20}$/),
  OriginatorConversationID: expect.any(String),
};

describe('mpesa-api 3.0.2', () => {
  it('gets a token, pushes a prompt, is told of the payment and finds it by query', async () => {
    const { sim, shop, client } = await stage();
    const accepted = await client.call('lipaNaMpesaOnline', push(shop));
    expect(accepted).toMatchObject({
      ResponseCode: '0',
      CheckoutRequestID: expect.stringMatching(/^ws_CO_/),
    });
    await sim.answer(PHONE, { action: 'pay' });
    expect(await shop.hears('/stk')).toMatchObject({
      Body: { stkCallback: { CheckoutRequestID: accepted.CheckoutRequestID, ResultCode: 0 } },
    });
    const query = { BusinessShortCode: Number(EXPRESS), passKey: PASSKEY };
    const CheckoutRequestID = accepted.CheckoutRequestID ?? '';
    expect(await client.call('lipaNaMpesaQuery', { ...query, CheckoutRequestID })).toMatchObject({
      ResponseCode: '0',
      ResultCode: '0',
      CheckoutRequestID,
    });
    expect(sim.shortcode(EXPRESS)).toMatchObject({ balanceCents: 2500 });
  });

  it('is told that the customer cancelled', async () => {
    const { sim, shop, client } = await stage();
    await client.call('lipaNaMpesaOnline', push(shop));
    await sim.answer(PHONE, { action: 'cancel' });
    expect(await shop.hears('/stk')).toMatchObject({ Body: { stkCallback: { ResultCode: 1032 } } });
  });

  it('is refused a token with a wrong secret', async () => {
    const { shop, client } = await stage({ clientSecret: 'wrong' });
    expect(await client.call('lipaNaMpesaOnline', push(shop))).toEqual({ status: 400, data: '' });
  });

  // Whether Safaricom takes the blank is not on record.
  it('ends its default transaction type in a blank, which the simulator refuses', async () => {
    const { shop, client } = await stage();
    const { TransactionType: _left, ...order } = push(shop);
    expect(await client.call('lipaNaMpesaOnline', order)).toMatchObject({
      status: 400,
      data: { errorCode: '400.002.02', errorMessage: 'Bad Request - Invalid TransactionType' },
    });
  });

  it('counts characters for bytes, so that a description with an accent is cut off and refused', async () => {
    const { sim, shop, client } = await stage();
    expect(await client.call('lipaNaMpesaOnline', { ...push(shop), TransactionDesc: 'Café' })).toMatchObject({
      status: 400,
    });
    expect(sim.phone(PHONE).prompt).toBeNull();
  });

  it('registers C2B addresses and is told of a simulated payment', async () => {
    const { shop, client } = await stage({}, C2B_V1);
    const registered = await client.call('c2bRegister', registration(shop));
    expect(registered).toMatchObject({ ResponseCode: '0', OriginatorCoversationID: expect.any(String) });
    const simulated = await client.call('c2bSimulate', {
      ShortCode: Number(PAYBILL),
      CommandID: 'CustomerPayBillOnline',
      Amount: 25,
      Msisdn: Number(PHONE),
      BillRefNumber: 'INV-7',
    });
    expect(simulated).toMatchObject({ ResponseDescription: 'Accept the service request successfully.' });
    expect(await shop.hears('/confirm')).toMatchObject({
      TransactionType: 'Pay Bill',
      TransAmount: '25.00',
      BusinessShortCode: PAYBILL,
      BillRefNumber: 'INV-7',
      MSISDN: HASHED_PHONE,
    });
  });

  it('asks for C2B v1, and is refused by an app that has v2', async () => {
    const { shop, client } = await stage({}, C2B_V2);
    expect(await client.call('c2bRegister', registration(shop))).toMatchObject({
      status: 401,
      data: { errorCode: '401.003.01' },
    });
  });

  it('pays a customer with a credential it encrypted itself, and is told so', async () => {
    const { sim, shop, client } = await stage();
    const { balanceCents } = sim.phone(PHONE);
    expect(await client.call('b2c', payout(shop))).toMatchObject(ACCEPTED);
    expect(await shop.hears('/result')).toMatchObject({ Result: DONE });
    expect(sim.phone(PHONE).balanceCents - balanceCents).toBe(10_000);
  });

  it('is told that a wrong initiator password does not pay', async () => {
    const { sim, shop, client } = await stage({ initiatorPassword: 'Wrong999!*!' });
    const { balanceCents } = sim.phone(PHONE);
    expect(await client.call('b2c', payout(shop))).toMatchObject(ACCEPTED);
    expect(await shop.hears('/result')).toMatchObject({ Result: { ResultCode: 2001 } });
    expect(sim.phone(PHONE).balanceCents).toBe(balanceCents);
  });

  it('is told that a payout died in the queue', async () => {
    const { sim, shop, client } = await stage();
    sim.addFault({ op: 'b2c', fault: 'queue-timeout' });
    const { balanceCents } = sim.phone(PHONE);
    const { ConversationID } = await client.call('b2c', payout(shop));
    expect(await shop.hears('/timeout')).toMatchObject({ Result: { ConversationID } });
    expect(shop.at('/result')).toEqual([]);
    expect(sim.phone(PHONE).balanceCents).toBe(balanceCents);
  });

  it('asks for the balance', async () => {
    const { shop, client } = await stage();
    const accepted = await client.call('accountBalance', {
      Initiator: INITIATOR,
      CommandID: 'AccountBalance',
      PartyA: PAYBILL,
      IdentifierType: '4',
      ...urls(shop),
    });
    expect(accepted).toMatchObject(ACCEPTED);
    expect(await shop.hears('/result')).toMatchObject({ Result: BALANCE_DONE });
    expect(JSON.stringify(shop.at('/result'))).toContain('Utility Account|KES|1000000.00');
  });

  it('asks about a payment by its receipt, and sends it back', async () => {
    const { sim, shop, client } = await stage();
    const { receipt } = await sim.pay(PHONE, { shortcode: PAYBILL, account: 'INV-7', amount: 40 });
    const asked = { Initiator: INITIATOR, TransactionID: receipt ?? '' };
    const { balanceCents } = sim.phone(PHONE);
    const question = { ...asked, PartyA: PAYBILL, IdentifierType: '4' as const };
    await client.call('transactionStatus', { ...question, ...urls(shop, '/status') });
    expect(await shop.hears('/status')).toMatchObject({ Result: DONE });
    expect(JSON.stringify(shop.at('/status'))).toContain(`{"Key":"ReceiptNo","Value":"${receipt}"}`);
    const order = { ...asked, Amount: 40, ReceiverParty: PAYBILL, CommandID: 'TransactionReversal' as const };
    expect(await client.call('reversal', { ...order, ...urls(shop, '/reversed') })).toMatchObject(ACCEPTED);
    expect(await shop.hears('/reversed')).toMatchObject({ Result: DONE });
    expect(sim.phone(PHONE).balanceCents - balanceCents).toBe(4000);
  });
});

async function stage(changes: Record<string, string> = {}, seed?: WorldSeed) {
  const sim = await testSimulator({ seed });
  const configuration = {
    clientKey: KEY,
    clientSecret: SECRET,
    initiatorPassword: INITIATOR_PASSWORD,
    certificatePath: certificateFile(sim),
    ...changes,
  };
  return { sim, shop: await openShop(), client: new MpesaApi(sim, configuration) };
}

function push(shop: Shop) {
  return {
    BusinessShortCode: Number(EXPRESS),
    passKey: PASSKEY,
    TransactionType: 'CustomerPayBillOnline' as const,
    TransactionDesc: 'Lunch',
    Amount: 25,
    PartyA: PHONE,
    PartyB: EXPRESS,
    PhoneNumber: PHONE,
    AccountReference: 'INV-7',
    CallBackURL: shop.url('/stk'),
  };
}

function registration(shop: Shop) {
  return {
    ShortCode: Number(PAYBILL),
    ResponseType: 'Completed' as const,
    ConfirmationURL: shop.url('/confirm'),
    ValidationURL: shop.url('/validate'),
  };
}

function payout(shop: Shop) {
  return {
    Initiator: INITIATOR,
    CommandID: 'BusinessPayment' as const,
    Amount: 100,
    PartyA: PAYBILL,
    PartyB: PHONE,
    ...urls(shop),
  };
}

function urls(shop: Shop, path = '/result') {
  return { ResultURL: shop.url(path), QueueTimeOutURL: shop.url('/timeout') };
}
