import { describe, expect, it } from '@jest/globals';
import {
  MINUTE,
  moneyReceived,
  NOON,
  PHONE,
  samplePolicy,
  samplePush,
} from '../../testing/in-memory/sample-payments.js';
import { hashPhone } from '../../values/payer-identity.js';
import type { MoneyReceivedFact } from '../payment-fact.js';
import type { Payment } from '../payment.js';
import { judgeMoney } from './judge-money.js';
import { candidateQuery } from './money-fit.js';

const push = samplePush({ status: 'pending' });
const PROMPT_END = NOON + 3 * MINUTE;

const place = (fact: MoneyReceivedFact, candidates: readonly Payment[], now = NOON): unknown =>
  judgeMoney(fact, { pushes: candidates, money: [fact], booked: [] }, now, samplePolicy).verdict;

describe('whose money it is', () => {
  it('gives the money to the one push it fits', () => {
    expect(place(moneyReceived(), [push])).toEqual({ place: 'push', payment: push, ambiguous: false });
  });

  it('books it on its own when nothing was asked', () => {
    expect(place(moneyReceived(), [])).toEqual({ place: 'own', ambiguous: false });
  });

  it('waits for the callbacks of several it could be, and then asks a person', () => {
    const later = { ...push, id: 'push-2', promptUntil: PROMPT_END + 1_000 };
    const until = PROMPT_END + 1_000 + samplePolicy.waitForCallbacksMs;
    expect(place(moneyReceived(), [push, later])).toEqual({ place: 'wait', until });
    expect(place(moneyReceived(), [push, later], until - 1)).toEqual({ place: 'wait', until });
    expect(place(moneyReceived(), [push, later], until)).toEqual({
      place: 'review',
      pushes: [push, later],
    });
  });

  it('asks a person where nobody told who paid, although it fits one push only', () => {
    const fact = moneyReceived({ payer: { form: 'none', value: '' } });
    const until = PROMPT_END + samplePolicy.waitForCallbacksMs;
    expect(place(fact, [push])).toEqual({ place: 'wait', until });
    expect(place(fact, [push], until)).toEqual({ place: 'review', pushes: [push] });
  });

  it('fills up pushes that were paid with money that was booked alone, and settles none with it', () => {
    const [fact, booked] = [moneyReceived(), moneyReceived({ receipt: 'UKL0000002' })];
    const until = PROMPT_END + samplePolicy.waitForCallbacksMs;
    const judged = (over: Partial<Payment>) => {
      const pushes = ['push-1', 'push-2'].map((id) => ({ ...push, id, ...over }));
      const neighbours = { pushes, money: [fact], booked: [booked] };
      const { verdict, misbooked } = judgeMoney(fact, neighbours, until, samplePolicy);
      return [verdict.place, misbooked.get(booked)?.id];
    };
    expect(judged({ status: 'succeeded', settledAt: NOON + MINUTE })).toEqual(['push', 'push-2']);
    expect(judged({})).toEqual(['review', undefined]);
  });

  it('does not wait for pushes that do not fit', () => {
    const other = { ...push, id: 'push-2', phone: '254733000000' };
    expect(place(moneyReceived(), [push, other])).toMatchObject({ place: 'push', payment: push });
  });

  it.each<[string, Partial<Payment>, boolean]>([
    ['that is being sent', { status: 'created' }, true],
    ['that nobody acknowledged', { status: 'unknown' }, true],
    ['that a query has settled', { status: 'succeeded', settledAt: NOON + MINUTE }, true],
    ['that lies in review after its horizon', { status: 'review', reviewReason: 'horizon' }, true],
    ['that lies in review for another reason', { status: 'review', reviewReason: 'amount-differs' }, false],
    ['that failed', { status: 'failed' }, false],
    ['that was reversed', { status: 'reversed' }, false],
    ['that has its receipt', { status: 'succeeded', receipt: 'TKL9' }, false],
    ['that was never sent', { sendingAt: null }, false],
    ['of another amount', { amountCents: 150_100 }, false],
    ['of another account', { account: 'other' }, false],
    ['with another reference', { reference: 'ORDER-18' }, false],
    ['to another phone', { phone: '254733000000' }, false],
    ['to no phone', { phone: null }, false],
    ['that is no push', { kind: 'c2b' }, false],
  ])('a push %s: %j fits: %s', (_, over, fits) => {
    expect(place(moneyReceived(), [{ ...push, ...over }])).toMatchObject({ place: fits ? 'push' : 'own' });
  });

  it('is given to a push whose phone was erased with doubt, and not before its callback can have come', () => {
    const erased = {
      ...push,
      phone: null,
      erasedAt: NOON,
      status: 'succeeded',
      settledAt: NOON + MINUTE,
    } as const;
    const until = PROMPT_END + samplePolicy.waitForCallbacksMs;
    expect(place(moneyReceived(), [erased], until)).toMatchObject({ place: 'push', ambiguous: true });
    expect(place(moneyReceived(), [erased], until - 1)).toEqual({ place: 'wait', until });
  });

  it.each<[string, number, boolean]>([
    ['a little before the push was sent', NOON - 5_000, true],
    ['longer before', NOON - 5_001, false],
    ['a little after the prompt ended', PROMPT_END + 5_000, true],
    ['longer after', PROMPT_END + 5_001, false],
  ])('money that moved %s fits: %d, %s', (_, completedAt, fits) => {
    expect(place(moneyReceived({ completedAt }), [push])).toMatchObject({ place: fits ? 'push' : 'own' });
  });

  it.each<[string, number, string]>([
    ['at the moment a query noticed that it was paid', NOON + MINUTE, 'push'],
    ['later, by as much as clocks differ: perhaps by hand', NOON + MINUTE + 1, 'wait'],
    ['later, by as much as clocks may differ', NOON + MINUTE + 5_000, 'wait'],
    ['later than that: certainly by hand', NOON + MINUTE + 5_001, 'own'],
  ])('money of a settled push that moved %s: %d, %s', (_, completedAt, expected) => {
    const settled = { ...push, status: 'succeeded', settledAt: NOON + MINUTE } as const;
    expect(place(moneyReceived({ completedAt, at: NOON + 5 * MINUTE }), [settled])).toMatchObject({
      place: expected,
    });
  });

  const SETTLED = { status: 'succeeded', settledAt: NOON + MINUTE } as const;
  const HORIZON = NOON + samplePolicy.horizonMs('stk-push');
  const TWO_DAYS = NOON + 48 * 60 * MINUTE;
  it.each<[string, Partial<Payment>, number, string]>([
    ['before the push was sent', {}, NOON - 5_001, 'own'],
    ['while the prompt is open', {}, PROMPT_END, 'push'],
    ['while the usual prompt is open, where none is kept', { promptUntil: null }, PROMPT_END, 'push'],
    ['after the prompt of a push that is open', {}, PROMPT_END + 5_001, 'review'],
    ['before a query has settled it', SETTLED, NOON + MINUTE, 'push'],
    ['after a query has settled it', SETTLED, NOON + MINUTE + 1, 'review'],
    ['long after a query has settled it', SETTLED, NOON + 20 * MINUTE, 'review'],
    ['after its prompt, before a query settled it', { ...SETTLED, settledAt: HORIZON }, HORIZON, 'review'],
    ['after the horizon', SETTLED, HORIZON + 5_001, 'review'],
    ['two days later', SETTLED, TWO_DAYS + 5_000, 'review'],
    ['later than that', SETTLED, TWO_DAYS + 5_001, 'own'],
    ['after a callback named its receipt', { ...SETTLED, receipt: 'UKL0000009' }, HORIZON, 'own'],
  ])('money without a time that arrived %s: %j', (_, over, at, expected) => {
    const one = { ...push, ...over };
    const fact = moneyReceived({ completedAt: null, at });
    const until = PROMPT_END + samplePolicy.waitForCallbacksMs;
    expect(place(fact, [one], until)).toMatchObject({ place: expected });
    if (expected !== 'review') return;
    expect(place(fact, [one])).toEqual({ place: 'wait', until });
    expect(place(fact, [one], until)).toEqual({ place: 'review', pushes: [one] });
  });

  it('asks a person about money without a time that fits one push by its arrival and may be that of an earlier one', () => {
    const earlier = { ...push, id: 'push-0', ...SETTLED, sendingAt: NOON - 10 * MINUTE, promptUntil: null };
    const fact = moneyReceived({ completedAt: null });
    expect(place(fact, [earlier, push], NOON + HORIZON)).toMatchObject({ place: 'review' });
  });

  it('keeps to the end of a prompt that is shorter than usual', () => {
    const short = { ...push, promptUntil: NOON + MINUTE };
    expect(place(moneyReceived({ completedAt: NOON + MINUTE + 5_000 }), [short])).toMatchObject({
      place: 'push',
    });
    expect(place(moneyReceived({ completedAt: NOON + MINUTE + 5_001 }), [short])).toMatchObject({
      place: 'own',
    });
  });

  const hash = hashPhone(PHONE);
  it.each<[string, MoneyReceivedFact['payer'], boolean]>([
    ['its mask', { form: 'masked', value: '2547*****000' }, true],
    ['its mask with spaces', { form: 'masked', value: '2547 ***** 000' }, true],
    ['the mask of another phone', { form: 'masked', value: '2547*****126' }, false],
    ['its hash', { form: 'hashed', value: hash }, true],
    [
      'its hash with the middle starred out',
      { form: 'masked', value: `${hash.slice(0, 6)}***${hash.slice(-4)}` },
      true,
    ],
    ['the hash of another phone', { form: 'hashed', value: hashPhone('254733000000') }, false],
  ])('knows a payer by %s: %j %s', (_, payer, fits) => {
    expect(place(moneyReceived({ payer }), [push])).toMatchObject({ place: fits ? 'push' : 'own' });
  });

  it('asks no reference of a till', () => {
    const till = { ...push, accountType: 'till', till: '5123456', reference: 'P12345678901' } as const;
    const fact = moneyReceived({ accountType: 'till', till: '5123456', reference: null });
    expect(place(fact, [till])).toMatchObject({ place: 'push' });
  });
});

describe('candidateQuery', () => {
  it('spans every time of sending whose prompt could have been paid then', () => {
    expect(candidateQuery(moneyReceived(), samplePolicy)).toEqual({
      shortcodes: ['174379'],
      amountCents: 150_000,
      reference: 'ORDER-17',
      sentFrom: NOON + 18_000 - 3 * MINUTE - 5_000,
      sentTo: NOON + 18_000 + 5_000,
    });
  });

  it('looks for a till by both of its numbers and without a reference, two days back where no time is told', () => {
    const fact = moneyReceived({
      accountType: 'till',
      till: '5123456',
      reference: 'typed',
      completedAt: null,
    });
    expect(candidateQuery(fact, samplePolicy)).toMatchObject({
      shortcodes: ['174379', '5123456'],
      reference: null,
      sentFrom: NOON + 19_000 - 48 * 60 * MINUTE - 5_000,
      sentTo: NOON + 19_000 + 5_000,
    });
  });
});
