import { type Row, toSafeInteger } from 'typeorm-durable';
import type { DeadLetter, DeliveryRef } from '../../outbox/outbox-store.js';
import type { Page } from '../../payments/payment-ports.js';
import { parseCursor, toPage } from '../database/cursor.js';
import type { Database } from '../database/database.js';
import { DELIVERY_COLUMNS, DELIVERY_TABLES, toDelivery } from './delivery-row.js';

/** Deliveries that were given up, newest first. */
export class DeadLetters {
  constructor(private readonly database: Database) {}

  list(page: { limit: number; cursor: string | null }): Promise<Page<DeadLetter>> {
    const after = page.cursor === null ? null : positionOf(page.cursor);
    const beyond =
      after === null
        ? ''
        : 'AND (d.finished_at < ? OR (d.finished_at = ? AND (d.event_id < ? OR (d.event_id = ? AND d.handler < ?)))) ';
    const sql =
      `SELECT ${DELIVERY_COLUMNS} FROM ${DELIVERY_TABLES} WHERE d.status = 'dead' ${beyond}` +
      'ORDER BY d.finished_at DESC, d.event_id DESC, d.handler DESC LIMIT ?';
    const params = after === null ? [] : [after.at, after.at, after.eventId, after.eventId, after.handler];
    return this.database.read('list dead letters', async (db) => {
      const letters = (await db.rows(sql, [...params, page.limit + 1])).map(toDeadLetter);
      return toPage(letters, page.limit, (letter) => ({
        at: letter.diedAt,
        id: `${letter.eventId} ${letter.handler}`,
      }));
    });
  }

  async replay(delivery: DeliveryRef, now: number): Promise<boolean> {
    const sql =
      "UPDATE mpesa_delivery SET status = 'due', attempts = 0, next_at = ?, owner = NULL, finished_at = NULL " +
      "WHERE event_id = ? AND handler = ? AND status = 'dead'";
    const params = [now, delivery.eventId, delivery.handler];
    return (await this.database.write('replay a dead letter', (db) => db.run(sql, params))) === 1;
  }
}

function positionOf(cursor: string): { at: number } & DeliveryRef {
  const { at, id } = parseCursor(cursor);
  const space = id.indexOf(' ');
  return { at, eventId: id.slice(0, space), handler: id.slice(space + 1) };
}

function toDeadLetter(row: Row): DeadLetter {
  return {
    ...toDelivery(row),
    lastError: row.last_error === null ? null : String(row.last_error),
    diedAt: toSafeInteger(row.finished_at),
  };
}
