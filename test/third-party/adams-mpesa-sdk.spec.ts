import { constants, publicEncrypt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Mpesa } from 'adams-mpesa-sdk';
import type { Simulator, WorldSeed } from 'daraja-simulator';
import { testSimulator } from '../support/test-resources.js';
import { sdk } from './adams-mpesa-sdk.js';
import { ownCertificate, trust } from './own-certificate.js';
import { DONE } from './results.js';
import {
  C2B_V1,
  HASHED_PHONE,
  INITIATOR,
  INITIATOR_PASSWORD,
  KEY,
  PASSKEY,
  PAYBILL,
  PHONE,
  SECRET,
} from './sandbox-data.js';
import { openShop, type Shop } from './shop.js';

const ORDER = { amount: 25, phone: '0708374149', accountReference: 'INV-7', transactionDesc: 'Lunch' };

/** The client sends no callback address that is not https. */
const certificate = ownCertificate();
let distrust: () => void;
beforeAll(() => {
  distrust = trust(certificate.cert);
});
afterAll(() => distrust());

describe('adams-mpesa-sdk 1.1.0', () => {
  it('gets a token, pushes a prompt, reads the callback and finds the payment by query', async () => {
    const { sim, shop, client } = await stage();
    const accepted = await client.stkPush({ ...ORDER, callbackUrl: shop.url('/stk') });
    expect(accepted).toMatchObject({
      ResponseCode: '0',
      CheckoutRequestID: expect.stringMatching(/^ws_CO_/),
    });
    await sim.answer(PHONE, { action: 'pay' });
    expect(readBy(sdk.mpesaCallbackMiddleware(), await shop.hears('/stk'))).toMatchObject({
      CheckoutRequestID: accepted.CheckoutRequestID,
      ResultCode: 0,
      metadata: {
        Amount: 25,
        PhoneNumber: Number(PHONE),
        MpesaReceiptNumber: expect.stringMatching(/^[A-Z0-9]{10}$/),
      },
    });
    const checkoutRequestId = accepted.CheckoutRequestID;
    expect(await client.stkQuery({ checkoutRequestId })).toMatchObject({
      ResponseCode: '0',
      ResultCode: '0',
    });
  });

  it('reads a cancelled prompt in the callback and in the query', async () => {
    const { sim, shop, client } = await stage();
    const accepted = await client.stkPush({ ...ORDER, callbackUrl: shop.url('/stk') });
    await sim.answer(PHONE, { action: 'cancel' });
    const told = readBy(sdk.mpesaCallbackMiddleware(), await shop.hears('/stk'));
    expect(told).toMatchObject({ ResultCode: 1032, CallbackMetadata: undefined });
    const checkoutRequestId = accepted.CheckoutRequestID;
    expect(await client.stkQuery({ checkoutRequestId })).toMatchObject({ ResultCode: '1032' });
  });

  it('finds an open prompt pending by query', async () => {
    const { sim, shop, client } = await stage();
    sim.configure({ pendingQuery: 'result-4999' });
    const accepted = await client.stkPush({ ...ORDER, callbackUrl: shop.url('/stk') });
    const checkoutRequestId = accepted.CheckoutRequestID;
    expect(await client.stkQuery({ checkoutRequestId })).toMatchObject({ ResultCode: '4999' });
  });

  it('uses one token for several calls', async () => {
    const { sim, client } = await stage(C2B_V1);
    await client.c2bSimulate({ amount: 25, phone: PHONE });
    await client.c2bSimulate({ amount: 25, phone: PHONE });
    expect(sim.requests().filter(({ op }) => op === 'oauth')).toHaveLength(1);
  });

  it('names the code of a refusal', async () => {
    const { shop, client } = await stage();
    const order = { ...ORDER, amount: 300_000, callbackUrl: shop.url('/stk') };
    await expect(client.stkPush(order)).rejects.toMatchObject({
      statusCode: 400,
      responseCode: '400.002.02',
      details: { errorMessage: 'Bad Request - Invalid Amount' },
    });
  });

  it('registers C2B addresses and is told of a simulated payment', async () => {
    const { shop, client } = await stage(C2B_V1);
    const registered = await client.c2bRegister({
      confirmationUrl: shop.url('/confirm'),
      validationUrl: shop.url('/validate'),
    });
    expect(registered).toMatchObject({ ResponseCode: '0', OriginatorCoversationID: expect.any(String) });
    expect(await client.c2bSimulate({ amount: 25, phone: PHONE, billRefNumber: 'INV-7' })).toMatchObject({
      ResponseCode: '0',
    });
    expect(readBy(sdk.c2bCallbackMiddleware(), await shop.hears('/confirm'))).toMatchObject({
      metadata: {
        TransAmount: '25.00',
        BusinessShortCode: PAYBILL,
        BillRefNumber: 'INV-7',
        MSISDN: HASHED_PHONE,
      },
    });
  });

  it('pays a customer, and is told so', async () => {
    const { sim, shop, client } = await stage();
    const { balanceCents } = sim.phone(PHONE);
    expect(await client.b2c({ amount: 100, phone: PHONE, ...urls(shop) })).toMatchObject({
      ResponseCode: '0',
      ConversationID: expect.stringMatching(/^AG_/),
    });
    expect(await shop.hears('/result')).toMatchObject({ Result: DONE });
    expect(sim.phone(PHONE).balanceCents - balanceCents).toBe(10_000);
  });

  it('makes credentials that are not encrypted at all, and is told that they are invalid', async () => {
    const { sim, shop } = await stage();
    const client = clientOf(sim, sdk.generateSecurityCredential(INITIATOR_PASSWORD));
    await client.b2c({ amount: 100, phone: PHONE, ...urls(shop) });
    expect(await shop.hears('/result')).toMatchObject({ Result: { ResultCode: 2001 } });
  });

  it('asks about a payment by its receipt', async () => {
    const { sim, shop, client } = await stage();
    const { receipt } = await sim.pay(PHONE, { shortcode: PAYBILL, account: 'INV-7', amount: 40 });
    await client.transactionStatus({ transactionId: receipt ?? '', ...urls(shop) });
    expect(await shop.hears('/result')).toMatchObject({ Result: DONE });
    expect(JSON.stringify(shop.at('/result'))).toContain(`{"Key":"ReceiptNo","Value":"${receipt}"}`);
  });
});

async function stage(seed?: WorldSeed) {
  const sim = await testSimulator({ seed });
  const key = { key: sim.certificate, padding: constants.RSA_PKCS1_PADDING };
  const credential = publicEncrypt(key, Buffer.from(INITIATOR_PASSWORD)).toString('base64');
  return { sim, shop: await openShop(certificate), client: clientOf(sim, credential) };
}

function clientOf(sim: Simulator, securityCredential: string): Mpesa {
  const client = new sdk.Mpesa({
    consumerKey: KEY,
    consumerSecret: SECRET,
    shortcode: PAYBILL,
    passkey: PASSKEY,
    environment: 'sandbox',
    initiatorName: INITIATOR,
    securityCredential,
  });
  client['httpClient'].defaults.baseURL = sim.url;
  return client;
}

function urls(shop: Shop) {
  return { resultUrl: shop.url('/result'), timeoutUrl: shop.url('/timeout') };
}

/** What one of the client's Express middlewares makes of a callback. */
function readBy(middleware: ReturnType<typeof sdk.mpesaCallbackMiddleware>, body: unknown): unknown {
  const request = { body } as Parameters<typeof middleware>[0] & { mpesa?: unknown };
  middleware(request, {} as Parameters<typeof middleware>[1], () => undefined);
  return request.mpesa;
}
