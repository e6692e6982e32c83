import type { Delivery, DeliveryAttempt, DeliveryStatus } from '../delivery.js';
import { integer, integerOrNull, textOrNull, type Row } from './session.js';

/** Never the body, which only the sender needs. */
export const DELIVERY_COLUMNS =
  'seq, id, client_id, endpoint_id, url, stream, type, status, attempts, next_at, last_status, last_error, created_at, finished_at';

export function toDelivery(row: Row): Delivery {
  return {
    id: String(row.id),
    clientId: String(row.client_id),
    endpointId: textOrNull(row.endpoint_id),
    url: textOrNull(row.url),
    stream: String(row.stream),
    type: String(row.type),
    status: row.status as DeliveryStatus,
    attempts: integer(row.attempts),
    nextAt: integerOrNull(row.next_at),
    lastStatus: integerOrNull(row.last_status),
    lastError: textOrNull(row.last_error),
    createdAt: integer(row.created_at),
    finishedAt: integerOrNull(row.finished_at),
  };
}

export function toAttempt(row: Row): DeliveryAttempt {
  return {
    attempt: integer(row.attempt),
    at: integer(row.begun_at),
    durationMs: integer(row.duration_ms),
    status: integerOrNull(row.status),
    error: textOrNull(row.error),
    response: textOrNull(row.response),
  };
}
