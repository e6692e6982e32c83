import type { RequestOp } from '../faults/fault-rule.js';
import type { InitiatorSeed } from './world-seed.js';

/** An API operator of an organisation, with what wrong credentials have done to it. */
export interface Initiator {
  readonly name: string;
  readonly password: string;
  /** The products it may initiate; null is all of them. */
  readonly roles: readonly RequestOp[] | null;
  /** Wrong credentials in a row. */
  wrongTries: number;
  /** Ends every request in 8006 until somebody unlocks it. */
  locked: boolean;
}

export function initiatorFrom({ name, password, roles, locked }: InitiatorSeed): Initiator {
  return { name, password, roles: roles ?? null, wrongTries: 0, locked: locked ?? false };
}
