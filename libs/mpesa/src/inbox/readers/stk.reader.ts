import { parseStkCallback } from '../../daraja/contracts/stk-callback.contract.js';
import { factFromStkCallback } from '../../translation/stk-push.js';
import type { CallbackReading, ReadableCallback } from '../callback-reading.js';
import { UNREADABLE } from '../callback-reading.js';

export function readStkCallback({ subject, body, at }: ReadableCallback): CallbackReading {
  const parsed = parseStkCallback(body);
  if (parsed === null) return UNREADABLE;
  const fact = factFromStkCallback(subject, parsed, at);
  return fact === null ? { status: 'done', reason: 'still-pending' } : { fact };
}
