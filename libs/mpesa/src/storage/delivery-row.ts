import type { Delivery } from '../outbox/outbox-store.js';
import type { Row } from './session.js';

/** The columns `toDelivery` reads, of `mpesa_delivery d JOIN mpesa_event e`. */
export const DELIVERY_COLUMNS =
  'd.event_id, d.handler, d.payment_id, d.seq, d.attempts, d.last_error, d.finished_at, e.name, e.payload';

export const DELIVERY_TABLES = 'mpesa_delivery d JOIN mpesa_event e ON e.id = d.event_id';

export function toDelivery(row: Row): Delivery {
  return {
    eventId: String(row.event_id),
    handler: String(row.handler),
    paymentId: row.payment_id === null ? null : String(row.payment_id),
    seq: Number(row.seq),
    event: String(row.name) as Delivery['event'],
    payload: JSON.parse(String(row.payload)) as unknown,
    attempts: Number(row.attempts),
  };
}
