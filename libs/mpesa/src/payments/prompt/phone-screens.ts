import { PromptOpenError } from '../../errors/prompt-open.error.js';
import { UnfinishedPushesError } from '../../errors/unfinished-pushes.error.js';
import type { Clock } from '../../values/clock.js';
import type { Payment } from '../payment.js';
import type { PaymentPolicy } from '../payment-policy.js';
import type { PhoneLineStore, Tx } from '../payment-ports.js';
import { type EndedPrompt, occupy, vacate, type PhoneLine } from '../phone-line.js';
import { StorageConflict } from '../storage-conflict.js';

export interface ScreenDeps {
  readonly phoneLines: PhoneLineStore;
  readonly policy: Pick<PaymentPolicy, 'phoneLine'>;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
}

/**
 * Locks the phone's line and takes its screen for a push.
 *
 * @returns the line as it has to be saved, when nothing else refuses the push; null for what needs no screen
 * @throws PromptOpenError, UnfinishedPushesError
 */
export async function takeScreen(tx: Tx, payment: Payment, deps: ScreenDeps): Promise<PhoneLine | null> {
  if (payment.kind !== 'stk-push' || payment.phone === null || payment.promptUntil === null) return null;
  const phone = payment.phone;
  const [line] = await deps.phoneLines.lock(tx, [phone]);
  const request = { paymentId: payment.id, now: deps.clock.now(), until: payment.promptUntil };
  const verdict = occupy(line ?? idleLine(phone), request, deps.policy.phoneLine);
  if (verdict.verdict === 'occupied') {
    throw new PromptOpenError({ phone, openPaymentId: verdict.paymentId, retryAt: verdict.retryAt });
  }
  if (verdict.verdict === 'resting') throw new UnfinishedPushesError({ phone, ...verdict });
  if (verdict.warning !== undefined) deps.onWarning(`payment ${payment.id}: ${verdict.warning}`);
  return verdict.line;
}

/** Gives back the screens of prompts that are over. */
export async function freeScreens(
  tx: Tx,
  ended: readonly EndedPrompt[],
  { phoneLines, now }: Pick<ScreenDeps, 'phoneLines'> & { readonly now: number },
): Promise<void> {
  const locked = await lockLines(tx, ended, phoneLines);
  const lines = new Map(locked.map((line) => [line.phone, line]));
  for (const { phone, paymentId, end } of ended) {
    lines.set(phone, vacate(lines.get(phone) ?? idleLine(phone), { paymentId, end, now }));
  }
  await phoneLines.save(tx, [...lines.values()]);
}

/** @throws StorageConflict kind `held`, naming the payments whose phone's line is locked */
async function lockLines(
  tx: Tx,
  ended: readonly EndedPrompt[],
  phoneLines: PhoneLineStore,
): Promise<PhoneLine[]> {
  try {
    return await phoneLines.lockFree(tx, [...new Set(ended.map(({ phone }) => phone))].sort());
  } catch (error) {
    if (!(error instanceof StorageConflict) || error.kind !== 'held') throw error;
    const waiting = ended.filter(({ phone }) => error.held.includes(phone));
    throw new StorageConflict('held', { held: waiting.map(({ paymentId }) => paymentId) });
  }
}

function idleLine(phone: string): PhoneLine {
  return { phone, paymentId: null, openUntil: 0, unfinished: 0, lastUnfinishedAt: 0 };
}
