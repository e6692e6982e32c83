import { createHash } from 'node:crypto';

/**
 * The library's key for what a visitor chose as `Idempotency-Key`. It never meets the key of an order, and as a digest it tells nothing
 * that a visitor wrote: keys are kept for good.
 */
export function checkoutKey(chosen: string): string {
  return `checkout:${createHash('sha256').update(chosen).digest('base64url')}`;
}
