import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DarajaOutcomeUnknownError, MpesaError } from 'nestjs-mpesa';

/** HTTP status by error code. A code that is not here is a bug or an outage of ours: 500. */
const STATUS: Readonly<Record<string, number>> = {
  'invalid-request': 400,
  'payment-not-found': 404,
  'prompt-open': 409,
  'too-many-unfinished-pushes': 409,
  'idempotency-conflict': 409,
  'daraja-rejected': 502,
  'daraja-response': 502,
  'daraja-unavailable': 503,
  'daraja-throttled': 503,
  'storage-unavailable': 503,
  'storage-locked': 503,
  // The prompt may be on the phone: that is no failure, the payment goes on and will be settled.
  'daraja-outcome-unknown': 202,
};

/**
 * Where the library's own words name a payment that may be somebody else's, and whose id would open it: anybody may ask any phone,
 * and try any key.
 */
const OTHERS: Readonly<Record<string, string>> = {
  'prompt-open': 'an M-Pesa request is open on this phone; it shows one at a time',
  'idempotency-conflict': 'this key was used for another request',
};

/** What a browser may see of an error. Never the whole of it: some carry a phone number in clear. */
const PUBLIC_FIELDS = ['field', 'value', 'rule', 'paymentId', 'retryAt', 'clearsAt', 'unfinished'];

/** Turns the library's errors into answers: `{ error, message, advice, … }`, with times in epoch ms; `advice` is for the customer. */
@Catch(MpesaError)
export class MpesaErrorFilter implements ExceptionFilter<MpesaError> {
  catch(error: MpesaError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(statusOf(error)).send({ ...told(error), ...underWay(error) });
  }
}

function statusOf(error: MpesaError): number {
  // Daraja has turned the request away for now, and says nothing against it.
  if (error.code === 'daraja-rejected' && error.retryable) return 503;
  return STATUS[error.code] ?? 500;
}

function told(error: MpesaError): object {
  const { code, explanation } = error;
  const isOthers = Object.hasOwn(OTHERS, code);
  const shown = isOthers ? PUBLIC_FIELDS.filter((name) => name !== 'paymentId') : PUBLIC_FIELDS;
  const fields = Object.entries(error).filter(([name]) => shown.includes(name));
  const message = OTHERS[code] ?? error.message;
  return { error: code, message, advice: explanation?.adviceToPayer, ...Object.fromEntries(fields) };
}

/** As a checkout answers, so that whoever asked can watch the payment. */
function underWay(error: MpesaError): object {
  return error instanceof DarajaOutcomeUnknownError ? { id: error.paymentId, status: 'unknown' } : {};
}
