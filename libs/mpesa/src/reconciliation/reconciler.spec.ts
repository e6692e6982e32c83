import { describe, expect, it } from '@jest/globals';
import { InMemoryQueryLimitStore } from '../testing/in-memory/in-memory-query-limit.store.js';
import { LimitedClient } from '../daraja/limited-client.js';
import { QueryLimiter } from '../daraja/exchange/query-limiter.js';
import { TransportError } from '../daraja/wire/transport.js';
import type { Payment } from '../payments/payment.js';
import { fakeDaraja, type ScriptedAnswer } from '../testing/in-memory/fake-daraja.js';
import { recorderFixture, withMethods } from '../testing/in-memory/recorder-fixture.js';
import { CHECKOUT, MINUTE, NOON, samplePolicy, samplePush } from '../testing/in-memory/sample-payments.js';
import { PushInquiry } from './push-inquiry.js';
import { PushPaymentInquiry } from './push-payment.inquiry.js';
import { Reconciler, type ReconcilerDeps } from './reconciler.js';

const HOUR = 60 * MINUTE;
const INTERVAL = 15_000;
const app = { baseUrl: 'https://sandbox.safaricom.co.ke', consumerKey: 'key', consumerSecret: 'secret' };

const result = (ResultCode: string): ScriptedAnswer => ({
  status: 200,
  body: { ResponseCode: '0', ResultCode, ResultDesc: 'told' },
});
const PENDING = result('4999');
const TOO_OFTEN: ScriptedAnswer = {
  status: 429,
  body: {
    fault: {
      faultstring: 'Spike arrest violation',
      detail: { errorcode: 'policies.ratelimit.SpikeArrestViolation' },
    },
  },
};

/** A push that was accepted at noon and is due now. */
const due = (over: Partial<Payment> = {}): Payment =>
  samplePush({ status: 'pending', checkoutRequestId: CHECKOUT, nextCheckAt: NOON, ...over });

const CLAIM = { receipt: null, amountCents: null, phone: null, completedAt: null, at: NOON } as const;

interface Setting {
  readonly ownLimit?: boolean;
  readonly deps?: (fixture: ReturnType<typeof recorderFixture>) => Partial<ReconcilerDeps>;
}

function fixture({ ownLimit = false, deps = () => ({}) }: Setting = {}) {
  const base = recorderFixture();
  const { clock, storage } = base;
  const daraja = fakeDaraja(clock);
  const errors: unknown[] = [];
  const limit = ownLimit ? undefined : { intervalMs: 1, burst: 1_000 };
  const limiter = new QueryLimiter({ clock, store: new InMemoryQueryLimitStore() }, limit);
  const pushes = new PushPaymentInquiry({
    inquiry: new PushInquiry({ client: new LimitedClient({ client: daraja.client, limiter }), clock }),
    accountOf: async (name) => (name === 'default' ? { app, shortcode: '174379', passkey: 'passkey' } : null),
    isErased: async () => false,
    clock,
  });
  const reconciler = new Reconciler({
    payments: storage.payments,
    recorder: base.recorder,
    inquiries: { 'stk-push': pushes },
    policy: samplePolicy,
    intervalMs: INTERVAL,
    clock,
    newOwner: base.newId,
    comeBackAt: () => undefined,
    onError: (error) => errors.push(error),
    ...deps(base),
  });
  return { ...base, daraja, errors, reconciler };
}

describe('a push that Daraja has acknowledged', () => {
  it.each([
    ['0', { status: 'succeeded', settledBy: 'query', receipt: null }],
    ['1032', { status: 'failed', failure: 'cancelled', settledBy: 'query' }],
    ['77777', { status: 'failed', failure: 'unknown' }],
  ])('is settled by the answer %s', async (code, expected) => {
    const it = fixture();
    it.daraja.script.push(result(code));
    await it.seed(due());
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ ...expected, nextCheckAt: null });
    expect(it.daraja.sent).toMatchObject([{ body: { CheckoutRequestID: CHECKOUT } }]);
  });

  it('is asked about again after pauses that double up to sixteen intervals', async () => {
    const it = fixture();
    it.daraja.script.push(PENDING);
    await it.seed(due());
    const pauses: number[] = [];
    for (let round = 0; round < 7; round++) {
      await it.reconciler.idle();
      const next = it.payment('push-1')?.nextCheckAt ?? 0;
      pauses.push((next - it.clock.now()) / INTERVAL);
      it.clock.set(next);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 16, 16]);
    expect(it.payment('push-1')).toMatchObject({ status: 'pending', checks: 7 });
  });

  it('is not asked about before it is due', async () => {
    const it = fixture();
    await it.seed(due({ nextCheckAt: NOON + 1 }));
    await it.reconciler.idle();
    expect(it.daraja.sent).toEqual([]);
  });

  it('is asked once more at its horizon, an hour after its sending, and only then goes to a person', async () => {
    const it = fixture();
    it.daraja.script.push(PENDING);
    await it.seed(due({ checks: 9, createdAt: NOON - HOUR }));
    it.clock.set(NOON + HOUR - 1_000);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'pending', nextCheckAt: NOON + HOUR });
    it.clock.set(NOON + HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({
      status: 'review',
      reviewReason: 'horizon',
      nextCheckAt: null,
    });
    expect(it.daraja.sent).toHaveLength(2);
  });

  it('is settled, not reviewed, when the last question is answered', async () => {
    const it = fixture();
    it.daraja.script.push(result('0'));
    await it.seed(due());
    it.clock.set(NOON + 2 * HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded' });
  });

  it('is asked about again when Daraja could not be asked', async () => {
    const it = fixture();
    it.daraja.script.push(new TransportError('ECONNREFUSED', { sent: false }));
    await it.seed(due());
    await it.reconciler.idle();
    expect(it.errors).toHaveLength(1);
    expect(it.payment('push-1')).toMatchObject({
      status: 'pending',
      nextCheckAt: NOON + INTERVAL,
      checks: 1,
    });
  });

  it('is asked about again, and goes to a person in the end, when the answer is for another push', async () => {
    const it = fixture();
    const body = { ResponseCode: '0', ResultCode: '0', ResultDesc: 'told', CheckoutRequestID: 'ws_CO_other' };
    it.daraja.script.push({ status: 200, body });
    await it.seed(due());
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({
      status: 'pending',
      nextCheckAt: NOON + INTERVAL,
      checks: 1,
    });
    it.clock.set(NOON + HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({
      status: 'review',
      reviewReason: 'horizon',
      nextCheckAt: null,
    });
  });

  it('of an account that is gone waits for its callback until the horizon', async () => {
    const it = fixture();
    await it.seed(due({ account: 'gone' }));
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ nextCheckAt: NOON + HOUR });
    expect(it.daraja.sent).toEqual([]);
  });
});

describe('a push without acknowledgement', () => {
  it('is given up as unanswered when its sender did not come back', async () => {
    const it = fixture();
    const leaseEnd = NOON + samplePolicy.sendLeaseMs;
    await it.seed(samplePush({ nextCheckAt: NOON }));
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'created', nextCheckAt: leaseEnd });
    it.clock.set(leaseEnd);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'unknown', nextCheckAt: NOON + HOUR });
    expect(it.daraja.sent).toEqual([]);
  });

  it('goes to a person at the horizon, because there is nothing to ask by', async () => {
    const it = fixture();
    await it.seed(samplePush({ status: 'unknown', nextCheckAt: NOON + HOUR }));
    it.clock.set(NOON + HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'review', reviewReason: 'horizon' });
    expect(it.daraja.sent).toEqual([]);
  });

  it('that nobody sent until its time was over is failed as not sent', async () => {
    const it = fixture();
    await it.seed(samplePush({ sendingAt: null, nextCheckAt: NOON + HOUR }));
    it.clock.set(NOON + HOUR - 1);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'created' });
    it.clock.set(NOON + HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'failed', failure: 'not-sent' });
  });

  it('that another process sends while an earlier payment is asked about is not called unsent', async () => {
    const it = fixture();
    it.daraja.script.push(PENDING);
    await it.seed(due(), samplePush({ id: 'late', sendingAt: null, nextCheckAt: NOON + HOUR }));
    it.clock.set(NOON + HOUR);
    it.daraja.onArrival = async () => {
      const [now, owner] = [it.clock.now(), 'dispatcher'];
      const [late] = await it.storage.payments.claimUnsent(owner, now, now + MINUTE, 9);
      const id = late?.id ?? '';
      expect(await it.storage.payments.depart({ id, owner, at: now, nextCheckAt: now + MINUTE })).toBe(true);
    };
    await it.reconciler.idle();
    expect(it.payment('late')).toMatchObject({ status: 'created', sendingAt: NOON + HOUR });
    expect(it.payment('late')?.nextCheckAt).toBe(NOON + HOUR + MINUTE);
  });
});

describe('when it is not our turn', () => {
  const two = [due(), due({ id: 'push-2', checkoutRequestId: 'ws_CO_2' })];

  it("waits for Daraja's word with all payments of the app, and counts no question", async () => {
    const it = fixture();
    it.daraja.script.push(TOO_OFTEN);
    await it.seed(...two);
    await it.reconciler.idle();
    expect(it.daraja.sent).toHaveLength(1);
    const [one, other] = ['push-1', 'push-2'].map((id) => it.payment(id));
    expect(one?.nextCheckAt).toBeGreaterThan(NOON);
    expect([other?.nextCheckAt, one?.checks, other?.checks]).toEqual([one?.nextCheckAt, 0, 0]);
    expect(it.errors).toEqual([]);
  });

  it('asks no faster than our own limit', async () => {
    const it = fixture({ ownLimit: true });
    it.daraja.script.push(PENDING);
    await it.seed(...two);
    await it.reconciler.idle();
    expect(it.daraja.sent).toHaveLength(1);
    expect(it.payment('push-2')).toMatchObject({ nextCheckAt: NOON + 12_000, checks: 0 });
  });

  it('sends nobody to a person for being throttled at the horizon', async () => {
    const it = fixture();
    it.daraja.script.push(TOO_OFTEN);
    await it.seed(due());
    it.clock.set(NOON + 2 * HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'pending' });
  });

  it('leaves to a person what was throttled for a whole day after its horizon', async () => {
    const it = fixture();
    it.daraja.script.push(TOO_OFTEN);
    await it.seed(due());
    it.clock.set(NOON + 25 * HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'review', reviewReason: 'horizon' });
  });
});

describe('a question that nobody answers at the horizon', () => {
  const UNREACHABLE = new TransportError('ECONNREFUSED', { sent: false });
  const DOWN: ScriptedAnswer = { status: 503, body: '<html>Service Unavailable</html>' };
  const REFUSED: ScriptedAnswer = {
    status: 500,
    body: { requestId: '1', errorCode: '500.001.1001', errorMessage: 'The transaction does not Exist' },
  };
  /** News of a push that nobody has acknowledged, long after it went to a person. */
  const toldLate = (at: number) =>
    due({
      status: 'review',
      reviewReason: 'horizon',
      checkoutRequestId: null,
      claim: { ...CLAIM, at, open: ['ids'], checkoutRequestId: CHECKOUT },
      awaiting: 'confirmation',
      nextCheckAt: at,
    });

  it.each([
    ['Daraja cannot be reached', UNREACHABLE],
    ['Daraja is down', DOWN],
    ['it is not our turn', TOO_OFTEN],
  ])('sends no push to a person while %s, but for a day at most', async (_, silence) => {
    const it = fixture();
    it.daraja.script.push(silence);
    await it.seed(due());
    for (const at of [HOUR, 2 * HOUR, 25 * HOUR - 1]) {
      it.clock.set(NOON + at);
      await it.reconciler.idle();
      expect(it.payment('push-1')).toMatchObject({ status: 'pending', nextCheckAt: expect.any(Number) });
    }
    it.clock.set(NOON + 26 * HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'review', reviewReason: 'horizon' });
  });

  it.each([
    ['Daraja cannot be reached', UNREACHABLE],
    ['Daraja is down', DOWN],
    ['it is not our turn', TOO_OFTEN],
  ])('is put again about a success that is told days later, while %s', async (_, silence) => {
    const it = fixture();
    // Twice: what is down is asked a second time at once.
    it.daraja.script.push(silence, silence, result('0'));
    const at = NOON + 72 * HOUR;
    await it.seed(toldLate(at));
    it.clock.set(at);
    await it.reconciler.idle();
    const waiting = it.payment('push-1');
    expect(waiting).toMatchObject({ status: 'review', claim: { checkoutRequestId: CHECKOUT } });
    it.clock.set(waiting?.nextCheckAt ?? 0);
    await it.reconciler.idle();
    it.clock.set(it.payment('push-1')?.nextCheckAt ?? it.clock.now());
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'succeeded', settledBy: 'query' });
  });

  it('is put again while nobody may ask', async () => {
    const it = fixture({ deps: () => ({ inquiries: { 'stk-push': { ask: async () => 'unasked' } } }) });
    await it.seed(due());
    it.clock.set(NOON + 25 * HOUR - 1);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'pending', checks: 1 });
  });

  it('is given up a day after the success was told, and no earlier', async () => {
    const it = fixture();
    it.daraja.script.push(UNREACHABLE);
    const at = NOON + 72 * HOUR;
    await it.seed(toldLate(at));
    it.clock.set(at + 24 * HOUR - 1);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ awaiting: 'confirmation' });
    it.clock.set(at + 25 * HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'review', claim: null, nextCheckAt: null });
  });

  it('keeps no push open for longer, however late made-up names are told', async () => {
    const it = fixture();
    it.daraja.script.push(UNREACHABLE);
    const at = NOON + 25 * HOUR;
    const unheard = { status: 'unknown', reviewReason: null } as const;
    await it.seed({ ...toldLate(at), ...unheard });
    it.clock.set(NOON + 26 * HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'review', claim: null });
  });

  it.each([
    ['a push', due()],
    ['names that were made up', toldLate(NOON + 72 * HOUR)],
  ])('is not one that Daraja refused: %s goes to a person', async (_, push) => {
    const it = fixture();
    it.daraja.script.push(REFUSED);
    await it.seed(push);
    it.clock.set(NOON + 72 * HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'review', claim: null, nextCheckAt: null });
  });
});

describe('Reconciler', () => {
  it('works off everything that is due, oldest promise first', async () => {
    const it = fixture();
    it.daraja.script.push(result('0'));
    const many = Array.from({ length: 45 }, (_, index) =>
      due({ id: `push-${index}`, checkoutRequestId: `ws_CO_${index}`, nextCheckAt: NOON - index }),
    );
    await it.seed(...many);
    await it.reconciler.idle();
    const asked = it.daraja.sent.map(({ body }) => (body as { CheckoutRequestID: string }).CheckoutRequestID);
    expect(asked).toEqual(many.map(({ checkoutRequestId }) => checkoutRequestId).reverse());
  });

  it('holds what it asks about for two minutes, so that no other instance asks too', async () => {
    const it = fixture();
    it.daraja.script.push(PENDING);
    await it.seed(due());
    const seen: unknown[] = [];
    it.daraja.onArrival = async () => {
      seen.push(it.payment('push-1')?.nextCheckAt);
      seen.push(await it.storage.payments.claimDue('other', NOON + 2 * MINUTE - 1, NOON + HOUR, 9));
    };
    await it.reconciler.idle();
    expect(seen).toEqual([NOON + 2 * MINUTE, []]);
  });

  it('gives its claims back when it cannot record, and tells why', async () => {
    const down = new Error('database down');
    const it = fixture({ deps: () => ({ recorder: { recordUnlocked: () => Promise.reject(down) } }) });
    it.daraja.script.push(result('0'));
    const claimed = { id: 'claimed', claim: CLAIM, awaiting: 'confirmation' } as const;
    await it.seed(due(), due({ ...claimed, checkoutRequestId: 'ws_CO_2' }));
    await it.reconciler.idle();
    expect(it.errors).toEqual([down]);
    for (const id of ['push-1', 'claimed'])
      expect(it.payment(id)).toMatchObject({ status: 'pending', nextCheckAt: NOON });
    expect(it.storage.unitOfWork.tables.checkOwners.size).toBe(0);
  });

  it('leaves alone what a callback has settled while it asked', async () => {
    const it = fixture();
    it.daraja.script.push(PENDING);
    await it.seed(due());
    const settle = it.recorder.record.bind(it.recorder);
    let settling: Promise<unknown> = Promise.resolve();
    it.daraja.onArrival = () => {
      settling = settle([
        {
          type: 'refused',
          paymentId: 'push-1',
          at: NOON,
          failure: 'refused',
          resultCode: null,
          resultText: '',
        },
      ]);
    };
    await it.reconciler.idle();
    await settling;
    expect(it.payment('push-1')).toMatchObject({ status: 'failed', nextCheckAt: null });
  });

  it('claims nothing more once it is stopped', async () => {
    const claims: number[] = [];
    const it = fixture({
      deps: ({ storage }) => ({
        payments: withMethods(storage.payments, {
          claimDue: async () => {
            claims.push(1);
            return [];
          },
        }),
      }),
    });
    await it.reconciler.stop();
    it.reconciler.wake();
    await it.reconciler.idle();
    expect(claims).toEqual([]);
  });
});

describe('claims that wait for their confirmation, and pushes that nobody told of', () => {
  const pushes = (count: number, name: string, over: Partial<Payment>) =>
    Array.from({ length: count }, (_, n) =>
      due({ id: `${name}-${n}`, checkoutRequestId: `${name}-${n}`, ...over }),
    );

  it.each([
    [30, 3],
    [3, 30],
  ])('take turns at one question every twelve seconds: %i claims, %i pushes', async (claims, lost) => {
    const it = fixture({ ownLimit: true });
    it.daraja.script.push(PENDING);
    await it.seed(
      ...pushes(claims, 'claim', { claim: CLAIM, awaiting: 'confirmation' }),
      ...pushes(lost, 'lost', {}),
    );
    for (let turn = 0; turn < 6; turn++) {
      await it.reconciler.idle();
      it.clock.advance(12_000);
    }
    const asked = it.daraja.sent.map(({ body }) => (body as { CheckoutRequestID: string }).CheckoutRequestID);
    expect(asked).toHaveLength(6);
    expect(asked.filter((id) => id.startsWith('lost'))).toHaveLength(3);
  });

  it('of which a claim was never answered are asked about for one horizon more, and then go to a person', async () => {
    const it = fixture();
    it.daraja.script.push(PENDING);
    const open = ['ids', 'amount'] as const;
    const at = NOON + 50 * MINUTE;
    await it.seed(due({ claim: { ...CLAIM, at, open }, awaiting: 'confirmation', checks: 9 }));
    it.clock.set(NOON + HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'pending' });
    it.clock.set(at + HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({
      status: 'review',
      reviewReason: 'horizon: ids, amount not proven',
      claim: null,
      awaiting: null,
    });
  });

  it('of which made-up names are told again and again go to a person after one horizon more all the same', async () => {
    const it = fixture();
    it.daraja.script.push(PENDING);
    const claim = { ...CLAIM, at: NOON + 3 * HOUR, open: ['ids'] as const };
    await it.seed(due({ claim, awaiting: 'confirmation', checks: 9 }));
    it.clock.set(NOON + 3 * HOUR + MINUTE);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'review', claim: null });
  });

  it('on a failure are asked about no longer than that either', async () => {
    const it = fixture();
    it.daraja.script.push(PENDING);
    await it.seed(due({ status: 'failed', claim: { ...CLAIM, open: [] }, awaiting: 'confirmation' }));
    it.clock.set(NOON + HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({
      status: 'review',
      reviewReason: 'horizon',
      nextCheckAt: null,
    });
  });

  it('on a failure that an older version erased leave nothing to ask about for ever', async () => {
    const it = fixture();
    await it.seed(due({ status: 'failed', erasedAt: NOON, checkoutRequestId: 'k1.left' }));
    it.clock.set(NOON + HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ status: 'failed', nextCheckAt: null });
  });

  it('in review are asked about no longer than that, where no answer can end the doubt', async () => {
    const it = fixture();
    it.daraja.script.push(result('0'));
    const doubt = { status: 'review', reviewReason: 'amount-differs: asked 1500, told 100' } as const;
    const claim = { ...CLAIM, at: NOON, open: ['ids'] as const };
    await it.seed(due({ ...doubt, claim, awaiting: 'confirmation' }));
    it.clock.set(NOON + 2 * HOUR);
    await it.reconciler.idle();
    expect(it.payment('push-1')).toMatchObject({ ...doubt, claim: null, awaiting: null, nextCheckAt: null });
  });
});
