import type { FastifyRequest } from 'fastify';
import { DarajaRejectedError } from 'nestjs-mpesa';
import type { ErrorAnswer } from '../../http/error-formats.js';
import { problemOf } from '../../http/problem.js';

export const PHP_PATHS = /^\/api\/\w+\.php(\/|\?|$)/;

const TOKEN_ROUTE = '/api/generate_token.php';

/** Tells of errors as the PHP platform does: `{ status, error }`, with its statuses. */
export function phpError(error: unknown, { url }: FastifyRequest): ErrorAnswer {
  const problem = problemOf(error);
  const status = phpStatus(error instanceof DarajaRejectedError ? error.httpStatus : problem.status);
  const scheme = url.startsWith(TOKEN_ROUTE) ? 'Basic' : 'Bearer';
  const body = { status, error: problem.detail };
  return status === 401
    ? { status, body, headers: { 'www-authenticate': `${scheme} realm="mpesa-gateway"` } }
    : { status, body };
}

/** It knows 400, 401 and 500. Who calls too often is told so all the same. */
function phpStatus(status: number): number {
  if (status === 401 || status === 403) return 401;
  if (status === 429) return status;
  return status < 500 ? 400 : 500;
}
