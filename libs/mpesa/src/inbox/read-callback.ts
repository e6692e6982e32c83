import { parseC2bNotification } from '../daraja/contracts/c2b-callbacks.contract.js';
import { parseStkCallback } from '../daraja/contracts/stk-callback.contract.js';
import type { PaymentFact } from '../payments/payment-fact.js';
import { factFromConfirmation, type C2bReceiver } from '../translation/c2b.js';
import { factFromStkCallback } from '../translation/stk-push.js';
import type { StoredCallback } from './inbox-store.js';

/** The fact in a stored callback, or what becomes of one that holds none. */
export type CallbackReading =
  { readonly fact: PaymentFact } | { readonly status: 'done' | 'rejected'; readonly reason: string };

/** Reads a callback by its kind. Total: whatever the bytes are, it does not throw. */
export function readCallback(
  callback: StoredCallback,
  receiverOf: (shortcode: string) => C2bReceiver | null,
): CallbackReading {
  const body = parseJson(callback.body);
  if (callback.kind === 'stk' && callback.paymentId !== null) {
    return readStkCallback(callback.paymentId, body, callback.receivedAt);
  }
  if (callback.kind === 'c2b-confirmation' && callback.shortcode !== null) {
    const receiver = receiverOf(callback.shortcode);
    if (receiver === null) return rejected('no-account-for-shortcode');
    return readConfirmation(receiver, body, callback.receivedAt);
  }
  return rejected('not-a-callback-we-read');
}

function readStkCallback(paymentId: string, body: unknown, at: number): CallbackReading {
  const parsed = parseStkCallback(body);
  if (parsed === null) return rejected('unreadable');
  const fact = factFromStkCallback(paymentId, parsed, at);
  return fact === null ? { status: 'done', reason: 'still-pending' } : { fact };
}

function readConfirmation(receiver: C2bReceiver, body: unknown, at: number): CallbackReading {
  const parsed = parseC2bNotification(body);
  if (parsed === null) return rejected('unreadable');
  const fact = factFromConfirmation(parsed, receiver, at);
  return 'refused' in fact ? rejected(fact.refused) : { fact };
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
