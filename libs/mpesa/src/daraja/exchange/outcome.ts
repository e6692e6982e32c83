import { DarajaOutcomeUnknownError } from '../../errors/daraja-outcome-unknown.error.js';
import { DarajaRejectedError } from '../../errors/daraja-rejected.error.js';
import { DarajaResponseError } from '../../errors/daraja-response.error.js';
import { DarajaThrottledError } from '../../errors/daraja-throttled.error.js';
import { DarajaUnavailableError } from '../../errors/daraja-unavailable.error.js';
import type { Explanation } from '../../values/explanation.js';
import { redactSecrets } from '../../values/redact.js';
import { type DarajaAnswer, type ErrorEnvelope, excerptOf } from '../wire/answer.js';
import { meaningOf } from '../catalogue/explain.js';
import type { Endpoint } from '../wire/endpoint.js';
import type { Reading } from '../wire/reading.js';
import { throttleWaitMs } from './throttle.js';
import { refusesToken } from './token-refusal.js';
import type { TransportAnswer, TransportError } from '../wire/transport.js';
import { refusesByStatus, verdictOn } from './verdict.js';

/** What came of one request. */
export type Outcome<Res> =
  | { readonly kind: 'accepted'; readonly answer: Res }
  /** Daraja wants another token; it looked at nothing else. */
  | { readonly kind: 'invalid-token'; readonly error: DarajaRejectedError }
  | { readonly kind: 'failed'; readonly error: Error }
  /** A question that moves no money got no usable answer: it may be put again. */
  | { readonly kind: 'unanswered'; readonly error: Error };

/** An answer in its circumstances. */
export interface Received {
  readonly answer: DarajaAnswer;
  readonly headers: TransportAnswer['headers'];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Judges an answer by its body first: HTTP 200 with an `errorCode` is a refusal. */
export function judge<Req, Res>(endpoint: Endpoint<Req, Res>, received: Received): Outcome<Res> {
  const { product } = endpoint;
  const { answer } = received;
  const waitMs = throttleWaitMs(answer, received.headers);
  if (waitMs !== null) {
    return failed(new DarajaThrottledError({ product, retryAt: received.now + waitMs }));
  }
  const reading = read(endpoint, answer);
  if (reading?.kind === 'accepted') return reading;
  if (reading?.kind === 'refused') {
    const { code, message } = reading;
    return failed(
      rejection(product, answer, { requestId: null, errorCode: code, errorMessage: redactSecrets(message) }),
    );
  }
  if (endpoint.auth === 'bearer' && isError(answer) && refusesToken(answer.error)) {
    return { kind: 'invalid-token', error: rejection(product, answer, answer.error) };
  }
  return judgeFailure(endpoint, answer);
}

/** Judges the lack of an answer. */
export function judgeSilence<Req, Res>(endpoint: Endpoint<Req, Res>, cause: TransportError): Outcome<Res> {
  const { product } = endpoint;
  const reason = cause.message;
  if (endpoint.onUnanswered === 'retry') {
    return { kind: 'unanswered', error: new DarajaUnavailableError({ product, reason, cause }) };
  }
  if (!cause.sent) return failed(new DarajaUnavailableError({ product, reason, cause }));
  return failed(new DarajaOutcomeUnknownError({ product, reason, cause }));
}

function read<Req, Res>(endpoint: Endpoint<Req, Res>, answer: DarajaAnswer): Reading<Res> | null {
  if (answer.kind === 'error') return endpoint.parseError?.(answer.error) ?? null;
  if (answer.kind !== 'json') return null;
  const reading = endpoint.parse(answer.body);
  if (answer.status >= 200 && answer.status < 300) return reading;
  // Some products say no in their own words under HTTP 4xx: age on network, Bill Manager.
  return reading.kind === 'refused' && refusesByStatus(answer.status) ? reading : null;
}

function judgeFailure<Req, Res>(endpoint: Endpoint<Req, Res>, answer: DarajaAnswer): Outcome<Res> {
  const { product, onUnanswered } = endpoint;
  const verdict = verdictOn(answer);
  const told = envelopeOf(answer);
  if (verdict !== 'unknown') return failed(rejection(product, answer, told, verdict === 'refused-for-now'));
  if (onUnanswered === 'reconcile') {
    const reason = `HTTP ${answer.status}: ${told.errorCode ?? ''} ${told.errorMessage}`.replace(/ +/g, ' ');
    const explanation = knownOf(product, told);
    return failed(new DarajaOutcomeUnknownError({ product, reason, httpStatus: answer.status, explanation }));
  }
  if (isError(answer)) return { kind: 'unanswered', error: rejection(product, answer, told, true) };
  const details = { product, httpStatus: answer.status, excerpt: told.errorMessage };
  return { kind: 'unanswered', error: new DarajaResponseError(details) };
}

function isError(answer: DarajaAnswer): answer is DarajaAnswer & { readonly error: ErrorEnvelope } {
  return answer.kind === 'error' || answer.kind === 'fault';
}

function envelopeOf(answer: DarajaAnswer): ErrorEnvelope {
  if (isError(answer)) return answer.error;
  const excerpt = answer.kind === 'json' ? excerptOf(JSON.stringify(answer.body)) : answer.excerpt;
  return { requestId: null, errorCode: null, errorMessage: excerpt };
}

function rejection(
  product: string,
  answer: DarajaAnswer,
  told: ErrorEnvelope,
  retryable = false,
): DarajaRejectedError {
  const explanation = explanationOf(product, told);
  return new DarajaRejectedError({ product, httpStatus: answer.status, retryable, explanation, ...told });
}

function explanationOf(product: string, { errorCode, errorMessage }: ErrorEnvelope): Explanation {
  return meaningOf({ code: errorCode, message: errorMessage, product });
}

/** Null for words the catalogue does not know: that the outcome is unknown says more then. */
function knownOf(product: string, told: ErrorEnvelope): Explanation | null {
  const explanation = explanationOf(product, told);
  return explanation.failure === 'unknown' ? null : explanation;
}

function failed(error: Error): { kind: 'failed'; error: Error } {
  return { kind: 'failed', error };
}
