/** What the simulator refuses is told with cause and advice, as a host sees it: on the error, and from the stored payment. */
import { describe, expect, it } from '@jest/globals';
import {
  DarajaRejectedError,
  DarajaUnavailableError,
  explain,
  explainResult,
  MpesaError,
} from 'nestjs-mpesa';
import { testApp, type TestApp } from '../../support/test-app.js';

const PUSH = { phone: '0708 374 149', amount: 150, reference: 'ORDER-1' };

async function refusalOf(shop: TestApp): Promise<MpesaError> {
  return shop.stk.request(PUSH).then(
    () => Promise.reject(new Error('it was accepted')),
    (error: unknown) => error as MpesaError,
  );
}

describe('an error of the module', () => {
  it('says what a refusal means, and to whom', async () => {
    const shop = await testApp().options({ passkey: 'not-the-passkey-of-174379' }).start();
    const error = await refusalOf(shop);
    expect(error).toBeInstanceOf(DarajaRejectedError);
    expect(error.explanation).toMatchObject({
      failure: 'invalid-request',
      fault: 'caller',
      retryable: false,
      moneyMayHaveMoved: false,
      adviceToPayer: expect.stringContaining('Nothing was paid'),
      adviceToDeveloper: expect.stringContaining('passkey'),
    });
    // The payment keeps what Daraja said, so that it can be explained at any time.
    const [payment] = (await shop.payments.find({})).items;
    const { resultCode: code, resultText: message, kind: product } = payment ?? {};
    expect(explain({ code, message, product }).adviceToDeveloper).toBe(error.explanation?.adviceToDeveloper);
  });

  it('tells wrong keys apart from other trouble with tokens', async () => {
    const error = await refusalOf(await testApp().options({ consumerSecret: 'not-the-secret' }).start());
    expect(error).toMatchObject({
      errorMessage: 'the consumer key or secret is wrong',
      explanation: { failure: 'invalid-token', fault: 'caller' },
    });
  });

  it('has advice where Daraja said nothing at all', async () => {
    const environment = { baseUrl: 'http://127.0.0.1:1' };
    const error = await refusalOf(await testApp().options({ environment }).start());
    expect(error).toBeInstanceOf(DarajaUnavailableError);
    expect(error.explanation).toMatchObject({ failure: 'system-busy', retryable: true });
  });
});

it('a failed payment is explained by its result code', async () => {
  const shop = await testApp().start();
  const { id } = await shop.stk.request(PUSH);
  await shop.sim.answer('254708374149', { action: 'wrong-pin' });
  const payment = await shop.payments.settled(id);
  const { failure, adviceToPayer } = explainResult(payment.resultCode ?? '', payment.kind);
  expect([payment.failure, failure]).toEqual(['wrong-pin', 'wrong-pin']);
  expect(adviceToPayer).toContain('PIN');
});
