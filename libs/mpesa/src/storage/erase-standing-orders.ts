import { formatIsoDay } from '../daraja/wire-time.js';
import { marks } from './dialect.js';
import { eraseEvents } from './erase-events.js';
import type { Session } from './session.js';

/** An order that failed is over at once, one that was agreed to after its last day. Each is found through an index of its own. */
const FAILED = "erased_at IS NULL AND status = 'failed' AND updated_at < ?";
const ENDED = "erased_at IS NULL AND status = 'active' AND ends_on < ?";

/** Erases who was to pay from standing orders that have long been over, and from their events. */
export async function eraseStandingOrders(
  db: Session,
  { before, most, now }: { before: number; most: number; now: number },
): Promise<{ orders: number; events: number }> {
  const lastDay = formatIsoDay(before);
  const find = (where: string, by: string): string =>
    `SELECT id FROM mpesa_standing_order WHERE ${where} ORDER BY ${by} LIMIT ?`;
  const rows = [
    ...(await db.rows(find(FAILED, 'updated_at'), [before, most])),
    ...(await db.rows(find(ENDED, 'ends_on'), [lastDay, most])),
  ];
  const ids = rows.map((row) => String(row.id)).sort();
  if (ids.length === 0) return { orders: 0, events: 0 };
  const among = marks(ids.length);
  const still = `((status = 'failed' AND updated_at < ?) OR (status = 'active' AND ends_on < ?))`;
  const orders = await db.run(
    'UPDATE mpesa_standing_order SET phone = NULL, metadata = NULL, live_key = NULL, erased_at = ? ' +
      `WHERE id IN (${among}) AND COALESCE(erased_at, 0) = 0 AND ${still}`,
    [now, ...ids, before, lastDay],
  );
  // Asked again: an order that changed in between was left alone, and so are its events.
  const erased = `SELECT id FROM mpesa_standing_order WHERE id IN (${among}) AND erased_at IS NOT NULL`;
  return { orders, events: await eraseEvents(db, erased, ids) };
}
