import type { Fragment } from 'typeorm-durable';

/** What says that nothing was sent must not be written over what is being sent. */
export const STILL_UNSENT: Fragment = { sql: 'sending_at IS NULL', params: [] };

/** True for a payment, or a standing order, that is said to have failed before any byte left. */
export function isUnsent({
  status,
  failure,
}: {
  readonly status: string;
  readonly failure: string | null;
}): boolean {
  return status === 'failed' && failure === 'not-sent';
}
