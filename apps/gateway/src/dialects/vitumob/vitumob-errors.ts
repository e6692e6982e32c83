import type { FastifyRequest } from 'fastify';
import { DarajaRejectedError, InvalidRequestError, PromptOpenError } from 'nestjs-mpesa';
import type { ErrorAnswer } from '../../http/error-formats.js';
import { problemOf } from '../../http/problem.js';
import { Refusal } from '../../errors/refusal.js';
import { orderIn } from './vitumob-order.js';

export const VITUMOB_PATHS = /^\/payments\/mpesa(\/|\?|$)/;

/** A refusal as Daraja words it. */
interface DarajaError {
  readonly status: number;
  readonly errorCode: string;
  readonly errorMessage: string;
  /** Null where it was not Daraja who refused. */
  readonly requestId: string | null;
}

const EXPIRED: DarajaError = {
  status: 404,
  errorCode: '404.001.03',
  errorMessage: 'Invalid Access Token',
  requestId: null,
};

/** What Daraja says of a phone with an open prompt, where we knew without asking. */
const LOCKED: DarajaError = {
  status: 500,
  errorCode: '500.001.1001',
  errorMessage: 'Unable to lock subscriber, a transaction is already in process for the current subscriber',
  requestId: null,
};

/** Tells of errors as Vitumob does: what Daraja refuses in Daraja's words, beside the order; the rest in one word `error`. */
export function vitumobError(error: unknown, request: FastifyRequest): ErrorAnswer {
  const refused = darajaErrorOf(error);
  if (refused !== null) return { status: refused.status, body: darajaBody(refused, request) };
  if (error instanceof Refusal && error.code === 'token-missing') {
    return { status: 400, body: { error: 'Access token not provided' } };
  }
  const { status, detail } = problemOf(inOrder(error));
  const body = { error: detail };
  return status === 401
    ? { status, body, headers: { 'www-authenticate': 'Basic realm="mpesa-gateway"' } }
    : { status, body };
}

function darajaErrorOf(error: unknown): DarajaError | null {
  if (error instanceof Refusal && error.code === 'token-invalid') return EXPIRED;
  if (error instanceof PromptOpenError) return darajaErrorOf(error.cause) ?? LOCKED;
  if (!(error instanceof DarajaRejectedError)) return null;
  const { httpStatus, errorCode, errorMessage, requestId } = error;
  // Daraja also refuses with HTTP 200.
  const status = httpStatus >= 400 ? httpStatus : 400;
  return { status, errorCode: errorCode ?? String(status), errorMessage, requestId };
}

function darajaBody({ status, errorCode, errorMessage, requestId }: DarajaError, request: FastifyRequest) {
  const { order_id = null, user_phone_number = null, amount = null } = orderIn(request.body);
  return {
    order_meta_data: { order_id, user_phone_number, amount },
    status_code: status,
    daraja_error: { errorCode, errorMessage, requestId: requestId ?? request.id },
  };
}

const FIELDS: Readonly<Record<string, string>> = { phone: 'order.user_phone_number', amount: 'order.amount' };

/** The library's fields by the names that they have here. */
function inOrder(error: unknown): unknown {
  if (!(error instanceof InvalidRequestError)) return error;
  const { field, value, rule } = error;
  return new InvalidRequestError(FIELDS[field] ?? field, value, rule);
}
