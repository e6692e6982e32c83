import { meaningOf } from '../../daraja/catalogue/explain.js';
import { stopsOperator } from '../../daraja/signing/operator-lock.js';
import { OperatorLockedError } from '../../errors/operator-locked.error.js';
import type { Clock } from '../../values/clock.js';
import type { LockedOperator, OperatorStore } from './operator.store.js';

/** The result of an organisation request: B2C, Pochi, B2B, tax, top-up, reversal, status or balance. */
export interface OperatorResult {
  /** The module's named account. */
  readonly account: string;
  /** Who had signed the request. */
  readonly initiator: string;
  readonly resultCode: string;
  readonly resultText: string | null;
  /** When the request was sent, epoch ms: a result from before the operator was unlocked counts no more. */
  readonly sentAt: number;
}

export interface OperatorsDeps {
  readonly store: Pick<OperatorStore, 'find' | 'lock'>;
  readonly clock: Clock;
  /** Once for each time an operator is stopped, in the instance that saw why. */
  readonly onLocked: (operator: LockedOperator) => void;
}

/** Stops sending in the name of an operator that M-Pesa has refused, before its tries are used up. */
export class Operators {
  constructor(private readonly deps: OperatorsDeps) {}

  /** @throws OperatorLockedError nothing was sent */
  async assertUsable(account: string, initiator: string): Promise<void> {
    const locked = await this.deps.store.find(account, initiator);
    if (locked === null) return;
    const { resultCode: code, resultText: message } = locked;
    // All products of operators mean the same by the codes that stop one.
    throw new OperatorLockedError({ ...locked, explanation: meaningOf({ code, message, product: 'b2c' }) });
  }

  /** Any result of a request that an operator signed; the same one any number of times, on any instance. */
  async sawResult(result: OperatorResult): Promise<void> {
    const { account, initiator, resultCode, resultText, sentAt } = result;
    if (!stopsOperator(resultCode)) return;
    const operator = { account, initiator, resultCode, resultText, lockedAt: this.deps.clock.now() };
    if (await this.deps.store.lock(operator, sentAt)) this.deps.onLocked(operator);
  }
}
