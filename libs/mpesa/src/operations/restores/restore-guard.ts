import type { AccountDirectory } from '../../options/account-directory.js';
import type { ResolvedAccount } from '../../options/resolved-options.js';
import type { Payment } from '../../payments/payment.js';
import type { PaymentQueries } from '../../payments/payment-ports.js';
import type { RestoreMark, RestoreStore } from './restore.store.js';

export interface RestoreGuardDeps {
  readonly store: Pick<RestoreStore, 'list'>;
  readonly accounts: Pick<AccountDirectory, 'get'>;
  readonly queries: Pick<PaymentQueries, 'get'>;
}

/**
 * Finds payouts that may have been paid in a time that the books have lost, and that M-Pesa would pay once more. They are not
 * sent before somebody has looked.
 */
export class RestoreGuard {
  constructor(private readonly deps: RestoreGuardDeps) {}

  /** @param payment as it is stored, or would be: unsent */
  async holds(payment: Payment): Promise<boolean> {
    if (payment.direction === 'in' && payment.kind !== 'b2b-express') return false;
    const open = (await this.deps.store.list()).filter(({ closedAt }) => closedAt === null);
    if (open.length === 0 || hasOwnName(payment, await this.deps.accounts.get(payment.account))) return false;
    const { originalPaymentId } = payment;
    const original = originalPaymentId === null ? null : await this.deps.queries.get(originalPaymentId);
    return open.some((mark) => mayBeRepeated(payment, original, mark) && !isCleared(payment, mark));
  }
}

/** Where M-Pesa takes a name of ours, and takes it once. What falls back to v1 is paid without it. */
function hasOwnName({ kind }: Payment, { b2c }: ResolvedAccount): boolean {
  return kind === 'pochi' || (kind === 'b2c' && b2c.version === 'v3' && !b2c.fallbackToV1);
}

/** Without a key a call is a new payment by its own word, unless it, or what it gives back, is older than the restore. */
function mayBeRepeated(payment: Payment, original: Payment | null, { restoredAt }: RestoreMark): boolean {
  const since = original === null ? payment.createdAt : paidAt(original);
  return payment.idempotencyKey !== null || since <= restoredAt;
}

/** Money of the lost time is booked again after the restore. Where nobody told its time, it may be of that time. */
function paidAt({ createdAt, completedAt }: Payment): number {
  return Math.min(createdAt, completedAt ?? 0);
}

/** A person has said since that it was not sent, which holds through every attempt of which no byte leaves. */
function isCleared({ clearedAt, settledBy, settledAt }: Payment, { restoredAt }: RestoreMark): boolean {
  // What an older version has cleared says no more than who settled it.
  const at = clearedAt ?? (settledBy === 'person' ? settledAt : null);
  return at !== null && at > restoredAt;
}
