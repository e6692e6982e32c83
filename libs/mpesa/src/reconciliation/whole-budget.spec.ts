/** Five questions a minute are few: none of them may be left unasked while somebody waits for an answer. */
import { describe, expect, it } from '@jest/globals';
import { LimitedClient } from '../daraja/limited-client.js';
import { QueryLimiter } from '../daraja/exchange/query-limiter.js';
import { fakeDaraja } from '../testing/in-memory/fake-daraja.js';
import { InMemoryQueryLimitStore } from '../testing/in-memory/in-memory-query-limit.store.js';
import { recorderFixture } from '../testing/in-memory/recorder-fixture.js';
import { NOON, samplePolicy, samplePush } from '../testing/in-memory/sample-payments.js';
import { Alarm } from '../values/alarm.js';
import { PushInquiry } from './push-inquiry.js';
import { PushPaymentInquiry } from './push-payment.inquiry.js';
import { Reconciler } from './reconciler.js';

const SECOND = 1_000;
/** When the job comes by itself. */
const TICK_MS = 5 * SECOND;
const app = { baseUrl: 'https://sandbox.safaricom.co.ke', consumerKey: 'key', consumerSecret: 'secret' };
const PAID = { status: 200, body: { ResponseCode: '0', ResultCode: '0', ResultDesc: 'paid' } };

describe('ten pushes whose callbacks were lost', () => {
  it.each([1, 2])('are settled one every twelve seconds, by %i instances', async (instances) => {
    const { asked, payments } = await settleTen(instances);
    expect(asked).toEqual(Array.from({ length: 10 }, (_, turn) => turn * 12 * SECOND));
    expect(payments.every(({ status }) => status === 'succeeded')).toBe(true);
  });
});

/** Lets time run from one thing that happens to the next: the job's ticks, and the alarms of the instances. */
async function settleTen(instances: number) {
  const base = recorderFixture();
  const { clock, storage } = base;
  const daraja = fakeDaraja(clock);
  daraja.script.push(PAID);
  const asked: number[] = [];
  daraja.onArrival = () => void asked.push(clock.now() - NOON);
  const limits = new InMemoryQueryLimitStore();
  const timers = new Set<{ at: number; ring: () => void }>();
  const instance = (): Reconciler => {
    const limiter = new QueryLimiter({ clock, store: limits });
    const pushes = new PushPaymentInquiry({
      inquiry: new PushInquiry({ client: new LimitedClient({ client: daraja.client, limiter }), clock }),
      accountOf: async () => ({ app, shortcode: '174379', passkey: 'passkey' }),
      isErased: async () => false,
      clock,
    });
    const after = (ms: number, ring: () => void): (() => void) => {
      const timer = { at: clock.now() + ms, ring };
      timers.add(timer);
      return () => void timers.delete(timer);
    };
    const alarm = new Alarm({ clock, after, ring: () => reconciler.wake() });
    const reconciler = new Reconciler({
      payments: storage.payments,
      recorder: base.recorder,
      inquiries: { 'stk-push': pushes },
      policy: samplePolicy,
      intervalMs: 15 * SECOND,
      clock,
      newOwner: base.newId,
      comeBackAt: (at) => alarm.set(at),
      onError: (error) => {
        throw error;
      },
    });
    return reconciler;
  };
  const reconcilers = Array.from({ length: instances }, instance);
  const pushes = Array.from({ length: 10 }, (_, n) =>
    samplePush({ id: `push-${n}`, status: 'pending', checkoutRequestId: `ws_CO_${n}`, nextCheckAt: NOON }),
  );
  await base.seed(...pushes);
  let tick = NOON;
  while (asked.length < 10 && clock.now() < NOON + 600 * SECOND) {
    const next = Math.min(tick, ...[...timers].map(({ at }) => at));
    clock.set(next);
    if (next === tick) tick += TICK_MS;
    for (const timer of [...timers].filter(({ at }) => at <= next)) {
      timers.delete(timer);
      timer.ring();
    }
    for (const reconciler of reconcilers) await reconciler.idle();
  }
  const payments = [...storage.unitOfWork.tables.payments.values()];
  return { asked, payments };
}
