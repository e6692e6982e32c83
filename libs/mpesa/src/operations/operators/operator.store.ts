/** An operator in whose name nothing is sent until the host says so. */
export interface LockedOperator {
  /** The module's named account. */
  readonly account: string;
  /** Name of the API operator. */
  readonly initiator: string;
  /** What M-Pesa answered: 2001 or 18 (name, password or certificate), 8006 (locked or expired). */
  readonly resultCode: string;
  readonly resultText: string | null;
  /** Epoch ms. */
  readonly lockedAt: number;
}

/** Which operators are stopped, for all instances together. */
export interface OperatorStore {
  /**
   * Stops an operator for the result of a request that was sent at `sentAt`. Of instances that call at once, one gets true.
   *
   * @returns false when it is stopped already, or was unlocked after the request was sent: that result is old news
   */
  lock(operator: LockedOperator, sentAt: number): Promise<boolean>;
  find(account: string, initiator: string): Promise<LockedOperator | null>;
  /** The longest stopped first. */
  list(): Promise<LockedOperator[]>;
  /** @returns false when it was not stopped */
  unlock(account: string, initiator: string, now: number): Promise<boolean>;
}
