import { PromptOpenError } from '../../errors/prompt-open.error.js';
import { UnfinishedPushesError } from '../../errors/unfinished-pushes.error.js';
import type { Clock } from '../../values/clock.js';
import type { Payment } from '../payment.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { PromptLockStore, Tx } from '../payment-ports.js';
import { type EndedPrompt, take, release, type PromptLock } from '../prompt-lock.js';
import { StorageConflict } from '../storage-conflict.js';

export interface PromptLockDeps {
  readonly promptLocks: PromptLockStore;
  readonly policy: Pick<PaymentPolicy, 'promptLock'>;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
}

/**
 * Takes the phone's prompt lock for a push.
 *
 * @returns the lock as it has to be saved, when nothing else refuses the push; null for what prompts nobody
 * @throws PromptOpenError, UnfinishedPushesError
 */
export async function takePromptLock(
  tx: Tx,
  payment: Payment,
  deps: PromptLockDeps,
): Promise<PromptLock | null> {
  if (payment.kind !== 'stk-push' || payment.phone === null || payment.promptUntil === null) return null;
  const phone = payment.phone;
  const [lock] = await deps.promptLocks.lock(tx, [phone]);
  const request = { paymentId: payment.id, now: deps.clock.now(), until: payment.promptUntil };
  const verdict = take(lock ?? freeLock(phone), request, deps.policy.promptLock);
  if (verdict.verdict === 'taken') {
    throw new PromptOpenError({ phone, openPaymentId: verdict.paymentId, retryAt: verdict.retryAt });
  }
  if (verdict.verdict === 'resting') throw new UnfinishedPushesError({ phone, ...verdict });
  if (verdict.warning !== undefined) deps.onWarning(`payment ${payment.id}: ${verdict.warning}`);
  return verdict.lock;
}

/** Releases the locks of prompts that are over. */
export async function releasePromptLocks(
  tx: Tx,
  ended: readonly EndedPrompt[],
  { promptLocks, now }: Pick<PromptLockDeps, 'promptLocks'> & { readonly now: number },
): Promise<void> {
  const locked = await heldLocks(tx, ended, promptLocks);
  const locks = new Map(locked.map((lock) => [lock.phone, lock]));
  for (const { phone, paymentId, end } of ended) {
    locks.set(phone, release(locks.get(phone) ?? freeLock(phone), { paymentId, end, now }));
  }
  await promptLocks.save(tx, [...locks.values()]);
}

/** @throws StorageConflict kind `held`, naming the payments whose phone's prompt lock somebody else holds */
async function heldLocks(
  tx: Tx,
  ended: readonly EndedPrompt[],
  promptLocks: PromptLockStore,
): Promise<PromptLock[]> {
  try {
    return await promptLocks.lockFree(tx, [...new Set(ended.map(({ phone }) => phone))].sort());
  } catch (error) {
    if (!(error instanceof StorageConflict) || error.kind !== 'held') throw error;
    const waiting = ended.filter(({ phone }) => error.held.includes(phone));
    throw new StorageConflict('held', { held: waiting.map(({ paymentId }) => paymentId) });
  }
}

function freeLock(phone: string): PromptLock {
  return { phone, paymentId: null, openUntil: 0, unfinished: 0, lastUnfinishedAt: 0 };
}
