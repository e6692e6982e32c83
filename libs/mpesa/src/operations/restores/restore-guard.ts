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
    if (open.length === 0 || (await this.#refusesRepetition(payment))) return false;
    const original = payment.originalPaymentId === null ? null : await this.#get(payment.originalPaymentId);
    return open.some((mark) => mayBeRepeated(payment, original, mark) && !isCleared(payment, mark));
  }

  /** Whether M-Pesa itself says no to what it has done before. */
  async #refusesRepetition(payment: Payment): Promise<boolean> {
    if (payment.kind === 'reversal') {
      const original = await this.#get(payment.originalPaymentId ?? '');
      // R000001: a payment is reversed once. Parts of it can be reversed one after the other.
      return original?.amountCents === payment.amountCents;
    }
    return hasOwnName(payment, await this.deps.accounts.get(payment.account));
  }

  #get(id: string): Promise<Payment | null> {
    return this.deps.queries.get(id);
  }
}

/** Where M-Pesa takes a name of ours, and takes it once. What falls back to v1 is paid without it. */
function hasOwnName({ kind }: Payment, { b2c }: ResolvedAccount): boolean {
  return kind === 'pochi' || (kind === 'b2c' && b2c.version === 'v3' && !b2c.fallbackToV1);
}

/** Without a key a call is a new payment by its own word, unless it, or what it gives back, is older than the restore. */
function mayBeRepeated(payment: Payment, original: Payment | null, { restoredAt }: RestoreMark): boolean {
  const known = original ?? payment;
  return payment.idempotencyKey !== null || known.createdAt <= restoredAt;
}

/** A person has said since that it was not sent, which holds through every attempt of which no byte leaves. */
function isCleared({ clearedAt, settledBy, settledAt }: Payment, { restoredAt }: RestoreMark): boolean {
  // What an older version has cleared says no more than who settled it.
  const at = clearedAt ?? (settledBy === 'person' ? settledAt : null);
  return at !== null && at > restoredAt;
}
