import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../errors/invalid-request.error.js';
import { NOON, RECEIPT, samplePush } from '../testing/in-memory/sample-payments.js';
import type { Payment } from './payment.js';
import { giveBack, refuseReversal } from './reversal-rules.js';

const paid = samplePush({ status: 'succeeded', receipt: RECEIPT, amountCents: 150_050, version: 4 });

function refusal(original: Payment, cents: number, underWay = 0): Partial<InvalidRequestError> {
  try {
    refuseReversal(original, cents, underWay);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidRequestError);
    return error as InvalidRequestError;
  }
  throw new Error('it was not refused');
}

describe('what may be reversed', () => {
  it('is all of a payment, or any part of it to the cent', () => {
    for (const cents of [150_050, 150_049, 1]) expect(() => refuseReversal(paid, cents, 0)).not.toThrow();
    expect(() => refuseReversal({ ...paid, reversedCents: 50 }, 149_999, 1)).not.toThrow();
  });

  it.each<[string, Partial<Payment>, RegExp]>([
    ['a reversal', { kind: 'reversal', direction: 'out' }, /must not be a reversal/],
    ...(['b2c', 'pochi', 'b2b', 'tax'] as const).map((kind): [string, Partial<Payment>, RegExp] => [
      `money we sent by ${kind}`,
      { kind, direction: 'out' },
      /must be money we received/,
    ]),
    ['what was booked twice', { supersededBy: 'push-2' }, /must be payment push-2/],
    ['what is reversed', { status: 'reversed' }, /must not be reversed twice/],
    ['what is pending', { status: 'pending' }, /must have succeeded/],
    ['what is unknown', { status: 'unknown' }, /must have succeeded/],
    ['what lies in review', { status: 'review' }, /must have succeeded/],
    ['what failed', { status: 'failed' }, /must have succeeded/],
  ])('is not %s', (_, over, message) => {
    const error = refusal({ ...paid, ...over }, 1);
    expect(error).toMatchObject({ field: 'paymentId', value: 'push-1' });
    expect(error.message).toMatch(message);
  });

  it('is no more than is left of it, counting what is under way', () => {
    const error = refusal({ ...paid, reversedCents: 50 }, 100_001, 50_000);
    expect(error).toMatchObject({ field: 'amount', value: '1000.01' });
    expect(error.message).toMatch('must be no more than the 1000.00 shillings that are not reversed yet');
  });

  it('is nothing once all of it is on its way back', () => {
    expect(refusal(paid, 1, 150_050)).toMatchObject({ field: 'paymentId', value: 'push-1' });
    expect(refusal({ ...paid, reversedCents: 150_000 }, 1, 50)).toMatchObject({ field: 'paymentId' });
  });
});

describe('giving back', () => {
  it('adds up, and the payment is reversed with the last cent and not before', () => {
    const at = NOON + 5;
    const first = giveBack(paid, 150_049, at);
    expect(first.payment).toEqual({
      ...paid,
      reversedCents: 150_049,
      status: 'succeeded',
      updatedAt: at,
      version: 5,
    });
    expect(first.event).toMatchObject({ subjectId: 'push-1', seq: 5, payload: { type: 'payment.reversed' } });
    expect(first.event.payload).toMatchObject({ status: 'succeeded', reversedCents: 150_049 });
    const last = giveBack(first.payment, 1, at);
    expect(last.payment).toMatchObject({ reversedCents: 150_050, status: 'reversed', version: 6 });
    expect(last.event.payload).toMatchObject({ status: 'reversed', reversedCents: 150_050 });
  });
});
