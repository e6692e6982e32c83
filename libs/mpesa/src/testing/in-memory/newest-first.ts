import type { Page } from '../../payments/payment-ports.js';
import { parseCursor, toPage, type Position } from '../../storage/database/cursor.js';

/** One page of these, sorted and cut as the databases do it. */
export function newestFirst<T>(
  items: readonly T[],
  { limit, cursor }: { limit: number; cursor: string | null },
  positionOf: (item: T) => Position,
): Page<T> {
  const after = cursor === null ? null : parseCursor(cursor);
  const behind = items
    .filter((item) => after === null || compare(positionOf(item), after) < 0)
    .sort((a, b) => compare(positionOf(b), positionOf(a)));
  return toPage(behind.slice(0, limit + 1), limit, positionOf);
}

function compare(a: Position, b: Position): number {
  if (a.at !== b.at) return a.at - b.at;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
