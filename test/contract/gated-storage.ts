import type { Storage } from '../../libs/mpesa/src/storage/storage.js';
import { withMethods } from '../../libs/mpesa/src/testing/in-memory/recorder-fixture.js';
import type { Turns } from '../support/schedules.js';

/** Told what the actor whose turn it is learns from the world. */
export type Observe = (what: string, answer: unknown) => void;

/** Every call that reads or writes by itself. */
const STATEMENTS = [
  'claimUnsent',
  'claimDue',
  'depart',
  'takeBack',
  'reschedule',
  'findByIdempotencyKey',
] as const;

export interface Gating {
  readonly turns: Turns;
  readonly observe: Observe;
  /** The actors whose bytes may have left. */
  readonly departed: Set<string>;
}

/** A storage on which each transaction, and each statement outside of one, is a step of an actor. */
export function gated(storage: Storage, { turns, observe, departed }: Gating): Storage {
  const { unitOfWork, payments } = storage;
  const step = (name: (typeof STATEMENTS)[number]) => {
    const call = payments[name].bind(payments) as (...args: unknown[]) => Promise<unknown>;
    return async (...args: unknown[]): Promise<unknown> => {
      await turns.gate();
      const answer = await call(...args);
      if (name === 'depart' && answer === true) departed.add(turns.current);
      if (name === 'takeBack') departed.delete(turns.current);
      observe(name, answer);
      return answer;
    };
  };
  const run: typeof unitOfWork.run = async (work) => {
    await turns.gate();
    return unitOfWork.run((tx) => {
      observe('transaction', tx);
      return work(tx);
    });
  };
  return {
    ...storage,
    unitOfWork: {
      run,
      join: (tx) => unitOfWork.join(tx),
      inside: (manager, work) => unitOfWork.inside(manager, work),
    },
    payments: withMethods(payments, Object.fromEntries(STATEMENTS.map((name) => [name, step(name)]))),
  };
}
