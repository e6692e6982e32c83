import { describe, expect, it } from '@jest/globals';
import { recorderFixture } from '../../testing/in-memory/recorder-fixture.js';
import {
  autoPolicy,
  CHECKOUT,
  failed,
  moneyReceived,
  NOON,
  PHONE,
  RECEIPT,
  sampleDigests,
  samplePolicy,
  samplePush,
  succeeded,
} from '../../testing/in-memory/sample-payments.js';
import { KeyedDigests, plainDigest } from '../../values/keyed-digests.js';
import type { Payment } from '../payment.js';

const DAY = 86_400_000;
const LEFT = sampleDigests.of('checkout-request', plainDigest(CHECKOUT));

/** A push as erasure leaves it. */
function erasedPush(over: Partial<Payment> = {}): Payment {
  return samplePush({
    status: 'succeeded',
    phone: null,
    receipt: RECEIPT,
    checkoutRequestId: LEFT,
    merchantRequestId: '29115-34620561-1',
    nextCheckAt: null,
    erasedAt: NOON + 90 * DAY,
    ...over,
  });
}

async function fixture(push: Payment) {
  const it = recorderFixture();
  await it.seed(push);
  const now = async () => (await it.storage.queries.get(push.id)) ?? push;
  return { ...it, now };
}

describe('a payment whose personal data was erased', () => {
  it('learns none of it from a late copy, though the copy is known as its own', async () => {
    const { recorder, now } = await fixture(erasedPush());
    const other = { form: 'clear', value: PHONE } as const;
    const told = succeeded({ phone: PHONE, other, partyName: 'JOHN DOE', feeCents: 5_00 });
    expect(await recorder.record([told])).toMatchObject([{ result: 'applied' }]);
    expect(await now()).toEqual({
      ...erasedPush(),
      completedAt: told.completedAt,
      feeCents: 5_00,
      updatedAt: told.at,
      version: 2,
    });
  });

  it('learns none of it from money by hand that is known to be its own', async () => {
    const { recorder, now } = await fixture(erasedPush({ kind: 'c2b', checkoutRequestId: null }));
    const payer = { form: 'clear', value: PHONE } as const;
    await recorder.record([moneyReceived({ receipt: RECEIPT, payer, partyName: 'JOHN', source: 'pull' })]);
    expect(await now()).toMatchObject({ phone: null, partyName: null, receipt: RECEIPT });
  });

  it('is not moved by news of another request', async () => {
    const { recorder, now } = await fixture(erasedPush());
    const told = succeeded({ checkoutRequestId: 'ws_CO_21112026120000000733000000' });
    expect(await recorder.record([told])).toEqual([
      { result: 'ignored', paymentId: 'push-1', reason: 'checkout-request-differs' },
    ]);
    expect(await now()).toEqual(erasedPush());
  });

  it('cannot be told of by what is left of its name', async () => {
    const { recorder } = await fixture(erasedPush());
    expect(await recorder.record([failed({ checkoutRequestId: LEFT })])).toMatchObject([
      { result: 'ignored', reason: 'checkout-request-differs' },
    ]);
  });

  it('knows its name again when the secret was rotated since', async () => {
    const older = new KeyedDigests(['an-older-secret-of-some-length']);
    const left = older.of('checkout-request', plainDigest(CHECKOUT));
    const ring = new KeyedDigests(['a-newer-secret-of-some-length', 'an-older-secret-of-some-length']);
    const it = recorderFixture({
      policy: { ...samplePolicy, erasedCheckouts: (id) => ring.formsOf('checkout-request', plainDigest(id)) },
    });
    await it.seed(erasedPush({ checkoutRequestId: left, receipt: null }));
    await it.recorder.record([succeeded()]);
    expect(await it.storage.queries.get('push-1')).toMatchObject({
      receipt: RECEIPT,
      checkoutRequestId: left,
    });
  });

  it('that had failed is not paid by a late success without a word of Daraja’s, and keeps no number meanwhile', async () => {
    const failure = { status: 'failed', failure: 'cancelled', receipt: null } as const;
    const it = recorderFixture({ policy: autoPolicy });
    await it.seed(erasedPush(failure));
    const other = { form: 'clear', value: PHONE } as const;
    await it.recorder.record([succeeded({ phone: PHONE, other })]);
    const waiting = await it.storage.queries.get('push-1');
    expect(waiting).toMatchObject({ status: 'failed', awaiting: 'confirmation', checkoutRequestId: LEFT });
    expect(JSON.stringify(waiting)).not.toContain(PHONE.slice(3));
  });

  it('of which nothing was sent is not sent again', async () => {
    const { recorder, now } = await fixture(
      erasedPush({ status: 'failed', failure: 'not-sent', receipt: null }),
    );
    const before = await now();
    const { outcome } = await recorder.reopen(before, NOON + 1, 'owner');
    expect(outcome).toMatchObject({ result: 'ignored', reason: 'erased' });
    expect(await now()).toEqual(before);
  });
});
