import type { Delivery } from './outbox-store.js';

/** How long a claim holds before it must be renewed, ms. */
export const LEASE_MS = 30_000;

/** A delivery that this process may hand over. */
export interface ClaimedDelivery {
  readonly delivery: Delivery;
  readonly owner: string;
  /** Epoch ms. */
  readonly claimedAt: number;
}
