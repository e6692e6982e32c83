import { InvalidRequestError } from '../errors/invalid-request.error.js';
import type { PageRequest } from '../payments/payment-ports.js';
import { refuseNonObjects } from './request-objects.js';

/** @throws InvalidRequestError field `limit` or `cursor` */
export function readPage(page: PageRequest): { limit: number; cursor: string | null } {
  refuseNonObjects({ page });
  const limit = page.limit ?? 50;
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) {
    throw new InvalidRequestError('limit', page.limit, 'must be a whole number from 1 to 200');
  }
  const cursor = page.cursor ?? null;
  if (cursor !== null && typeof cursor !== 'string') {
    throw new InvalidRequestError('cursor', cursor, 'must be the nextCursor of the page before');
  }
  return { limit, cursor };
}
