import type { LockedOperator, OperatorStore } from '../../operations/operators/operator.store.js';

/** An {@link OperatorStore} for one process. */
export class InMemoryOperatorStore implements OperatorStore {
  private readonly locked = new Map<string, LockedOperator>();
  private readonly unlockedAt = new Map<string, number>();

  async lock(operator: LockedOperator, sentAt: number): Promise<boolean> {
    const key = keyOf(operator.account, operator.initiator);
    if (this.locked.has(key) || (this.unlockedAt.get(key) ?? 0) > sentAt) return false;
    this.locked.set(key, operator);
    return true;
  }

  async find(account: string, initiator: string): Promise<LockedOperator | null> {
    return this.locked.get(keyOf(account, initiator)) ?? null;
  }

  async list(): Promise<LockedOperator[]> {
    return [...this.locked.values()].sort((one, two) => one.lockedAt - two.lockedAt);
  }

  async unlock(account: string, initiator: string, now: number): Promise<boolean> {
    const key = keyOf(account, initiator);
    if (!this.locked.delete(key)) return false;
    this.unlockedAt.set(key, now);
    return true;
  }
}

function keyOf(account: string, initiator: string): string {
  return JSON.stringify([account, initiator]);
}
