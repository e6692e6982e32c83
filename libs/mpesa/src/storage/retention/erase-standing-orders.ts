import type { Fragment, Row, Session } from 'typeorm-durable';
import { formatIsoDay } from '../../daraja/wire/wire-time.js';
import type { Erasing } from './erase-payments.js';
import { erasedReference } from './erase-reference.js';
import { eraseSubjects } from './erase-subjects.js';

/** An order that failed is over at once, one that was agreed to after its last day. Each is found through an index of its own. */
const FAILED = "erased_at IS NULL AND status = 'failed' AND updated_at < ?";
const ENDED = "erased_at IS NULL AND status = 'active' AND ends_on < ?";

/** The columns that `eraseStandingOrders` reads. */
export const ERASABLE_OF_ORDER = 'id, reference, request_hash';

const EMPTIED = ['phone', 'description', 'metadata', 'result_text', 'live_key'];

/** Erases who was to pay from standing orders that have long been over, and from their events. */
export async function eraseEndedOrders(
  db: Session,
  { before, most }: { before: number; most: number },
  erasing: Erasing,
): Promise<{ orders: number; events: number }> {
  const lastDay = formatIsoDay(before);
  const find = (where: string, by: string): string =>
    `SELECT ${ERASABLE_OF_ORDER} FROM mpesa_standing_order WHERE ${where} ORDER BY ${by} LIMIT ?`;
  const rows = [
    ...(await db.rows(find(FAILED, 'updated_at'), [before, most])),
    ...(await db.rows(find(ENDED, 'ends_on'), [lastDay, most])),
  ];
  const sql = `COALESCE(erased_at, 0) = 0 AND ((status = 'failed' AND updated_at < ?) OR (status = 'active' AND ends_on < ?))`;
  return eraseStandingOrders(db, rows, { sql, params: [before, lastDay] }, erasing);
}

/** @param still what must hold of an order when it is locked: one that has changed since is left alone */
export async function eraseStandingOrders(
  db: Session,
  found: readonly Row[],
  still: Fragment,
  { now, digests }: Erasing,
): Promise<{ orders: number; events: number }> {
  const { subjects, events } = await eraseSubjects(db, {
    table: 'mpesa_standing_order',
    columns: [...EMPTIED, 'name', 'reference', 'request_hash', 'erased_at'],
    rows: found.map((row) => ({
      key: String(row.id),
      values: [
        ...EMPTIED.map(() => null),
        '',
        erasedReference(row.reference, digests),
        digests.of('request', String(row.request_hash)),
        now,
      ],
    })),
    still,
  });
  return { orders: subjects, events };
}
