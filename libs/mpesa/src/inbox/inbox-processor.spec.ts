import { describe, expect, it } from '@jest/globals';
import { StorageUnavailableError } from '../errors/storage-unavailable.error.js';
import type { Inquiry } from '../inquiries/inquiry.js';
import type { Payment } from '../payments/payment.js';
import { recorderFixture, withMethods, type RecorderFixture } from '../testing/in-memory/recorder-fixture.js';
import {
  autoPolicy,
  CHECKOUT,
  MINUTE,
  NOON,
  PHONE,
  RECEIPT,
  samplePush,
} from '../testing/in-memory/sample-payments.js';
import type { C2bReceiver } from '../translation/c2b.js';
import { UNLISTED, type ArrivedCallback, type StoredCallback } from './inbox-store.js';
import { InboxProcessor, type InboxProcessorDeps } from './inbox-processor.js';

const pending = samplePush({ status: 'pending', checkoutRequestId: CHECKOUT });
const paybill: C2bReceiver = { name: 'default', type: 'paybill', shortcode: '174379', till: null };

const settled = { ...pending, status: 'succeeded', receipt: RECEIPT, settledBy: 'callback' } as const;
/** Acknowledged with one of its names only. */
const halfNamed = samplePush({
  kind: 'b2b',
  direction: 'out',
  status: 'unknown',
  conversationId: 'AG_1',
});
const payout = { ...halfNamed, originatorConversationId: '16740-1' };
const refunded: Payment = {
  ...payout,
  kind: 'reversal',
  status: 'succeeded',
  receipt: 'UKL0000007',
  instruction: { receipt: 'UKK0000001' },
};

const paid = (over: Record<string, unknown> = {}, amount = 1_500) => ({
  Body: {
    stkCallback: {
      CheckoutRequestID: CHECKOUT,
      ResultCode: 0,
      ResultDesc: 'ok',
      CallbackMetadata: {
        Item: [
          { Name: 'Amount', Value: amount },
          { Name: 'MpesaReceiptNumber', Value: RECEIPT },
          { Name: 'TransactionDate', Value: 20261121120000 },
          { Name: 'PhoneNumber', Value: Number(PHONE) },
        ],
      },
      ...over,
    },
  },
});

const done = (ConversationID: string, OriginatorConversationID: string) => ({
  Result: { ResultCode: 0, ResultDesc: 'ok', ConversationID, OriginatorConversationID },
});

const gaveBack = (Value: string) => ({
  Result: {
    ...done('AG_1', '16740-1').Result,
    ResultParameters: { ResultParameter: [{ Key: 'OriginalTransactionID', Value }] },
  },
});

const confirmed = (over: Record<string, unknown> = {}) => ({
  TransID: RECEIPT,
  TransAmount: '1500.00',
  TransTime: '20261121120000',
  BusinessShortCode: '174379',
  BillRefNumber: 'ORDER-17',
  MSISDN: PHONE,
  ...over,
});

let callbacks = 0;

function arrived(body: unknown, over: Partial<ArrivedCallback> = {}): ArrivedCallback {
  return {
    id: `callback-${++callbacks}`,
    kind: 'stk',
    paymentId: 'push-1',
    shortcode: null,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    raw: true,
    sourceAddress: '196.201.214.200',
    receivedAt: NOON,
    status: 'new',
    reason: null,
    ...over,
  };
}

const c2b = (body: unknown, over: Partial<ArrivedCallback> = {}): ArrivedCallback =>
  arrived(body, { kind: 'c2b-confirmation', paymentId: null, shortcode: '174379', ...over });

interface Fixture extends RecorderFixture {
  readonly processor: InboxProcessor;
  readonly told: string[];
  readonly errors: unknown[];
  process(...callbacks: ArrivedCallback[]): Promise<void>;
  stored(id: string): StoredCallback | undefined;
}

function fixture(over: (fixture: RecorderFixture) => Partial<InboxProcessorDeps> = () => ({})): Fixture {
  const base = recorderFixture();
  const told: string[] = [];
  const errors: unknown[] = [];
  const processor = new InboxProcessor({
    store: base.storage.inbox,
    recorder: base.recorder,
    standingOrders: { recordUnlocked: async () => [] },
    inquiries: { record: async () => null },
    lookups: {
      receiverOf: async (shortcode) => (shortcode === '174379' ? paybill : 'unknown'),
      isOurQuestion: (_, word) => word === 'our word',
    },
    clock: base.clock,
    newOwner: base.newId,
    onUnmatched: ({ id }) => told.push(`unmatched ${id}`),
    onRejected: ({ id }, reason) => told.push(`rejected ${id} ${reason}`),
    onRefusedQuestion: async ({ paymentId, resultCode, isProven }) =>
      void told.push(`${isProven ? 'refused' : 'seems refused'} ${paymentId} ${resultCode}`),
    onError: (error) => errors.push(error),
    ...over(base),
  });
  return {
    ...base,
    processor,
    told,
    errors,
    process: async (...arriving) => {
      await base.storage.inbox.store(arriving);
      await processor.idle();
    },
    stored: (id) => base.storage.unitOfWork.tables.callbacks.get(id)?.callback,
  };
}

describe('a stored callback', () => {
  it('becomes the fact that settles its payment', async () => {
    const it = fixture();
    await it.seed(pending);
    const callback = arrived(paid());
    await it.process(callback);
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT, settledAt: NOON });
    expect(it.stored(callback.id)).toMatchObject({ status: 'done', reason: null, attempts: 1 });
    expect(it.told).toEqual([]);
  });

  it('is done with as a repetition when it tells nothing new', async () => {
    const it = fixture();
    await it.seed(pending);
    const [first, second] = [arrived(paid()), arrived(paid({ ResultDesc: 'again' }))];
    await it.process(first, second);
    expect(it.stored(second.id)).toMatchObject({ status: 'done', reason: 'repetition' });
    expect(it.events()).toEqual(['push-1 payment.succeeded']);
  });

  it('changes nothing while it says that the push is pending', async () => {
    const it = fixture();
    await it.seed(pending);
    const callback = arrived(paid({ ResultCode: 4999 }));
    await it.process(callback);
    expect(it.stored(callback.id)).toMatchObject({ status: 'done', reason: 'still-pending' });
    expect(it.payment('push-1')).toEqual(pending);
  });

  it('is told of in no more words than a person reads, whatever stands in it', async () => {
    const it = fixture();
    const callback = c2b(confirmed({ BusinessShortCode: '6'.repeat(20_000) }));
    await it.process(callback);
    expect(it.stored(callback.id)?.reason).toMatch(/^foreign-shortcode: 6+$/);
    expect(it.stored(callback.id)?.reason).toHaveLength(200);
  });

  it.each<[string, ArrivedCallback]>([
    ['unreadable', arrived('{"Body":')],
    ['unreadable', arrived({ Body: {} })],
    ['unreadable', c2b({ TransAmount: '5.00' })],
    ['checkout-request-differs', arrived(paid({ CheckoutRequestID: 'ws_CO_other' }))],
    ['foreign-shortcode: 600000', c2b(confirmed({ BusinessShortCode: '600000' }))],
    ['no-account-for-shortcode', c2b(confirmed(), { shortcode: '600000' })],
    ['not-a-callback-we-read', arrived(confirmed(), { kind: 'c2b-validation', shortcode: '174379' })],
    ['not-a-callback-we-read', arrived(paid(), { paymentId: null })],
  ])('is kept as rejected and told of: %s', async (reason, callback) => {
    const it = fixture();
    await it.seed(pending);
    await it.process(callback);
    expect(it.stored(callback.id)).toMatchObject({ status: 'rejected', reason });
    expect(it.told).toEqual([`rejected ${callback.id} ${reason}`]);
    expect(it.payment('push-1')).toEqual(pending);
  });

  it.each([
    ['receipt-differs', { ...settled, receipt: 'UKL0000002' }, arrived(paid())],
    ['receipt-taken', pending, arrived(paid())],
    ['amount-differs-after-success', settled, arrived(paid({}, 1_499))],
    [
      'original-differs-after-success',
      refunded,
      arrived(gaveBack('UKK0000009'), { kind: 'reversal-result' }),
    ],
    ['conversation-differs', payout, arrived(done('AG_2', '16740-2'), { kind: 'b2b-result' })],
    ['conversation-taken', halfNamed, arrived(done('AG_1', '16740-3'), { kind: 'b2b-timeout' })],
  ])(
    'that contradicts what is known is kept as rejected and told of: %s',
    async (reason, payment, callback) => {
      const it = fixture();
      await it.seed(
        payment,
        {
          ...settled,
          id: 'push-2',
          checkoutRequestId: 'ws_CO_2',
          receipt: reason === 'receipt-taken' ? RECEIPT : 'UKL0000009',
        },
        { ...payout, id: 'payout-2', conversationId: 'AG_3', originatorConversationId: '16740-3' },
      );
      await it.process(callback);
      expect(it.stored(callback.id)).toMatchObject({ status: 'rejected', reason });
      expect(it.told).toEqual([`rejected ${callback.id} ${reason}`]);
      expect(it.payment('push-1')).toEqual(payment);
    },
  );

  it('that takes back what a customer agreed to is kept as rejected and told of', async () => {
    const it = fixture(() => ({
      standingOrders: {
        recordUnlocked: async (facts) =>
          facts.map(({ standingOrderId: paymentId }) => ({
            result: 'ignored',
            paymentId,
            reason: 'agreement-stands',
          })),
      },
    }));
    const declined = { responseHeader: { responseCode: '1032' }, responseBody: { responseData: [] } };
    const callback = arrived(declined, { kind: 'ratiba' });
    await it.process(callback);
    expect(it.told).toEqual([`rejected ${callback.id} agreement-stands`]);
  });

  it('of a payment we do not know is kept, and matched when it turns up', async () => {
    const it = fixture();
    const callback = arrived(paid());
    await it.process(callback);
    expect(it.stored(callback.id)).toMatchObject({ status: 'unmatched', reason: 'no such payment' });
    expect(it.told).toEqual([`unmatched ${callback.id}`]);
    await it.processor.rematch();
    await it.processor.idle();
    expect(it.stored(callback.id)).toMatchObject({ status: 'unmatched', attempts: 1 });
    await it.seed(pending);
    await it.processor.rematch();
    await it.processor.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded' });
    expect(it.stored(callback.id)).toMatchObject({ status: 'done' });
  });

  it('from elsewhere is no more believed when its payment turns up than it would have been before', async () => {
    const it = fixture(({ storage }) => ({
      recorder: recorderFixture({ policy: autoPolicy }, storage).recorder,
    }));
    const callback = arrived(paid(), { reason: UNLISTED });
    await it.process(callback);
    expect(it.stored(callback.id)).toMatchObject({ status: 'unmatched', reason: UNLISTED });
    await it.seed(pending);
    await it.processor.rematch();
    await it.processor.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'pending', awaiting: 'confirmation' });
  });

  it('that fits two pushes is looked at again soon, and settles with the callback that ends the doubt', async () => {
    const it = fixture();
    await it.seed(pending, { ...pending, id: 'push-2', checkoutRequestId: 'ws_CO_2' });
    const callback = c2b(confirmed());
    await it.process(callback);
    expect(it.stored(callback.id)).toMatchObject({ status: 'waiting', nextAt: NOON + 2_000 });
    await it.processor.idle();
    expect(it.stored(callback.id)).toMatchObject({ attempts: 1 });
    it.clock.advance(2_000);
    await it.process(arrived(paid()));
    expect(it.stored(callback.id)).toMatchObject({ status: 'done' });
    expect(it.payment('push-1')).toMatchObject({ receipt: RECEIPT });
    expect(it.payment('push-2')).toMatchObject({ status: 'pending' });
  });

  it('in quarantine is left alone', async () => {
    const it = fixture();
    await it.seed(pending);
    const callback = arrived(paid(), { status: 'quarantined' });
    await it.process(callback);
    expect(it.stored(callback.id)).toMatchObject({ status: 'quarantined', attempts: 0 });
    expect(it.payment('push-1')).toEqual(pending);
  });
});

describe('InboxProcessor', () => {
  it('keeps each outcome with its callback in a mixed batch', async () => {
    const it = fixture();
    await it.seed(pending);
    const [broken, orphan, good] = [
      arrived('no json'),
      arrived(paid(), { paymentId: 'nobody' }),
      arrived(paid()),
    ];
    await it.process(broken, orphan, good);
    expect([broken, orphan, good].map(({ id }) => it.stored(id)?.status)).toEqual([
      'rejected',
      'unmatched',
      'done',
    ]);
  });

  it('works off everything that is due, batch after batch', async () => {
    const batches: number[] = [];
    const it = fixture(({ recorder }) => ({
      recorder: {
        recordUnlocked: (facts) => {
          batches.push(facts.length);
          return recorder.recordUnlocked(facts);
        },
      },
    }));
    const many = Array.from({ length: 120 }, (_, index) =>
      c2b(confirmed({ TransID: `UKL${String(index + 1).padStart(7, '0')}`, BillRefNumber: 'typed' })),
    );
    await it.process(...many);
    expect(batches).toEqual([50, 50, 20]);
    expect(it.storage.unitOfWork.tables.payments.size).toBe(120);
  });

  it('gives its claims back when the database is away, and tells why', async () => {
    const down = new StorageUnavailableError('commit a change');
    let failing = true;
    const it = fixture(({ recorder }) => ({
      recorder: {
        recordUnlocked: (facts) => (failing ? Promise.reject(down) : recorder.recordUnlocked(facts)),
      },
    }));
    await it.seed(pending);
    const callback = arrived(paid());
    await it.process(callback);
    expect(it.errors).toEqual([down]);
    expect(it.stored(callback.id)).toMatchObject({ status: 'new', attempts: 0 });
    failing = false;
    await it.processor.idle();
    expect(it.stored(callback.id)).toMatchObject({ status: 'done' });
  });

  it('records the others when one of a batch cannot be recorded, and looks at that one again later', async () => {
    const poison = 'UKL0000POI';
    const refused = new Error('value too long');
    const it = fixture(({ recorder }) => ({
      recorder: {
        recordUnlocked: (facts) =>
          facts.some((fact) => 'receipt' in fact && fact.receipt === poison)
            ? Promise.reject(refused)
            : recorder.recordUnlocked(facts),
      },
    }));
    const bad = c2b(confirmed({ TransID: poison }));
    const good = c2b(confirmed({ TransID: 'UKL0000OKA' }));
    await it.process(bad, good);
    expect(it.errors).toEqual([refused]);
    expect(it.stored(good.id)).toMatchObject({ status: 'done' });
    expect(it.stored(bad.id)).toMatchObject({ status: 'waiting', reason: 'could not be recorded: Error' });
  });

  it('looks again at what cannot be recorded after twice as long each time, half an hour at most', async () => {
    const it = fixture(() => ({
      recorder: { recordUnlocked: () => Promise.reject(new Error('value too long')) },
    }));
    const bad = c2b(confirmed());
    const pauses: number[] = [];
    await it.process(bad);
    for (let attempt = 1; attempt <= 13; attempt++) {
      const pause = (it.stored(bad.id)?.nextAt ?? 0) - it.clock.now();
      pauses.push(pause);
      it.clock.advance(pause);
      await it.processor.idle();
    }
    expect(pauses.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(pauses.slice(-3)).toEqual([2_048_000, 2_048_000, 2_048_000]);
  });

  it('looks again before two seconds have passed where the doubt ends earlier', async () => {
    const until = NOON + 500;
    const it = fixture(() => ({ recorder: { recordUnlocked: async () => [{ result: 'waiting', until }] } }));
    const callback = c2b(confirmed());
    await it.process(callback);
    expect(it.stored(callback.id)).toMatchObject({ status: 'waiting', nextAt: until });
  });

  it('looks at what has waited for long less often, and at the latest after a minute', async () => {
    const recorder = { recordUnlocked: async () => [{ result: 'waiting', until: Infinity } as const] };
    const it = fixture(() => ({ recorder }));
    const callback = c2b(confirmed());
    const pauses: number[] = [];
    await it.process(callback);
    for (const age of [0, 30_000, 320_000, 3_600_000]) {
      it.clock.set(callback.receivedAt + 10_000 + age);
      await it.processor.idle();
      pauses.push(Number(it.stored(callback.id)?.nextAt) - it.clock.now());
    }
    expect(pauses).toEqual([2_000, 2_500, 20_625, 60_000]);
  });

  it('remembers while it waits that it came from elsewhere', async () => {
    const until = NOON + 500;
    const waits: InboxProcessorDeps['recorder'] = {
      recordUnlocked: async () => [{ result: 'waiting', until }],
    };
    for (const reason of [null, UNLISTED]) {
      const it = fixture(() => ({ recorder: waits }));
      const callback = c2b(confirmed(), { reason });
      await it.process(callback);
      expect(it.stored(callback.id)?.reason).toBe(reason ?? 'fits pushes that are not settled');
    }
  });

  it('changes nothing when a batch is processed twice because its completion was lost', async () => {
    let losing = true;
    const it = fixture(({ storage }) => ({
      store: withMethods(storage.inbox, {
        complete: async (owner, outcomes) => {
          if (!losing) return storage.inbox.complete(owner, outcomes);
          losing = false;
          throw new Error('connection lost');
        },
      }),
    }));
    await it.seed(pending);
    const callback = arrived(paid());
    await it.process(callback);
    await it.processor.idle();
    expect(it.stored(callback.id)).toMatchObject({ status: 'done', reason: 'repetition' });
    expect(it.events()).toEqual(['push-1 payment.succeeded']);
  });

  it('claims nothing more once it is stopped', async () => {
    const it = fixture();
    await it.seed(pending);
    await it.processor.stop();
    await it.process(arrived(paid()));
    expect(it.payment('push-1')).toEqual(pending);
  });
});

describe('a question that M-Pesa refused because of its operator', () => {
  const answered = (ResultCode: number | string, word = 'our word') => {
    const ReferenceData = { ReferenceItem: { Key: 'Occasion', Value: word } };
    const ResultDesc = 'The initiator information is invalid.';
    return arrived(
      { Result: { ResultType: 0, ResultCode, ResultDesc, ReferenceData } },
      { kind: 'check-result' },
    );
  };

  it.each([2001, '8006', 18])('%s is told, and says nothing of the payment', async (code) => {
    const it = fixture();
    await it.seed(pending);
    const callback = answered(code);
    await it.process(callback);
    expect(it.told).toEqual([`refused push-1 ${code}`]);
    expect(it.stored(callback.id)).toMatchObject({ status: 'done', reason: 'operator-refused' });
    expect(it.payment('push-1')).toMatchObject({ status: 'pending' });
  });

  it.each([2001, '8006', 18])(
    '%s without the word of the question is rejected, and told apart',
    async (code) => {
      const it = fixture();
      await it.seed(pending);
      const callback = answered(code, '');
      await it.process(callback);
      expect(it.told).toEqual([`seems refused push-1 ${code}`, expect.stringContaining('unproven')]);
      expect(it.stored(callback.id)).toMatchObject({ status: 'rejected', reason: 'unproven' });
    },
  );

  it('is not told for a transaction that was not found', async () => {
    const it = fixture();
    await it.seed(pending);
    await it.process(answered('SFC_IC0003'));
    expect(it.told).toEqual([]);
  });
});

describe('the answer to a question', () => {
  const parameters = { TransactionStatus: 'Completed', ReceiptNo: RECEIPT, Amount: '1500.00' };
  const ResultParameter = Object.entries(parameters).map(([Key, Value]) => ({ Key, Value }));
  const answer = (word = 'our word') =>
    arrived(
      {
        Result: {
          ResultCode: 0,
          ResultDesc: 'ok',
          ResultParameters: { ResultParameter },
          ReferenceData: { ReferenceItem: { Key: 'Occasion', Value: word } },
        },
      },
      { kind: 'status-result', paymentId: 'question-1' },
    );
  const asking = (settled: Awaited<ReturnType<InboxProcessorDeps['inquiries']['record']>>) =>
    fixture(() => ({ inquiries: { record: async () => settled } }));
  const inquiry = { id: 'question-1', paymentId: 'push-1' } as Inquiry;

  it.each([
    [true, null],
    [false, 'repetition'],
  ])('is news of its payment as well, also when it had settled already: %p', async (changed, reason) => {
    const it = asking({ inquiry, changed });
    await it.seed(pending);
    const callback = answer();
    await it.process(callback);
    expect(it.stored(callback.id)).toMatchObject({ status: 'done', reason });
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
  });

  it('is no news of its payment when it does not bring back the word of the question', async () => {
    const it = asking({ inquiry, changed: true });
    await it.seed(pending);
    await it.process(answer('another word'), answer(''));
    expect(it.payment('push-1')).toEqual(pending);
  });

  it('comes again soon, uncounted, while its payment is locked by somebody', async () => {
    let locked = true;
    const it = fixture(({ recorder }) => ({
      inquiries: { record: async () => ({ inquiry, changed: true }) },
      recorder: {
        recordUnlocked: (facts) =>
          locked
            ? Promise.resolve(facts.map(() => ({ result: 'locked', paymentId: 'push-1' }) as const))
            : recorder.recordUnlocked(facts),
      },
    }));
    await it.seed(pending);
    const callback = answer();
    await it.process(callback);
    expect(it.stored(callback.id)).toMatchObject({
      status: 'waiting',
      reason: 'its payment is locked by another transaction',
      attempts: 0,
    });
    locked = false;
    it.clock.advance(MINUTE);
    await it.processor.idle();
    expect(it.stored(callback.id)).toMatchObject({ status: 'done' });
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
  });

  it('comes again where its money may be that of pushes which are not settled', async () => {
    let until = NOON + MINUTE;
    const it = fixture(({ recorder }) => ({
      inquiries: { record: async () => ({ inquiry, changed: true }) },
      recorder: {
        recordUnlocked: (facts) =>
          until > 0 ? Promise.resolve([{ result: 'waiting', until }]) : recorder.recordUnlocked(facts),
      },
    }));
    await it.seed(pending);
    const callback = answer();
    await it.process(callback);
    expect(it.stored(callback.id)).toMatchObject({
      status: 'waiting',
      reason: 'fits pushes that are not settled',
    });
    until = 0;
    it.clock.advance(MINUTE);
    await it.processor.idle();
    expect(it.stored(callback.id)).toMatchObject({ status: 'done' });
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded', receipt: RECEIPT });
  });

  it('that nobody asked is kept as unmatched and told of', async () => {
    const it = asking(null);
    const callback = answer();
    await it.process(callback);
    expect(it.stored(callback.id)).toMatchObject({ status: 'unmatched', reason: 'no such inquiry' });
    expect(it.told).toEqual([`unmatched ${callback.id}`]);
  });
});

describe('a look-up that fails', () => {
  it('keeps its own callback waiting, and no other of the batch', async () => {
    const asked: string[] = [];
    const it = fixture(() => ({
      lookups: {
        receiverOf: async (shortcode) => {
          asked.push(shortcode);
          if (shortcode === '600111') throw new Error('the table is locked');
          return paybill;
        },
        isOurQuestion: () => false,
      },
    }));
    await it.seed(pending);
    const held = c2b(confirmed({ BusinessShortCode: '600111' }), { shortcode: '600111' });
    const booked = c2b(confirmed({ TransID: 'UKL51ZDR4G', BillRefNumber: 'ORDER-18' }));
    await it.process(held, booked);
    expect(it.stored(held.id)).toMatchObject({ status: 'waiting', reason: 'could not be recorded: Error' });
    expect(it.stored(booked.id)).toMatchObject({ status: 'done' });
    expect(asked).toEqual(['600111', '174379']);
    expect(it.errors).toHaveLength(1);
  });
});
