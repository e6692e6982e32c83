import { marks, type Row } from 'typeorm-durable';
import type { Delivery, DeliveryRef } from '../../outbox/outbox-store.js';

/** The columns `toDelivery` reads, of `mpesa_delivery d JOIN mpesa_event e`. */
export const DELIVERY_COLUMNS =
  'd.event_id, d.handler, d.payment_id, d.seq, d.attempts, d.last_error, d.finished_at, e.name, e.payload';

export const DELIVERY_TABLES = 'mpesa_delivery d JOIN mpesa_event e ON e.id = d.event_id';

export function toDelivery(row: Row): Delivery {
  return {
    eventId: String(row.event_id),
    handler: String(row.handler),
    subjectId: row.payment_id === null ? null : String(row.payment_id),
    seq: Number(row.seq),
    event: String(row.name) as Delivery['event'],
    // The name of the row, for an event that was stored before its payload said what it is.
    payload: { ...(JSON.parse(String(row.payload)) as object), type: String(row.name) },
    attempts: Number(row.attempts),
  };
}

/** `(handler = ? AND event_id IN (…)) OR …`: row values are not spelled the same everywhere. */
export function deliveryKeys(refs: readonly DeliveryRef[]): { sql: string; params: string[] } {
  const byHandler = new Map<string, string[]>();
  for (const { handler, eventId } of refs)
    byHandler.set(handler, [...(byHandler.get(handler) ?? []), eventId]);
  const groups = [...byHandler].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    sql: groups.map(([, ids]) => `(handler = ? AND event_id IN (${marks(ids.length)}))`).join(' OR '),
    params: groups.flatMap(([handler, ids]) => [handler, ...ids.sort()]),
  };
}
