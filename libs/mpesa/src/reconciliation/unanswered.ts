import { DarajaRejectedError } from '../errors/daraja-rejected.error.js';
import { DarajaResponseError } from '../errors/daraja-response.error.js';

/** True when a question that threw has not been answered: Daraja was not reached, or is down, or our own side could not ask. */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof DarajaRejectedError) return error.retryable;
  return !(error instanceof DarajaResponseError) || error.httpStatus >= 500;
}
