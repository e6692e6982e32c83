import type { DarajaAnswer, ErrorEnvelope } from './answer.js';

/**
 * What an answer that is not an acceptance says about the request: `refused` before anything was done, `refused-for-now`
 * likewise but the same request may pass later, or `unknown` - somebody behind the gateway may have acted on it.
 */
export type Verdict = 'refused' | 'refused-for-now' | 'unknown';

/** The code alone is ambiguous (`500.001.1001`, `500.003.02`), so the text decides. Daraja's error tables, by their words. */
const BY_TEXT: ReadonlyArray<{ readonly text: RegExp; readonly verdict: Verdict; readonly why: string }> = [
  { text: /merchant does not exist/i, verdict: 'refused', why: 'no such shortcode, checked before the push' },
  { text: /wrong credentials/i, verdict: 'refused', why: 'the password is checked before the push' },
  {
    text: /unable to lock subscriber/i,
    verdict: 'refused-for-now',
    why: 'another prompt is open on that phone',
  },
  {
    text: /no iccid found|missing iccid/i,
    verdict: 'refused',
    why: 'the number is not on M-Pesa, nobody to prompt',
  },
  {
    text: /not allowed to carry out transaction type/i,
    verdict: 'refused',
    why: 'wrong type for this shortcode',
  },
  { text: /transaction does not exist/i, verdict: 'refused', why: 'a query for an id that is not known' },
  {
    text: /urls are already registered/i,
    verdict: 'refused',
    why: 'nothing is changed by a second registration',
  },
  { text: /duplicate notification info/i, verdict: 'refused', why: 'the URLs live on the old platform' },
  { text: /not authorized to initiate/i, verdict: 'refused', why: 'the app lacks the right' },
  {
    text: /duplicate originatorconversationid/i,
    verdict: 'unknown',
    why: 'the first request under this id was taken: its money may be on the way',
  },
  {
    text: /system is busy/i,
    verdict: 'unknown',
    why: 'the back end says it, after the gateway passed the request on',
  },
  {
    text: /currently unreachable/i,
    verdict: 'unknown',
    why: 'the gateway lost the back end, maybe after passing it on',
  },
  {
    text: /under maintenance/i,
    verdict: 'unknown',
    why: 'seen from the back end, with no word on the request',
  },
  { text: /internal (server )?error/i, verdict: 'unknown', why: 'the back end failed at an unknown point' },
];

/** Judges an answer that the product's own parser did not accept. */
export function verdictOn(answer: DarajaAnswer): Verdict {
  if (answer.kind === 'error') return onEnvelope(answer.error, answer.status);
  // The edge firewall's 403 page: it lets nothing through, and lets the same request pass later and slower.
  if (answer.kind === 'unreadable' && answer.html && answer.status === 403) return 'refused-for-now';
  return onStatus(answer.status);
}

function onEnvelope(error: ErrorEnvelope, status: number): Verdict {
  const verdict = BY_TEXT.find(({ text }) => text.test(error.errorMessage))?.verdict ?? onCode(error, status);
  // Under HTTP 200 the gateway itself speaks, having refused: no back end broke down on the way.
  return verdict === 'unknown' && status >= 200 && status < 300 ? 'refused-for-now' : verdict;
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
