import { HttpException } from '@nestjs/common';
import { DarajaOutcomeUnknownError, InvalidRequestError, MpesaError, PromptOpenError } from 'nestjs-mpesa';
import { STATUS_CODES } from 'node:http';
import { Refusal, type RefusalCode } from '../errors/refusal.js';

/** An RFC 9457 problem. `code` is for programs; what stands besides depends on it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly [extension: string]: unknown;
}

const REFUSALS: Readonly<Record<RefusalCode, number>> = {
  'client-not-found': 404,
  'client-unproven': 401,
  'payment-not-found': 404,
  'endpoint-not-found': 404,
  'endpoint-unproven': 422,
  'too-many-endpoints': 409,
  'delivery-not-found': 404,
  'delivery-conflict': 409,
  'prefix-taken': 409,
  'prefix-overlaps': 409,
  'prefix-not-found': 404,
  'prefix-reserved': 409,
  'too-many-prefixes': 409,
  'shortcode-taken': 409,
  'not-in-suspense': 409,
  'too-many-questions': 429,
  'too-many-prompts': 429,
  'too-many-streams': 429,
  'idempotency-key-missing': 400,
  'idempotency-key-reused': 422,
  'request-in-progress': 409,
  'token-missing': 401,
  'token-invalid': 401,
  'scope-missing': 403,
  'admin-key-wrong': 401,
  'too-many-failed-logins': 429,
  'order-settled': 409,
  'no-answer': 504,
  'page-not-found': 404,
};

/** HTTP status by the library's error code. A code that is not here is a bug or an outage of ours: 500. */
const LIBRARY_ERRORS: Readonly<Record<string, number>> = {
  'invalid-request': 400,
  'payment-not-found': 404,
  'illegal-transition': 409,
  'prompt-open': 409,
  'too-many-unfinished-pushes': 409,
  'idempotency-conflict': 422,
  'daraja-rejected': 502,
  'daraja-response': 502,
  'daraja-outcome-unknown': 502,
  'inquiry-refused': 502,
  'inquiry-timeout': 504,
  'daraja-unavailable': 503,
  'daraja-throttled': 503,
  'storage-unavailable': 503,
  'storage-locked': 503,
  'account-source': 503,
  // Nothing was sent, and only whoever runs the gateway can set it right.
  'operator-locked': 503,
};

/** What a caller may see of the library's error. Never the whole of it: some carry a phone number in clear. */
const PUBLIC_FIELDS = [
  'paymentId',
  'retryAt',
  'clearsAt',
  'unfinished',
  'errorCode',
  'errorMessage',
  'requestId',
];

/** What a caller is told about an error. What nobody foresaw tells nothing of itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    return problem(REFUSALS[error.code], error.code, error.message, error.details);
  }
  if (error instanceof InvalidRequestError) {
    const { field, value, rule } = error;
    return problem(400, error.code, error.message, { field, value, rule });
  }
  if (error instanceof PromptOpenError) {
    // The library's own words name the payment that holds the phone, which may be another client's.
    const detail = 'an M-Pesa request is open on this phone; it shows one at a time';
    return problem(statusOf(error), error.code, detail, shown(error));
  }
  if (error instanceof MpesaError) return problem(statusOf(error), error.code, error.message, shown(error));
  if (error instanceof HttpException) {
    const status = error.getStatus();
    return problem(status, codeOf(status), error.message);
  }
  const refusedByFastify = clientErrorOf(error);
  if (refusedByFastify !== null) {
    return problem(refusedByFastify.status, codeOf(refusedByFastify.status), refusedByFastify.message);
  }
  return problem(500, 'internal-error', 'something went wrong here; nothing is known about the cause yet');
}

function problem(status: number, code: string, detail: string, details: object = {}): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  return { ...details, type: `urn:problem:mpesa-gateway:${code}`, title, status, detail, code };
}

function statusOf(error: MpesaError): number {
  // Daraja has turned the request away for now, and says nothing against it.
  if (error.code === 'daraja-rejected' && error.retryable) return 503;
  return LIBRARY_ERRORS[error.code] ?? 500;
}

function shown(error: MpesaError): object {
  const fields = Object.entries(error).filter(([name]) => PUBLIC_FIELDS.includes(name));
  const { retryable } = error;
  const moneyMayHaveMoved = error instanceof DarajaOutcomeUnknownError;
  return { retryable, moneyMayHaveMoved, ...Object.fromEntries(fields) };
}

/** `Not Found` as `not-found`. */
function codeOf(status: number): string {
  return (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(/[^a-z]+/g, '-');
}

/** A body that is too large or no JSON is refused before Nest sees it. */
function clientErrorOf(error: unknown): { status: number; message: string } | null {
  const { statusCode, message } = (error ?? {}) as { statusCode?: unknown; message?: unknown };
  const isClients = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  return isClients ? { status: statusCode, message: String(message) } : null;
}
