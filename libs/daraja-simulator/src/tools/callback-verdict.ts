import { validationVerdict } from '../products/c2b/c2b-validation.js';
import type { VerdictLevel } from '../urls/url-verdicts.js';
import type { CallbackKind } from './callback-samples.js';

/** How a host answered one callback. */
export interface HostAnswer {
  readonly outcome: 'answered' | 'timed-out' | 'failed';
  /** Null when nothing was answered. */
  readonly status: number | null;
  readonly ms: number;
  /** The parsed answer, or its text; what went wrong when nothing was answered. */
  readonly body: unknown;
}

/** What Safaricom would do with an answer. */
export interface CallbackVerdict {
  readonly level: VerdictLevel;
  readonly text: string;
}

/** Nobody knows how long Safaricom waits where it need not; under this is advised (DARAJA-FACTS 5.3). */
const ADVISED_MS = 3_000;

/** What an unanswered callback costs, and how the host learns of it all the same (DARAJA-FACTS 5.2). */
const WHEN_LOST: Record<CallbackKind, string> = {
  'stk-success': 'It is not sent again; an STK query tells the result.',
  'stk-failure': 'It is not sent again; an STK query tells the result.',
  'c2b-validation':
    'The ResponseType you registered decides: Completed takes the payment, Cancelled refuses it.',
  'c2b-confirmation': 'The payment stands and is not confirmed again; Pull tells of it for 48 hours.',
  result: 'It is not sent again; a transaction status tells the result.',
  'result-failure': 'It is not sent again; a transaction status tells the result.',
  'queue-timeout': 'It is not sent again; a transaction status tells what became of the request.',
};

/** What Safaricom makes of the answer to a callback of this kind. */
export function callbackVerdict(kind: CallbackKind, answer: HostAnswer, deadlineMs: number): CallbackVerdict {
  const { outcome, status, ms, body } = answer;
  if (outcome === 'timed-out') return lost(kind, `No answer within ${seconds(deadlineMs)}.`);
  if (outcome === 'failed' || status === null) return lost(kind, 'Nobody answers there.');
  if (status < 200 || status >= 300) return lost(kind, `HTTP ${status} counts as not delivered.`);
  if (kind === 'c2b-validation') return validated(body, ms);
  return inTime(ms, 'Taken. What the answer says is not looked at.');
}

function validated(body: unknown, ms: number): CallbackVerdict {
  const verdict = validationVerdict(body);
  if (!verdict) return lost('c2b-validation', 'The answer has no ResultCode.');
  if (verdict.accepted) return inTime(ms, 'Accepted: the customer pays.');
  const { resultCode, reason } = verdict;
  const known = /^C2B0001[1-6]$/.test(resultCode);
  if (known) return inTime(ms, `Refused with ${resultCode}: the customer is told "${reason}".`);
  return { level: 'warn', text: `Refused: ${resultCode} is none of C2B00011 to C2B00016.` };
}

function inTime(ms: number, text: string): CallbackVerdict {
  if (ms <= ADVISED_MS) return { level: 'good', text };
  return { level: 'warn', text: `${text} It took ${seconds(ms)}; stay under ${seconds(ADVISED_MS)}.` };
}

function lost(kind: CallbackKind, why: string): CallbackVerdict {
  return { level: 'bad', text: `${why} ${WHEN_LOST[kind]}` };
}

function seconds(ms: number): string {
  return `${Number((ms / 1_000).toFixed(1))} s`;
}
