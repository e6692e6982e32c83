/**
 * Dispatchers, a reconciler, callers with the same key and a result, over real stores, step by step in every order that takes
 * a turn away at most so often, and with any of them dying after any step. Money leaves at most once for a key, nobody says
 * that nothing was sent once it has, and whatever has left is asked about until it is known.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TransportError } from '../../libs/mpesa/src/daraja/transport.js';
import { InMemoryAccessTokenStore } from '../../libs/mpesa/src/daraja/in-memory-access-token.store.js';
import type { Payment } from '../../libs/mpesa/src/payments/payment.js';
import type { Storage } from '../../libs/mpesa/src/storage/storage.js';
import { withMethods } from '../../libs/mpesa/src/testing/in-memory/recorder-bench.js';
import { samplePolicy, succeeded } from '../../libs/mpesa/src/testing/in-memory/sample-payments.js';
import { testDatabases } from '../support/database.js';
import { everySchedule, Turns, type Actors, type Choose } from '../support/schedules.js';
import { moneyHouse } from './money-house.js';
import { ledgerDaraja, type LedgerDaraja } from './money-ledger.js';
import { insertPayments } from './samples.js';
import { openTestBench, type TestBench } from './subject.js';

const HOUR = 3_600_000;
const WAGE = { phone: '254722000000', amount: 20, idempotencyKey: 'wage' };

/** What Safaricom does with the first request. */
type Weather = 'takes it' | 'takes it and is not heard' | 'cannot be reached';
const WEATHER: readonly Weather[] = ['takes it', 'takes it and is not heard', 'cannot be reached'];

/** Where a step of an actor begins: every call that reads or writes by itself. */
function gated(storage: Storage, gate: () => Promise<void>): Storage {
  const before = <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) => {
    return async (...args: Args): Promise<Result> => {
      await gate();
      return call(...args);
    };
  };
  const { unitOfWork, payments } = storage;
  const steps = [
    'claimUnsent',
    'claimDue',
    'depart',
    'takeBack',
    'reschedule',
    'findByIdempotencyKey',
  ] as const;
  const methods = Object.fromEntries(
    steps.map((name) => [
      name,
      before(payments[name].bind(payments) as (...args: unknown[]) => Promise<unknown>),
    ]),
  );
  return {
    ...storage,
    unitOfWork: {
      run: before(unitOfWork.run.bind(unitOfWork)) as typeof unitOfWork.run,
      join: (tx) => unitOfWork.join(tx),
      inside: (manager, work) => unitOfWork.inside(manager, work),
    },
    payments: withMethods(payments, methods),
  };
}

describe.each(testDatabases())('every order of sending on %s', (kind) => {
  let bench: TestBench;
  beforeAll(async () => void (bench = await openTestBench(kind)));
  afterAll(() => bench.close());

  const switches = 1;

  it.each(WEATHER)('a payout of a host’s transaction, late, while Safaricom %s', async (weather) => {
    const scenario = async (choose: Choose, schedule: string): Promise<void> => {
      const world = await openWorld(weather);
      await storeUnsent(world);
      await world.turns.run(world.late(), choose);
      await world.settle(schedule);
    };
    expect(await everySchedule(switches, scenario)).toBeGreaterThan(25);
    await withDeaths(scenario);
  });

  it.each(WEATHER)('a payout that two callers ask for, while Safaricom %s', async (weather) => {
    const scenario = async (choose: Choose, schedule: string): Promise<void> => {
      const world = await openWorld(weather);
      await world.turns.run(world.direct(), choose);
      await world.settle(schedule);
    };
    expect(await everySchedule(switches, scenario)).toBeGreaterThan(25);
    await withDeaths(scenario);
  });

  /** One actor goes first and dies after so many steps; the others go on without it. */
  async function withDeaths(scenario: (choose: Choose, schedule: string) => Promise<void>): Promise<void> {
    const names = new Set<string>();
    await scenario((ready) => {
      for (const name of ready) names.add(name);
      return ready[0] ?? null;
    }, 'in turn');
    for (const dead of names) {
      for (let lives = 1, died = true; died; lives += 1) {
        let steps = 0;
        died = false;
        const choose: Choose = (ready) => {
          const alive = ready.filter((name) => name !== dead);
          if (!ready.includes(dead)) return alive[0] ?? null;
          if (steps < lives) {
            steps += 1;
            return dead;
          }
          died = true;
          return alive[0] ?? null;
        };
        await scenario(choose, `${dead} dies after ${lives}`);
      }
    }
  }

  async function openWorld(weather: Weather) {
    await bench.reset();
    const { subject } = bench;
    const { clock, newId } = subject;
    const turns = new Turns();
    const asked = new Set<string>();
    const inquiry = {
      ask: async ({ id }: Payment) => {
        await turns.gate();
        asked.add(id);
        return 'later' as const;
      },
    };
    const daraja = networkOf(weather, turns.gate);
    const house = (storage: Storage, aheadMs = 0) =>
      moneyHouse({
        storage: gated(storage, turns.gate),
        daraja,
        newId,
        inquiry,
        clock: { now: () => clock.now() + aheadMs },
      });
    const [one, two] = [house(subject.storage), house(subject.other)];
    const fast = house(subject.other, 2 * samplePolicy.sendLeaseMs);
    const result = async (): Promise<void> => {
      await turns.gate();
      await turns.gate();
      const [payment] = await ours();
      if (daraja.ledger.length === 0 || payment === undefined) return;
      const told = {
        paymentId: payment.id,
        amountCents: null,
        checkoutRequestId: null,
        phone: null,
      } as const;
      await one.recorder.record([succeeded({ ...told, receipt: 'TKL9' })]);
    };
    const late = (): Actors => ({
      reconciler: () => two.reconciler.idle(),
      dispatcher: () => one.initiator.dispatch(),
      other: () => two.initiator.dispatch(),
      repeat: () => one.b2c.pay(WAGE),
      result,
    });
    const direct = (): Actors => ({
      reconciler: () => fast.reconciler.idle(),
      dispatcher: () => two.initiator.dispatch(),
      caller: () => one.b2c.pay(WAGE),
      repeat: () => two.b2c.pay(WAGE),
      result,
    });
    return { turns, daraja, one, late, direct, settle };

    /** Nobody acts any more but the clock, the reconciler and a host that asks again. */
    async function settle(schedule: string): Promise<void> {
      for (let hours = 0; hours < 3; hours += 1) {
        clock.advance(HOUR);
        await one.initiator.dispatch();
        await one.reconciler.idle();
      }
      // Twice: the first may be the one that cannot reach Safaricom.
      for (const _ of [1, 2]) await one.b2c.pay(WAGE).catch(() => undefined);
      for (let hours = 0; hours < 3; hours += 1) {
        clock.advance(HOUR);
        await one.reconciler.idle();
      }
      const [payment, ...more] = await ours();
      const { status, failure, id = '' } = payment ?? {};
      const left = daraja.ledger.length;
      const known = status === 'succeeded' || (status === 'review' && asked.has(id));
      const seen = { schedule, left, status, failure, more: more.length, known: left === 0 || known };
      expect(seen).toEqual({ ...seen, left: Math.min(left, 1), more: 0, known: true });
      expect(['succeeded', 'review', 'failed']).toContain(status);
      if (failure === 'not-sent') expect(seen).toEqual({ ...seen, left: 0 });
      // The host that asked again was served, unless a person has to look: nothing is left that nobody sends.
      if (status !== 'review') expect(seen).toEqual({ ...seen, left: 1 });
    }
  }

  function networkOf(weather: Weather, gate: () => Promise<void>): LedgerDaraja {
    let first = true;
    const daraja = ledgerDaraja(bench.subject.clock, new InMemoryAccessTokenStore(), () => {
      const down = weather === 'cannot be reached' && first;
      first = false;
      return down ? new TransportError('ECONNREFUSED', { sent: false }) : undefined;
    });
    const take = daraja.onArrival;
    let unheard = weather === 'takes it and is not heard';
    daraja.onArrival = async () => {
      await take();
      if (unheard)
        daraja.script.splice(0, daraja.script.length, new TransportError('socket hang up', { sent: true }));
      unheard = false;
      const [answer] = daraja.script;
      await gate();
      // Another request may have been answered while this answer was on its way.
      daraja.script.splice(0, daraja.script.length, ...(answer === undefined ? [] : [answer]));
    };
    return daraja;
  }

  /** As a host's transaction leaves it, at the moment when it may no longer be sent, beside another that is due. */
  async function storeUnsent({ daraja, one }: Awaited<ReturnType<typeof openWorld>>): Promise<void> {
    const { subject } = bench;
    const { onArrival } = daraja;
    daraja.onArrival = () => {
      throw new TransportError('ECONNREFUSED', { sent: false });
    };
    await one.b2c.pay(WAGE).catch(() => undefined);
    daraja.onArrival = onArrival;
    daraja.sent.length = 0;
    const [payment] = await ours();
    if (payment === undefined) throw new Error('nothing was stored');
    const unsent = {
      status: 'created',
      failure: null,
      resultText: null,
      settledBy: null,
      settledAt: null,
    } as const;
    const stored: Payment = { ...payment, ...unsent, nextCheckAt: subject.clock.now() };
    await bench.database.query('DELETE FROM mpesa_payment');
    const earlier = { ...stored, id: 'earlier', status: 'pending', idempotencyKey: null } as const;
    const names = { originatorConversationId: 'earlier', nextCheckAt: subject.clock.now() - 1 };
    await insertPayments(subject, [stored, { ...earlier, ...names, sendingAt: subject.clock.now() }]);
  }

  async function ours(): Promise<Payment[]> {
    const { items } = await bench.subject.storage.queries.find({}, { limit: 50, cursor: null });
    return items.filter(({ id }) => id !== 'earlier');
  }
});
