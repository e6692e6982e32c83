import { type Row, textOrNull, toSafeInteger, toSafeIntegerOrNull } from 'typeorm-durable';
import type { Delivery, DeliveryAttempt, DeliveryStatus } from '../delivery.js';

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
    attempts: toSafeInteger(row.attempts),
    nextAt: toSafeIntegerOrNull(row.next_at),
    lastStatus: toSafeIntegerOrNull(row.last_status),
    lastError: textOrNull(row.last_error),
    createdAt: toSafeInteger(row.created_at),
    finishedAt: toSafeIntegerOrNull(row.finished_at),
  };
}

export function toAttempt(row: Row): DeliveryAttempt {
  return {
    attempt: toSafeInteger(row.attempt),
    at: toSafeInteger(row.begun_at),
    durationMs: toSafeInteger(row.duration_ms),
    status: toSafeIntegerOrNull(row.status),
    error: textOrNull(row.error),
    response: textOrNull(row.response),
  };
}
