import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { Page } from '../../payments/payment-ports.js';

/** Where a page ended: the time it is sorted by, and the id that breaks ties. */
export interface Position {
  readonly at: number;
  readonly id: string;
}

export function formatCursor({ at, id }: Position): string {
  return Buffer.from(`${at}:${id}`, 'utf8').toString('base64url');
}

/** @throws InvalidRequestError field `cursor` */
export function parseCursor(cursor: string): Position {
  const match = /^(\d{1,15}):(.{1,255})$/s.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new InvalidRequestError('cursor', cursor, 'must be the nextCursor of the page before');
  }
  return { at: Number(match[1]), id: match[2] };
}

/** Of one item more than asked for: the page, and a cursor when the extra one is there. */
export function toPage<T>(items: readonly T[], limit: number, positionOf: (item: T) => Position): Page<T> {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown,
    nextCursor: items.length > limit && last !== undefined ? formatCursor(positionOf(last)) : null,
  };
}
