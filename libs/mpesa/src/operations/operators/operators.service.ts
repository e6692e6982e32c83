import type { Clock } from '../../values/clock.js';
import { readId } from '../lookup-request.js';
import type { LockedOperator, OperatorStore } from './operator.store.js';
import { refuseNonObjects } from '../request-objects.js';

export interface OperatorsServiceDeps {
  readonly store: Pick<OperatorStore, 'list' | 'unlock'>;
  readonly clock: Clock;
}

/** The operators that were stopped because M-Pesa refused them, and how they may go on. */
export class OperatorsService {
  constructor(private readonly deps: OperatorsServiceDeps) {}

  /** Operators in whose name nothing is sent, the longest stopped first. */
  locked(): Promise<LockedOperator[]> {
    return this.deps.store.list();
  }

  /**
   * To be called once the operator is set right: unlocked in the portal, or given the right password and certificate. What
   * was sent before has no say any more.
   *
   * @returns false when it was not stopped
   * @throws InvalidRequestError
   */
  async unlock(operator: { readonly account: string; readonly initiator: string }): Promise<boolean> {
    refuseNonObjects({ operator });
    const account = readId('account', operator.account);
    const initiator = readId('initiator', operator.initiator);
    return this.deps.store.unlock(account, initiator, this.deps.clock.now());
  }
}
