import type { Payment } from './payment.js';

const RESTORED_BACKUP = 'restored-backup';

/** How a payment lies in review that was never sent from these books, and perhaps from those that were lost. */
export function heldBack() {
  return {
    reviewReason: RESTORED_BACKUP,
    sendingAt: null,
    nextCheckAt: null,
    failure: null,
    resultText: null,
    settledBy: null,
  } as const satisfies Partial<Payment>;
}

export function isHeldBack({ status, reviewReason, sendingAt }: Payment): boolean {
  return status === 'review' && reviewReason === RESTORED_BACKUP && sendingAt === null;
}
