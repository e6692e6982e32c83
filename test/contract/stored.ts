import type { CallbackKind } from '../../libs/mpesa/src/inbox/callback-kinds.js';
import type { ReceiverLookup } from '../../libs/mpesa/src/inbox/callback-reading.js';
import type { StoredCallback } from '../../libs/mpesa/src/inbox/inbox-store.js';

const PAYMENT = '0193f2a0-0000-7000-8000-000000000001';

/** As the door would have stored it; only kind, subject, bytes and time are read. */
export function stored(kind: CallbackKind, body: unknown): StoredCallback {
  const bytes = Buffer.from(JSON.stringify(body));
  const callback = { kind, paymentId: PAYMENT, shortcode: null, body: bytes, receivedAt: 1_795_000_000_000 };
  return callback as unknown as StoredCallback;
}

/** Whatever shortcode a callback tells of is ours. */
export const OWN_SHORTCODE: ReceiverLookup = async (shortcode, told) => {
  const number = told ?? shortcode;
  return { name: 'default', type: 'paybill', shortcode: number, till: null };
};
