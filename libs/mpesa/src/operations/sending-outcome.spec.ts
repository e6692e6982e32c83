import { describe, expect, it } from '@jest/globals';
import { AccountSourceError } from '../errors/account-source.error.js';
import { meaningOf } from '../daraja/catalogue/explain.js';
import { DarajaOutcomeUnknownError } from '../errors/daraja-outcome-unknown.error.js';
import { DarajaRejectedError } from '../errors/daraja-rejected.error.js';
import { DarajaResponseError } from '../errors/daraja-response.error.js';
import { DarajaThrottledError } from '../errors/daraja-throttled.error.js';
import { DarajaUnavailableError } from '../errors/daraja-unavailable.error.js';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { OperatorLockedError } from '../errors/operator-locked.error.js';
import { StorageUnavailableError } from '../errors/storage-unavailable.error.js';
import type { Payment } from '../payments/payment.js';
import { StorageConflict } from '../payments/storage-conflict.js';
import { NOON, samplePolicy, samplePush } from '../testing/in-memory/sample-payments.js';
import { paymentDeparture } from './payment-departure.js';
import type { PaymentSender } from './payment-sender.js';
import { sendingOutcome } from './sending-outcome.js';

const clock = { now: () => NOON };
const refusal = {
  product: 'stk-push',
  httpStatus: 400,
  errorCode: '400.002.02',
  errorMessage: 'Bad Request',
  requestId: 'r-1',
};
const locked = { ...refusal, errorMessage: 'Unable to lock subscriber' };

const payments = { depart: async () => true, takeBack: async () => undefined };
const departing = (payment: Payment) => ({
  clock,
  departure: paymentDeparture({ payments, policy: samplePolicy, clock }, payment, 'owner'),
});

/** Of a request that fails after its departure. */
const outcomeOf = (error: unknown, payment = samplePush()) => {
  const send: PaymentSender['send'] = async (_, departure) => {
    await departure.depart();
    throw error;
  };
  return sendingOutcome({ send }, payment, departing(payment));
};

/** Of one that fails before. */
const outcomeBefore = (error: unknown, payment = samplePush()) =>
  sendingOutcome({ send: () => Promise.reject(error) }, payment, departing(payment));

describe('sendingOutcome', () => {
  it('tells of an acceptance with its ids', async () => {
    const ids = { checkoutRequestId: 'ws_CO_1', merchantRequestId: 'm-1' };
    const push = samplePush();
    expect(await sendingOutcome({ send: async () => ids }, push, departing(push))).toEqual({
      fact: { ...ids, type: 'accepted', paymentId: 'push-1', at: NOON },
      error: null,
    });
  });

  it.each([
    ['nobody could be reached', new DarajaUnavailableError({ product: 'stk-push', reason: 'down' })],
    ['it was not our turn', new DarajaThrottledError({ product: 'stk-push', retryAt: NOON })],
  ])('is not sent when %s, also after its departure', async (_, error) => {
    const outcome = await outcomeOf(error);
    const fact = { type: 'not-sent', paymentId: 'push-1', at: NOON, reason: error.message, version: 1 };
    expect(outcome.fact).toEqual(fact);
    expect(outcome.error).toBeInstanceOf(error.constructor);
    expect(outcome.error).toMatchObject({ paymentId: 'push-1', moneyMayHaveMoved: false, retryable: true });
    expect(error).not.toHaveProperty('paymentId');
  });

  it.each([
    ['its account could not be looked up', new AccountSourceError({ account: 'shop', reason: 'no table' })],
    [
      'its operator is stopped',
      new OperatorLockedError({
        account: 'default',
        initiator: 'clerk',
        resultCode: '8006',
        resultText: null,
        lockedAt: NOON,
      }),
    ],
    ['the request could not be written', new InvalidRequestError('account', 'shop', 'needs a passkey')],
    ['the database is away', new StorageUnavailableError('read the access token')],
  ])('is not sent when %s', async (_, error) => {
    const outcome = await outcomeBefore(error);
    expect(outcome.fact).toMatchObject({ type: 'not-sent', reason: error.message });
    expect(outcome.error).toBeInstanceOf(error.constructor);
    expect(outcome.error).toMatchObject({ paymentId: 'push-1', moneyMayHaveMoved: false });
  });

  it.each<[string, unknown]>([
    ['a storage conflict', new StorageConflict('contention')],
    ['a bug', new TypeError('x is not a function')],
    ['something that is no error', 'text'],
  ])('is not sent after %s before its departure, and says so in a word of its own', async (_, cause) => {
    expect(await outcomeBefore(cause)).toMatchObject({
      fact: { type: 'not-sent' },
      error: { name: 'DarajaUnavailableError', paymentId: 'push-1', moneyMayHaveMoved: false, cause },
    });
  });

  it('is not sent when its departure was refused, or thrown back by the database', async () => {
    const down = new StorageUnavailableError('mark a payment as leaving');
    for (const depart of [async () => false, () => Promise.reject(down)]) {
      const push = samplePush();
      const departure = paymentDeparture(
        { payments: { ...payments, depart }, policy: samplePolicy, clock },
        push,
        'owner',
      );
      const send: PaymentSender['send'] = async () => {
        await departure.depart();
        throw new Error('it left');
      };
      const { fact, error } = await sendingOutcome({ send }, push, { departure, clock });
      expect(fact.type).toBe('not-sent');
      expect(error).toMatchObject({ moneyMayHaveMoved: false, paymentId: 'push-1' });
    }
  });

  it.each([
    ['the key is wrong', { ...refusal, product: 'oauth' }],
    [
      'even a new token is refused',
      { ...refusal, errorCode: '404.001.03', errorMessage: 'Invalid Access Token' },
    ],
  ])('is not sent when %s, and the refusal names the payment', async (_, told) => {
    const outcome = await outcomeOf(new DarajaRejectedError(told));
    expect(outcome).toMatchObject({
      fact: { type: 'not-sent' },
      error: { name: 'DarajaRejectedError', paymentId: 'push-1', errorCode: told.errorCode },
    });
  });

  it.each([
    ['was unreadable', new DarajaResponseError({ product: 'oauth', httpStatus: 200, excerpt: '' })],
    ['could not be had for now', new DarajaRejectedError({ ...refusal, product: 'oauth', retryable: true })],
  ])('is not sent when the token %s: nobody was reached', async (_, cause) => {
    const outcome = await outcomeBefore(cause);
    expect(outcome).toMatchObject({
      fact: { type: 'not-sent' },
      error: { name: 'DarajaUnavailableError', cause },
    });
  });

  it('is refused when the app lacks the product: another token would not help', async () => {
    const errorMessage =
      'Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found';
    const outcome = await outcomeOf(
      new DarajaRejectedError({ ...refusal, errorCode: '401.003.01', errorMessage }),
    );
    expect(outcome.fact).toMatchObject({ type: 'refused', failure: 'refused' });
  });

  it('is refused with code and text when Daraja says no', async () => {
    const outcome = await outcomeOf(new DarajaRejectedError(refusal));
    expect(outcome).toMatchObject({
      fact: { type: 'refused', failure: 'refused', resultCode: '400.002.02', resultText: 'Bad Request' },
      error: { name: 'DarajaRejectedError', paymentId: 'push-1', requestId: 'r-1' },
    });
  });

  it('is an open prompt when the phone is locked, and only for a payment with a phone', async () => {
    expect(await outcomeOf(new DarajaRejectedError(locked))).toMatchObject({
      fact: { type: 'refused', failure: 'prompt-open' },
      error: { name: 'PromptOpenError', retryAt: NOON + 60_000 },
    });
    expect(await outcomeOf(new DarajaRejectedError(locked), samplePush({ phone: null }))).toMatchObject({
      fact: { failure: 'refused' },
      error: { name: 'DarajaRejectedError' },
    });
  });

  it.each<[string, unknown]>([
    ['a doubt', new DarajaOutcomeUnknownError({ product: 'stk-push', reason: 'time-out' })],
    [
      'an answer nobody can read',
      new DarajaResponseError({ product: 'stk-push', httpStatus: 200, excerpt: 'x' }),
    ],
    ['a bug', new TypeError('x is not a function')],
    ['something that is no error', 'text'],
  ])('is unknown after %s', async (_, error) => {
    const outcome = await outcomeOf(error);
    expect(outcome.fact).toMatchObject({ type: 'unanswered', paymentId: 'push-1' });
    expect(outcome.error).toBeInstanceOf(DarajaOutcomeUnknownError);
    expect(outcome.error).toMatchObject({ paymentId: 'push-1', moneyMayHaveMoved: true, retryable: false });
  });

  describe('of a request under a name of ours', () => {
    const wage = samplePush({ kind: 'b2c', direction: 'out', originatorConversationId: 'WAGE-17' });
    const duplicate = {
      ...refusal,
      product: 'b2c',
      errorCode: '500.002.1001',
      errorMessage: 'Duplicate OriginatorConversationID.',
    };

    it.each([
      ['says that the name was used before, whatever the status', { ...duplicate, httpStatus: 200 }],
      ['says so with a status that says no', { ...duplicate, httpStatus: 400 }],
      [
        'comes from a back end that broke down',
        {
          ...duplicate,
          httpStatus: 200,
          errorCode: '500.003.1001',
          errorMessage: 'Service is currently unreachable.',
        },
      ],
      [
        'says what nobody knows, with HTTP 200',
        { ...duplicate, httpStatus: 200, errorCode: '77', errorMessage: 'Hm' },
      ],
    ])('is unknown when the refusal %s', async (_, told) => {
      const outcome = await outcomeOf(new DarajaRejectedError(told), wage);
      expect(outcome).toMatchObject({
        fact: { type: 'unanswered', reason: expect.stringContaining(told.errorMessage) },
        error: { name: 'DarajaOutcomeUnknownError', paymentId: 'push-1', moneyMayHaveMoved: true },
      });
    });

    it('tells what the catalogue knows of the refusal', async () => {
      const { errorCode: code, errorMessage: message } = duplicate;
      const explanation = meaningOf({ code, message, product: 'b2c' });
      const { error } = await outcomeOf(new DarajaRejectedError({ ...duplicate, explanation }), wage);
      expect(error).toMatchObject({ explanation: { failure: 'duplicate', moneyMayHaveMoved: true } });
    });

    it.each([
      [
        'nobody knows its words, with a status that says no',
        { ...duplicate, errorCode: '77', errorMessage: 'Hm' },
      ],
      ['a field is wrong', { ...refusal, product: 'b2c' }],
      [
        'the app may not use v3',
        {
          ...refusal,
          product: 'b2c',
          httpStatus: 403,
          errorCode: '403.002.1001',
          errorMessage: 'not authorized',
        },
      ],
    ])('is refused when %s', async (_, told) => {
      expect((await outcomeOf(new DarajaRejectedError(told), wage)).fact).toMatchObject({ type: 'refused' });
    });

    it('is unknown too where the request has no name of ours, when money was to leave', async () => {
      const supplier = { ...wage, kind: 'b2b', originatorConversationId: null } as const;
      const broken = { ...duplicate, httpStatus: 200, errorCode: '500.003.1001', product: 'b2b' };
      const outcome = await outcomeOf(new DarajaRejectedError(broken), supplier);
      expect(outcome.fact).toMatchObject({ type: 'unanswered' });
    });

    it('is refused when the same words come for a push, which moves nothing without the payer', async () => {
      const outcome = await outcomeOf(new DarajaRejectedError({ ...duplicate, httpStatus: 200 }));
      expect(outcome.fact).toMatchObject({ type: 'refused' });
    });
  });
});
