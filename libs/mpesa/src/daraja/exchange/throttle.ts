import type { DarajaAnswer } from '../wire/answer.js';
import { says } from '../catalogue/says.js';
import type { TransportAnswer } from '../wire/transport.js';
import { DAY_MS, HOUR_MS } from '../../values/duration.js';

const UNTOLD_WAIT_MS = 15_000;
const QUOTA_WAIT_MS = HOUR_MS;
const LONGEST_WAIT_MS = DAY_MS;
const RATE = /messagesPerPeriod=(\d+),\s*periodInMicroseconds=(\d+)/;

/**
 * How long to stay away when the gateway refused a request for its rate (HTTP 429, spike arrest, quota), null when it did
 * not. Code `500.003.02` alone does not tell: "System is busy" has the same.
 */
export function throttleWaitMs(answer: DarajaAnswer, headers: TransportAnswer['headers']): number | null {
  const told = answer.kind === 'error' || answer.kind === 'fault' ? answer.error : null;
  const words = `${told?.errorCode ?? ''} ${told?.errorMessage ?? ''}`;
  const quota = says('quota', words);
  if (answer.status !== 429 && !quota && !says('spike', words)) return null;
  const wait = retryAfterMs(headers) ?? ratePauseMs(words) ?? (quota ? QUOTA_WAIT_MS : UNTOLD_WAIT_MS);
  return Math.min(wait, LONGEST_WAIT_MS);
}

function retryAfterMs(headers: TransportAnswer['headers']): number | null {
  const seconds = headers['retry-after'];
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : null;
}

/** Apigee tells its rate: 5 messages per 60,000,000 microseconds is one every 12 seconds. */
function ratePauseMs(words: string): number | null {
  const [, messages, micros] = RATE.exec(words) ?? [];
  if (!messages || !micros || Number(messages) === 0) return null;
  return Math.ceil(Number(micros) / 1000 / Number(messages));
}
