import { describe, expect, it } from '@jest/globals';
import { InMemoryQueryLimitStore } from '../../testing/in-memory/in-memory-query-limit.store.js';
import { LimitedClient } from '../../daraja/limited-client.js';
import { QueryLimiter } from '../../daraja/exchange/query-limiter.js';
import { TransportError } from '../../daraja/wire/transport.js';
import { DarajaOutcomeUnknownError } from '../../errors/daraja-outcome-unknown.error.js';
import { DarajaRejectedError } from '../../errors/daraja-rejected.error.js';
import { DarajaThrottledError } from '../../errors/daraja-throttled.error.js';
import { DarajaUnavailableError } from '../../errors/daraja-unavailable.error.js';
import { IdempotencyConflictError } from '../../errors/idempotency-conflict.error.js';
import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import { PaymentNotFoundError } from '../../errors/payment-not-found.error.js';
import { PromptOpenError } from '../../errors/prompt-open.error.js';
import { StorageUnavailableError } from '../../errors/storage-unavailable.error.js';
import { AccountDirectory } from '../../options/account-directory.js';
import { resolveAccount } from '../../options/resolve-account.js';
import type { Tx } from '../../payments/payment-ports.js';
import type { PaymentRecorderDeps } from '../../payments/recording/payment-recorder.js';
import { PushInquiry } from '../../reconciliation/push-inquiry.js';
import { fakeDaraja, PUSH_ACCEPTED } from '../../testing/in-memory/fake-daraja.js';
import { inMemoryStorage } from '../../testing/in-memory/in-memory-storage.js';
import { recorderFixture, withMethods } from '../../testing/in-memory/recorder-fixture.js';
import {
  CHECKOUT,
  MINUTE,
  NOON,
  PHONE,
  sampleDigests,
  samplePolicy,
  samplePush,
} from '../../testing/in-memory/sample-payments.js';
import { PaymentInitiator } from '../payment-initiator.js';
import { StkPushSender } from './stk-push.sender.js';
import { QuestionTurns } from '../question-turns.js';
import { StkPushService, type StkPushRequest } from './stk-push.service.js';
import { KeyedDigests } from '../../values/keyed-digests.js';
import { requestHash } from '../payment-request.js';

const BASE = 'https://sandbox.safaricom.co.ke';
const app = { consumerKey: 'key', consumerSecret: 'secret' };
const accounts = new AccountDirectory(
  new Map([
    ['default', resolveAccount('default', { ...app, shortcode: '174379', passkey: 'passkey' })],
    [
      'shop',
      resolveAccount('shop', { ...app, type: 'till', shortcode: '600001', till: '5123456', passkey: 'p' }),
    ],
    ['deaf', resolveAccount('deaf', { ...app, shortcode: '600002' })],
  ]),
);

function fixture(
  over: Partial<PaymentRecorderDeps> = {},
  storage = inMemoryStorage(() => `event-${++events}`),
  digests = sampleDigests,
) {
  const base = recorderFixture(over, storage);
  const { clock, recorder } = base;
  const daraja = fakeDaraja(clock);
  daraja.script.push(PUSH_ACCEPTED);
  const sender = new StkPushSender({
    client: daraja.client,
    accounts,
    baseUrl: BASE,
    callbackUrl: (id) => `https://pay.example.co.ke/callbacks/stk/${id}/token`,
    clock,
  });
  const guard = { holds: async () => false };
  const told: string[] = [];
  const initiator = new PaymentInitiator({
    recorder,
    payments: storage.payments,
    queries: storage.queries,
    unitOfWork: { join: (manager) => manager as Tx, inside: (_manager, work) => work() },
    senders: { 'stk-push': sender },
    guard,
    policy: samplePolicy,
    digests,
    clock,
    newOwner: base.newId,
    onUnstored: (message) => told.push(message),
  });
  const limiter = new QueryLimiter({ clock, store: new InMemoryQueryLimitStore() });
  const turns = new QuestionTurns({ queries: storage.queries, limit: limiter.limit, clock });
  const service = new StkPushService({
    initiator,
    turns,
    inquiry: new PushInquiry({ client: new LimitedClient({ client: daraja.client, limiter }), clock }),
    recorder,
    queries: storage.queries,
    accounts,
    baseUrl: BASE,
    policy: samplePolicy,
    clock,
    random: { bytes: (size) => Buffer.alloc(size, 7) },
    newId: base.newId,
  });
  const stored = () => [...storage.unitOfWork.tables.payments.values()];
  return { ...base, daraja, initiator, service, stored, guard, told };
}

let events = 0;

const request: StkPushRequest = { phone: '0722 000 000', amount: 1500, reference: 'ORDER-17' };

describe('asking for a push', () => {
  it('stores it, sends it once and returns it as pending', async () => {
    const { service, daraja, stored } = fixture();
    const payment = await service.request({ ...request, description: 'Tea', metadata: { order: 17 } });
    expect(payment).toMatchObject({
      status: 'pending',
      phone: PHONE,
      amountCents: 150_000,
      reference: 'ORDER-17',
      metadata: { order: 17 },
      checkoutRequestId: CHECKOUT,
      sendingAt: NOON,
      promptUntil: NOON + 3 * MINUTE,
    });
    expect(stored()).toEqual([payment]);
    expect(daraja.sent).toEqual([
      {
        path: '/mpesa/stkpush/v1/processrequest',
        body: expect.objectContaining({
          Amount: 1500,
          PhoneNumber: 254722000000,
          CallBackURL: `https://pay.example.co.ke/callbacks/stk/${payment.id}/token`,
        }),
      },
    ]);
  });

  it('is stored before it is sent', async () => {
    const { service, daraja, stored } = fixture();
    const seen: unknown[] = [];
    daraja.onArrival = () => void seen.push(stored()[0]?.status);
    await service.request(request);
    expect(seen).toEqual(['created']);
  });

  it('makes up a reference of its own, which no other payment has', async () => {
    const { service } = fixture();
    expect((await service.request({ ...request, reference: undefined })).reference).toMatch(
      /^P[0-9A-HJKMNP-Z]{11}$/,
    );
  });

  it('pays the till number of a till', async () => {
    const { service, daraja } = fixture();
    expect(await service.request({ ...request, account: 'shop' })).toMatchObject({ till: '5123456' });
    expect(daraja.sent[0]?.body).toMatchObject({
      TransactionType: 'CustomerBuyGoodsOnline',
      BusinessShortCode: '600001',
      PartyB: '5123456',
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a foreign phone', { phone: '+255722000000' }, 'phone'],
    ['no phone', { phone: undefined }, 'phone'],
    ['cents', { amount: 1.5 }, 'amount'],
    ['nothing', { amount: 0 }, 'amount'],
    ['too much', { amount: 250_001 }, 'amount'],
    ['an amount as text', { amount: '100' }, 'amount'],
    ['a reference of 13', { reference: 'x'.repeat(13) }, 'reference'],
    ['a blank reference', { reference: ' ' }, 'reference'],
    ['a description of 14', { description: 'x'.repeat(14) }, 'description'],
    ['an account nobody knows', { account: 'nobody' }, 'account'],
    ['an account without passkey', { account: 'deaf' }, 'account'],
    ['an empty key', { idempotencyKey: '' }, 'idempotencyKey'],
    ['a list as metadata', { metadata: [1] }, 'metadata'],
  ])('refuses %s before anything is stored or sent', async (_, over, field) => {
    const { service, daraja, stored } = fixture();
    const asking = service.request({ ...request, ...over } as StkPushRequest);
    await expect(asking).rejects.toThrow(InvalidRequestError);
    await expect(asking).rejects.toMatchObject({ field });
    expect([stored().length, daraja.sent.length]).toEqual([0, 0]);
  });
});

describe('what becomes of sending', () => {
  const refused = {
    requestId: 'r-1',
    errorCode: '400.002.02',
    errorMessage: 'Bad Request - Invalid PhoneNumber',
  };

  it('a refusal fails the payment and tells which', async () => {
    const it = fixture();
    it.daraja.script.splice(0, 1, { status: 400, body: refused });
    const asking = it.service.request(request);
    await expect(asking).rejects.toThrow(DarajaRejectedError);
    await expect(asking).rejects.toMatchObject({ errorCode: '400.002.02', paymentId: it.stored()[0]?.id });
    expect(it.stored()).toMatchObject([{ status: 'failed', failure: 'refused', resultCode: '400.002.02' }]);
  });

  it('a phone that Daraja finds locked is an open prompt, and may be asked again', async () => {
    const it = fixture();
    const locked = {
      ...refused,
      errorCode: '500.001.1001',
      errorMessage:
        'Unable to lock subscriber, a transaction is already in process for the current subscriber',
    };
    it.daraja.script.splice(0, 1, { status: 500, body: locked });
    const asking = it.service.request(request);
    await expect(asking).rejects.toThrow(PromptOpenError);
    await expect(asking).rejects.toMatchObject({ openPaymentId: null, retryAt: NOON + MINUTE });
    expect(it.stored()).toMatchObject([{ status: 'failed', failure: 'prompt-open' }]);
    it.daraja.script.splice(0, 1, PUSH_ACCEPTED);
    await expect(it.service.request(request)).resolves.toMatchObject({ status: 'pending' });
  });

  it('a network that takes no byte fails it as not sent', async () => {
    const it = fixture();
    it.daraja.script.splice(0, 1, new TransportError('ECONNREFUSED', { sent: false }));
    await expect(it.service.request(request)).rejects.toThrow(DarajaUnavailableError);
    expect(it.stored()).toMatchObject([{ status: 'failed', failure: 'not-sent', sendingAt: null }]);
  });

  it('an answer that does not come leaves it unknown, never sent again', async () => {
    const it = fixture();
    it.daraja.script.splice(0, 1, new TransportError('socket hang up', { sent: true }));
    const asking = it.service.request({ ...request, idempotencyKey: 'k' });
    await expect(asking).rejects.toThrow(DarajaOutcomeUnknownError);
    expect(it.stored()).toMatchObject([{ status: 'unknown' }]);
    await expect(it.service.request({ ...request, idempotencyKey: 'k' })).resolves.toMatchObject({
      status: 'unknown',
    });
    expect(it.daraja.sent).toHaveLength(1);
  });

  it('an answer that cannot be written down is unknown to the caller', async () => {
    const storage = inMemoryStorage(() => 'event');
    const payments = withMethods(storage.payments, { save: () => Promise.reject(new Error('disk full')) });
    const it = fixture({ payments }, storage);
    const asking = it.service.request(request);
    await expect(asking).rejects.toThrow(DarajaOutcomeUnknownError);
    await expect(asking).rejects.toMatchObject({ reason: 'the answer could not be stored' });
    expect(it.stored()).toMatchObject([{ status: 'created', sendingAt: NOON }]);
  });
});

describe('an idempotency key', () => {
  const keyed = { ...request, idempotencyKey: 'order-17' };
  const plain = requestHash({
    kind: 'stk-push',
    phone: PHONE,
    amountCents: 150_000,
    reference: 'ORDER-17',
    description: undefined,
    metadata: null,
  });

  it('asked again names the same payment and sends nothing', async () => {
    const { service, daraja } = fixture();
    const first = await service.request(keyed);
    expect(await service.request({ ...keyed, phone: '+254 722 000000' })).toEqual(first);
    expect(daraja.sent).toHaveLength(1);
  });

  it('asked from twenty calls at once sends one push', async () => {
    const { service, daraja } = fixture();
    const payments = await Promise.all(Array.from({ length: 20 }, () => service.request(keyed)));
    expect(new Set(payments.map(({ id }) => id)).size).toBe(1);
    expect(daraja.sent).toHaveLength(1);
  });

  it('is known again after the secret was rotated, and names no other request then either', async () => {
    const it = fixture();
    const first = await it.service.request(keyed);
    const ring = new KeyedDigests(['a-newer-secret-of-some-length', 'a-secret-for-the-samples-alone']);
    const later = fixture({}, it.storage, ring);
    expect(await later.service.request(keyed)).toEqual(first);
    await expect(later.service.request({ ...keyed, amount: 1 })).rejects.toThrow(IdempotencyConflictError);
    expect(later.daraja.sent).toEqual([]);
  });

  it('is known again in a row that was stored when there were no keyed digests', async () => {
    const it = fixture();
    const first = await it.service.request(keyed);
    const old = { ...first, requestHash: plain };
    await it.storage.unitOfWork.run((tx) => it.storage.payments.save(tx, [old]));
    expect(await it.service.request(keyed)).toEqual(old);
    await expect(it.service.request({ ...keyed, amount: 1 })).rejects.toThrow(IdempotencyConflictError);
    expect(it.daraja.sent).toHaveLength(1);
  });

  it('is kept with a digest that nobody makes without the secret', async () => {
    const it = fixture();
    const { requestHash: kept } = await it.service.request(keyed);
    const other = fixture({}, undefined, new KeyedDigests(['another-secret-of-some-length']));
    expect(kept).toMatch(/^k1\./);
    expect((await other.service.request(keyed)).requestHash).not.toBe(kept);
  });

  it('of a payment that was not sent and has been erased since is told of, and sends nothing', async () => {
    const it = fixture();
    const unsent = { status: 'failed', failure: 'not-sent', sendingAt: null, phone: null } as const;
    const erased = samplePush({
      ...unsent,
      idempotencyKey: 'order-17',
      requestHash: sampleDigests.of('request', plain),
      erasedAt: NOON,
    });
    await it.seed(erased);
    expect(await it.service.request(keyed)).toEqual(erased);
    expect(it.daraja.sent).toEqual([]);
  });

  it('never names two different requests', async () => {
    const { service } = fixture();
    await service.request(keyed);
    await expect(service.request({ ...keyed, amount: 1 })).rejects.toThrow(IdempotencyConflictError);
  });

  it('of an attempt that was not sent sends once more, from one of many callers', async () => {
    const it = fixture();
    it.daraja.script.splice(0, 1, new TransportError('ECONNREFUSED', { sent: false }));
    await expect(it.service.request(keyed)).rejects.toThrow(DarajaUnavailableError);
    it.daraja.script.splice(0, 1, PUSH_ACCEPTED);
    it.clock.advance(5 * MINUTE);
    const again = await Promise.all([1, 2, 3].map(() => it.service.request(keyed)));
    expect(new Set(again.map(({ id }) => id)).size).toBe(1);
    expect(it.daraja.sent).toHaveLength(2);
    expect(it.stored()).toMatchObject([{ status: 'pending', promptUntil: NOON + 8 * MINUTE }]);
  });
});

describe("a push in the host's transaction", () => {
  it('is sent after the commit, by whoever dispatches', async () => {
    const it = fixture();
    await it.storage.unitOfWork.run(async (tx) => {
      const payment = await it.service.request(request, { manager: tx });
      expect(payment).toMatchObject({ status: 'created', sendingAt: null });
    });
    expect(it.daraja.sent).toHaveLength(0);
    expect(await it.initiator.dispatch()).toBe(1);
    expect(await it.initiator.dispatch()).toBe(0);
    expect(it.stored()).toMatchObject([{ status: 'pending', sendingAt: NOON }]);
    expect(it.daraja.sent).toHaveLength(1);
  });

  it('is not sent when the host rolls back', async () => {
    const it = fixture();
    const failing = it.storage.unitOfWork.run(async (tx) => {
      await it.service.request(request, { manager: tx });
      throw new Error('the order could not be written');
    });
    await expect(failing).rejects.toThrow('could not be written');
    expect(await it.initiator.dispatch()).toBe(0);
    expect([it.stored().length, it.daraja.sent.length]).toEqual([0, 0]);
  });

  it('that is refused ends as an event, because nobody waits for it', async () => {
    const it = fixture();
    it.daraja.script.splice(0, 1, {
      status: 400,
      body: { requestId: 'r', errorCode: '400.002.02', errorMessage: 'Bad' },
    });
    await it.storage.unitOfWork.run((tx) => it.service.request(request, { manager: tx }));
    expect(await it.initiator.dispatch()).toBe(1);
    expect(it.events().map((event) => event.split(' ')[1])).toEqual(['payment.created', 'payment.failed']);
    expect(it.told).toEqual([]);
  });

  it('that cannot be sent for now is told of in the log, and tried again when its lease ends', async () => {
    const it = fixture();
    const { id } = await it.storage.unitOfWork.run((tx) => it.service.request(request, { manager: tx }));
    it.guard.holds = () => Promise.reject(new StorageUnavailableError('read the restores'));
    expect(await it.initiator.dispatch()).toBe(1);
    expect(it.told).toEqual([
      `payment ${id}: not sent for now, and tried again: StorageUnavailableError: storage failed to read the restores`,
    ]);
    expect(it.stored()).toMatchObject([{ status: 'created', sendingAt: null }]);
    it.guard.holds = async () => false;
    it.clock.advance(samplePolicy.sendLeaseMs);
    expect(await it.initiator.dispatch()).toBe(1);
    expect(it.stored()).toMatchObject([{ status: 'pending' }]);
  });
});

describe('shutting down', () => {
  it('waits for the requests between their bytes and their record', async () => {
    const it = fixture();
    let answer = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      it.daraja.onArrival = () => {
        resolve();
        return new Promise((answering) => (answer = answering));
      };
    });
    const asking = it.service.request(request);
    await arrived;
    let settled = false;
    const waiting = it.initiator.settled().then(() => (settled = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe(false);
    answer();
    await waiting;
    expect(it.stored()).toMatchObject([{ status: 'pending' }]);
    await asking;
  });
});

describe('asking how a push stands', () => {
  const result = (ResultCode: string) => ({
    status: 200,
    body: { ResponseCode: '0', CheckoutRequestID: CHECKOUT, ResultCode, ResultDesc: 'told' },
  });

  it.each([
    ['0', 'succeeded', false, null],
    ['1032', 'failed', false, 'cancelled'],
    ['4999', 'pending', true, null],
  ])('records the answer %s as %s', async (code, status, pending, failure) => {
    const it = fixture();
    const { id } = await it.service.request(request);
    it.daraja.script.splice(0, 1, result(code));
    expect(await it.service.query(id)).toMatchObject({
      payment: { id, status },
      pending,
      result: { code, failure },
    });
  });

  it('is limited before Daraja limits it', async () => {
    const it = fixture();
    const { id } = await it.service.request(request);
    it.daraja.script.splice(0, 1, result('4999'));
    await it.service.query(id);
    const second = it.service.query(id);
    await expect(second).rejects.toThrow(DarajaThrottledError);
    await expect(second).rejects.toMatchObject({ retryAt: NOON + 12_000 });
    expect(it.daraja.sent).toHaveLength(2);
  });

  it('draws on the share of the one it is asked for', async () => {
    const it = fixture();
    const { id } = await it.service.request(request);
    it.daraja.script.splice(0, 1, result('4999'));
    await it.service.query(id, { askedBy: 'tenant-1' });
    it.clock.advance(12_000);
    const again = it.service.query(id, { askedBy: 'tenant-1' });
    await expect(again).rejects.toMatchObject({ retryAt: NOON + 24_000 });
  });

  it('needs a payment that Daraja has acknowledged', async () => {
    const it = fixture();
    await expect(it.service.query('nobody')).rejects.toThrow(PaymentNotFoundError);
    it.daraja.script.splice(0, 1, new TransportError('hang up', { sent: true }));
    await expect(it.service.request(request)).rejects.toThrow();
    await expect(it.service.query(it.stored()[0]?.id ?? '')).rejects.toMatchObject({ field: 'paymentId' });
  });
});
