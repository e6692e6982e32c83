import type { DarajaAnswer, ErrorEnvelope } from '../wire/answer.js';
import type { Verdict } from '../catalogue/sentence.js';
import { SENTENCES } from '../catalogue/sentences.js';

/** Judges an answer that the product's own parser did not accept. */
export function verdictOn(answer: DarajaAnswer): Verdict {
  if (answer.kind === 'error') return onEnvelope(answer.error, answer.status);
  // The edge firewall's 403 page: it lets nothing through, and lets the same request pass later and slower.
  if (answer.kind === 'unreadable' && answer.html && answer.status === 403) return 'refused-for-now';
  return onStatus(answer.status);
}

function onEnvelope(error: ErrorEnvelope, status: number): Verdict {
  const verdict = onWords(error.errorMessage) ?? onCode(error, status);
  // Under HTTP 200 the gateway itself speaks, having refused: no back end broke down on the way.
  return verdict === 'unknown' && status >= 200 && status < 300 ? 'refused-for-now' : verdict;
}

/** The code alone is ambiguous (`500.001.1001`, `500.003.02`), so the words decide first. */
function onWords(message: string): Verdict | undefined {
  return SENTENCES.find(({ words, verdict }) => verdict !== undefined && words?.test(message))?.verdict;
}

/** `400.002.02` says 400 whatever status it travels under. */
function onCode(error: ErrorEnvelope, status: number): Verdict {
  const told = /^([45]\d\d)(?:\.|$)/.exec(error.errorCode ?? '');
  return onStatus(told ? Number(told[1]) : status);
}

function onStatus(status: number): Verdict {
  return refusesByStatus(status) ? 'refused' : 'unknown';
}

/** HTTP 4xx says no before anything is done, but for 408, which says that somebody waited in vain. */
export function refusesByStatus(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}
