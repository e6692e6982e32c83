import { parseC2bNotification } from '../daraja/contracts/c2b-callbacks.contract.js';
import { parseStkCallback } from '../daraja/contracts/stk-callback.contract.js';
import type { PaymentFact } from '../payments/payment-fact.js';
import { factFromConfirmation, type C2bReceiver } from '../translation/c2b.js';
import { factFromStkCallback } from '../translation/stk-push.js';
import type { StoredCallback } from './inbox-store.js';

/** The fact in a stored callback, or what becomes of one that holds none. */
export type CallbackReading =
  { readonly fact: PaymentFact } | { readonly status: 'done' | 'rejected'; readonly reason: string };

/** Whose money arrives at the URL of a shortcode, when M-Pesa tells it for `told`. */
export type ReceiverLookup = (
  shortcode: string,
  told: string | null,
) => Promise<C2bReceiver | 'unknown' | 'ambiguous'>;

/** Reads a callback by its kind. Total: whatever the bytes are, it does not throw; only the look-up may. */
export async function readCallback(
  callback: StoredCallback,
  receiverOf: ReceiverLookup,
): Promise<CallbackReading> {
  const body = parseJson(callback.body);
  if (callback.kind === 'stk' && callback.paymentId !== null) {
    return readStkCallback(callback.paymentId, body, callback.receivedAt);
  }
  if (callback.kind === 'c2b-confirmation' && callback.shortcode !== null) {
    const parsed = parseC2bNotification(body);
    if (parsed === null) return rejected('unreadable');
    const receiver = await receiverOf(callback.shortcode, parsed.BusinessShortCode);
    if (receiver === 'unknown') return rejected('no-account-for-shortcode');
    // Several tills share the store number, and nothing says which was paid.
    if (receiver === 'ambiguous') return rejected('ambiguous-shortcode');
    const fact = factFromConfirmation(parsed, receiver, callback.receivedAt);
    return 'refused' in fact ? rejected(fact.refused) : { fact };
  }
  return rejected('not-a-callback-we-read');
}

function readStkCallback(paymentId: string, body: unknown, at: number): CallbackReading {
  const parsed = parseStkCallback(body);
  if (parsed === null) return rejected('unreadable');
  const fact = factFromStkCallback(paymentId, parsed, at);
  return fact === null ? { status: 'done', reason: 'still-pending' } : { fact };
}

function rejected(reason: string): CallbackReading {
  return { status: 'rejected', reason };
}

function parseJson(body: Buffer | null): unknown {
  if (body === null) return null;
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
