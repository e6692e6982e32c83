import { describe, expect, it } from '@jest/globals';
import { Mpesa, STKPushResultWrapper, ValidationRequestWrapper } from 'daraja.js';
import type { Simulator, WorldSeed } from 'daraja-simulator';
import { testSimulator } from '../support/test-resources.js';
import { certificateFile } from './certificate-file.js';
import { BALANCE_DONE, DONE } from './results.js';
import {
  C2B_V1,
  EXPRESS,
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

type StkCallback = ConstructorParameters<typeof STKPushResultWrapper>[0];
type Validation = ConstructorParameters<typeof ValidationRequestWrapper>[0];

describe('daraja.js 1.0.2', () => {
  it('gets a token, pushes a prompt, reads the callback and finds the payment by query', async () => {
    const { sim, shop, client } = await stage();
    const accepted = await push(client, shop).send();
    expect(accepted.data).toMatchObject({
      CheckoutRequestID: expect.stringMatching(/^ws_CO_/),
      ResponseCode: '0',
    });
    await sim.answer(PHONE, { action: 'pay' });
    const told = new STKPushResultWrapper(await shop.hears<StkCallback>('/stk'));
    expect({
      okay: told.isOkay(),
      amount: told.getTransactionAmount(),
      phone: told.getSenderPhoneNo(),
      receipt: told.getMpesaReceiptNo(),
    }).toEqual({
      okay: true,
      amount: 25,
      phone: Number(PHONE),
      receipt: expect.stringMatching(/^[A-Z0-9]{10}$/),
    });
    const found = await ask(client, accepted.getTransactionID());
    expect([found.isOkay(), found.getResultCode()]).toEqual([true, '0']);
  });

  it('reads a cancelled prompt in the callback and in the query', async () => {
    const { sim, shop, client } = await stage();
    const accepted = await push(client, shop).send();
    await sim.answer(PHONE, { action: 'cancel' });
    const told = new STKPushResultWrapper(await shop.hears<StkCallback>('/stk'));
    expect([told.isOkay(), told.getResultCode()]).toEqual([false, 1032]);
    const found = await ask(client, accepted.getTransactionID());
    expect(found.getResultCode()).toBe('1032');
  });

  it('takes the HTTP 500 of a push that is still pending for success', async () => {
    const { sim, shop, client } = await stage();
    sim.configure({ pendingQuery: 'error-500' });
    const accepted = await push(client, shop).send();
    expect((await ask(client, accepted.getTransactionID())).isOkay()).toBe(true);
    expect(lastRequest(sim, 'stkquery')).toMatchObject({
      status: 500,
      responseBody: { errorCode: '500.001.1001' },
    });
  });

  it('registers C2B addresses and is told of a simulated payment', async () => {
    const { shop, client } = await stage(C2B_V1);
    expect((await registration(client, shop).registerURLS()).isOkay()).toBe(true);
    const payment = client
      .c2b()
      .shortCode(PAYBILL)
      .accountNumber('INV-7')
      .amount(25)
      .phoneNumber(Number(PHONE));
    expect((await payment.simulate()).isOkay()).toBe(true);
    expect(await shop.hears('/confirm')).toMatchObject({
      TransAmount: '25.00',
      BillRefNumber: 'INV-7',
      MSISDN: HASHED_PHONE,
    });
  });

  it('reads the payment it is asked to validate', async () => {
    const { sim, shop, client } = await stage(C2B_V1);
    await registration(client, shop).registerURLS();
    sim.setShortcode(PAYBILL, { externalValidation: 'on' });
    expect(await sim.pay(PHONE, { shortcode: PAYBILL, account: 'INV-7', amount: 25 })).toMatchObject({
      accepted: true,
    });
    const asked = new ValidationRequestWrapper(await shop.hears<Validation>('/validate'));
    expect([asked.getTransactionAmount(), asked.getAccountNumber(), asked.getPhoneNumber()]).toEqual([
      25,
      'INV-7',
      HASHED_PHONE,
    ]);
  });

  it('says pay bill when it is told to say buy goods', async () => {
    const { sim, shop, client } = await stage();
    await push(client, shop).paymentType('CustomerBuyGoodsOnline').send();
    expect(lastRequest(sim, 'stkpush')?.requestBody).toMatchObject({
      TransactionType: 'CustomerPayBillOnline',
    });
  });

  it("pays a customer, with a credential for Safaricom's certificate where the simulator takes any", async () => {
    const { sim, shop, client } = await stage();
    const { balanceCents } = sim.phone(PHONE);
    expect((await payout(client, shop).send()).isOkay()).toBe(true);
    expect(await shop.hears('/result')).toMatchObject({ Result: DONE });
    expect(sim.phone(PHONE).balanceCents - balanceCents).toBe(10_000);
  });

  it("is told that a credential for Safaricom's certificate is none of the simulator's", async () => {
    const { sim, shop, client } = await stage();
    sim.configure({ credentials: 'checked' });
    expect((await payout(client, shop).send()).isOkay()).toBe(true);
    expect(await shop.hears('/result')).toMatchObject({ Result: { ResultCode: 2001 } });
  });

  it('leaves the credential out when it is given a certificate, and is refused', async () => {
    const { sim, shop } = await stage();
    const client = clientOf(sim, {
      initiatorPassword: INITIATOR_PASSWORD,
      certificatePath: certificateFile(sim),
    });
    await expect(payout(client, shop).send()).rejects.toMatchObject({
      response: { status: 400, data: { errorMessage: 'Bad Request - Invalid SecurityCredential' } },
    });
  });

  it('asks for the balance', async () => {
    const { shop, client } = await stage();
    const question = client.accountBalance().shortCode(PAYBILL).initiator(INITIATOR);
    const accepted = await question.resultURL(shop.url('/result')).timeoutURL(shop.url('/timeout')).query();
    expect(accepted.ResponseCode).toBe('0');
    expect(await shop.hears('/result')).toMatchObject({ Result: BALANCE_DONE });
    expect(JSON.stringify(shop.at('/result'))).toContain('Utility Account|KES|1000000.00');
  });

  it('asks about a payment by its receipt, as identifier type 1 though it is a pay bill, and sends it back', async () => {
    const { sim, shop, client } = await stage();
    const { receipt } = await sim.pay(PHONE, { shortcode: PAYBILL, account: 'INV-7', amount: 40 });
    const { balanceCents } = sim.phone(PHONE);
    const question = client
      .transactionStatus()
      .shortCode(PAYBILL)
      .transactionID(receipt ?? '');
    await question.resultURL(shop.url('/status')).timeoutURL(shop.url('/timeout')).queryStatus();
    expect(lastRequest(sim, 'status')?.requestBody).toMatchObject({ IdentifierType: '1' });
    expect(await shop.hears('/status')).toMatchObject({ Result: DONE });
    expect(JSON.stringify(shop.at('/status'))).toContain(`{"Key":"ReceiptNo","Value":"${receipt}"}`);
    const order = client
      .reversal()
      .shortCode(PAYBILL)
      .initiator(INITIATOR)
      .amount(40)
      .transactionID(receipt ?? '');
    await order.resultURL(shop.url('/reversed')).timeoutURL(shop.url('/timeout')).send();
    expect(await shop.hears('/reversed')).toMatchObject({ Result: DONE });
    expect(sim.phone(PHONE).balanceCents - balanceCents).toBe(4000);
  });
});

/** The client encrypts with the certificate it brings along, which is Safaricom's. */
async function stage(seed?: WorldSeed) {
  const sim = await testSimulator({ seed, settings: { credentials: 'any' } });
  const client = clientOf(sim, { initiatorPassword: INITIATOR_PASSWORD });
  return { sim, shop: await openShop(), client };
}

function clientOf(sim: Simulator, initiator: { initiatorPassword: string; certificatePath?: string }): Mpesa {
  const client = new Mpesa({ consumerKey: KEY, consumerSecret: SECRET, ...initiator }, 'sandbox');
  client['_http'].baseUrl = sim.url;
  return client;
}

function push(client: Mpesa, shop: Shop) {
  const order = client.stkPush().shortCode(EXPRESS).lipaNaMpesaPassKey(PASSKEY).phoneNumber(Number(PHONE));
  return order.amount(25).accountNumber('INV-7').description('Lunch').callbackURL(shop.url('/stk'));
}

function ask(client: Mpesa, checkoutRequestId: string) {
  const question = client.stkPush().shortCode(EXPRESS).lipaNaMpesaPassKey(PASSKEY);
  return question.checkoutRequestID(checkoutRequestId).queryStatus();
}

function registration(client: Mpesa, shop: Shop) {
  const order = client.c2b().shortCode(PAYBILL).callbackURL(shop.url('/unused'));
  return order.confirmationURL(shop.url('/confirm')).validationURL(shop.url('/validate'));
}

function payout(client: Mpesa, shop: Shop) {
  const order = client
    .b2c()
    .shortCode(PAYBILL)
    .phoneNumber(Number(PHONE))
    .amount(100)
    .initiatorName(INITIATOR);
  return order.resultURL(shop.url('/result')).timeoutURL(shop.url('/timeout'));
}

function lastRequest(sim: Simulator, op: string) {
  return sim.requests().findLast((request) => request.direction === 'in' && request.op === op);
}
