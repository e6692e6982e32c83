import { marks, RowMapper, rowsOfMarks, slices } from 'typeorm-durable';
import type { NewEvent } from '../../payments/payment-events.js';
import type { EventSink, Tx } from '../../payments/payment-ports.js';
import type { Clock } from '../../values/clock.js';
import type { Database } from '../database/database.js';
import { EventEntity } from '../entities/event.entity.js';

const MOST_ROWS = 500;

interface EventRow {
  readonly id: string;
  readonly subjectId: string;
  readonly seq: number;
  readonly name: string;
  readonly payload: unknown;
  readonly createdAt: number;
}

/** Writes events and one delivery for every handler registered by any instance, whoever claims it later. */
export class EventAppender implements EventSink {
  readonly #rows: RowMapper<EventRow>;

  constructor(
    private readonly database: Database,
    private readonly options: { newId: () => string; clock: Clock },
  ) {
    this.#rows = new RowMapper<EventRow>(database.dataSource, EventEntity);
  }

  async append(tx: Tx, events: readonly NewEvent[]): Promise<void> {
    const db = this.database.within(tx, 'store events');
    const now = this.options.clock.now();
    for (const some of slices(events, MOST_ROWS)) {
      const rows = some.map((event) => {
        return { ...event, name: event.payload.type, id: this.options.newId(), createdAt: now };
      });
      await db.run(
        `INSERT INTO mpesa_event (${this.#rows.columns}) VALUES ${rowsOfMarks(rows.length, this.#rows.names.length)}`,
        rows.flatMap((row) => this.#rows.params(row)),
      );
      await db.run(
        'INSERT INTO mpesa_delivery (event_id, handler, payment_id, seq, status, attempts, next_at) ' +
          "SELECT e.id, s.handler, e.payment_id, e.seq, 'due', 0, e.created_at " +
          `FROM mpesa_event e JOIN mpesa_subscription s ON s.event = e.name WHERE e.id IN (${marks(rows.length)})`,
        rows.map((row) => row.id),
      );
    }
  }
}
