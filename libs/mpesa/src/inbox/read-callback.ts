import type { CallbackKind } from './callback-kinds.js';
import {
  rejected,
  type CallbackLookups,
  type CallbackReading,
  type ReadableCallback,
} from './callback-reading.js';
import { UNLISTED, type StoredCallback } from './inbox-store.js';
import { unkeepableField } from './longest-kept.js';
import { readBillPayment } from './readers/bill-manager.reader.js';
import { readC2bConfirmation } from './readers/c2b.reader.js';
import { readBalanceAnswer, readInquiryTimeout, readStatusAnswer } from './readers/inquiry.reader.js';
import {
  readB2bExpress,
  readB2bResult,
  readB2cResult,
  readReversalResult,
  readStatusResult,
  readTimeout,
} from './readers/organisation.reader.js';
import { readRatibaCallback } from './readers/ratiba.reader.js';
import { readStkCallback } from './readers/stk.reader.js';

type CallbackReader = (
  callback: ReadableCallback,
  lookups: CallbackLookups,
) => CallbackReading | Promise<CallbackReading>;

const READERS: Readonly<Record<CallbackKind, CallbackReader>> = {
  stk: readStkCallback,
  'c2b-confirmation': readC2bConfirmation,
  'c2b-validation': () => rejected('not-a-callback-we-read'),
  'bill-manager': readBillPayment,
  ratiba: readRatibaCallback,
  'b2c-result': readB2cResult,
  'b2c-timeout': readTimeout,
  'b2b-result': readB2bResult,
  'b2b-timeout': readTimeout,
  'b2b-express': readB2bExpress,
  'reversal-result': readReversalResult,
  'reversal-timeout': readTimeout,
  'check-result': readStatusResult,
  // That a question went unanswered says nothing of the payment; its next check asks again.
  'check-timeout': () => ({ status: 'done', reason: 'question-timed-out' }),
  'status-result': readStatusAnswer,
  'status-timeout': readInquiryTimeout,
  'balance-result': readBalanceAnswer,
  'balance-timeout': readInquiryTimeout,
};

/** Reads a callback by its kind. Total: whatever the bytes are, it does not throw; only the look-up may. */
export async function readCallback(
  callback: StoredCallback,
  lookups: CallbackLookups,
): Promise<CallbackReading> {
  const subject = callback.paymentId ?? callback.shortcode;
  const read = Object.hasOwn(READERS, callback.kind) ? READERS[callback.kind] : undefined;
  if (subject === null || read === undefined) return rejected('not-a-callback-we-read');
  const reading = await read({ subject, body: parseJson(callback.body), at: callback.receivedAt }, lookups);
  const field = unkeepableField(toldBy(reading));
  return field === null ? withOrigin(reading, callback) : rejected(`too-long: ${field}`);
}

/** News of money from an address that is known not to be Safaricom's is marked as such. */
function withOrigin(reading: CallbackReading, { reason }: StoredCallback): CallbackReading {
  if (reason !== UNLISTED || !('fact' in reading)) return reading;
  const { fact } = reading;
  const isOfMoney = fact.type === 'succeeded' || fact.type === 'money-received';
  return isOfMoney ? { fact: { ...fact, elsewhere: true } } : reading;
}

function toldBy(reading: CallbackReading): object {
  if ('fact' in reading) return reading.fact;
  if ('orderFact' in reading) return reading.orderFact;
  return 'news' in reading ? reading.news : {};
}

function parseJson(body: Buffer | null): unknown {
  if (body === null) return null;
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
