import { onDuplicateKey, rowsOfMarks } from 'typeorm-durable';
import type { ArrivedCallback } from '../../inbox/inbox-store.js';
import type { Database } from '../database/database.js';

const COLUMNS = [
  'id',
  'kind',
  'payment_id',
  'shortcode',
  'body',
  'raw_bytes',
  'source_address',
  'received_at',
  'status',
  'reason',
  'copies',
  'attempts',
  'next_at',
  'kept_since',
];

/** As much as one statement carries; four times this fits the smallest packet limit in use (16 MB, bytes become hex). */
const MOST_ROWS = 256;
const MOST_BYTES = 2_000_000;

/**
 * The statement the door waits for: one autocommitted upsert per batch. Sorted by id, because two batches that lock the same
 * rows in different orders deadlock; never INSERT IGNORE, which truncates silently.
 */
export class CallbackInsert {
  readonly #texts = new Map<number, string>();
  readonly #onRepetition: string;

  constructor(private readonly database: Database) {
    this.#onRepetition = onDuplicateKey(
      database.dialect,
      ['id'],
      (arrived) => `copies = copies + ${arrived('copies')}`,
    );
  }

  run(batch: readonly ArrivedCallback[]): Promise<void> {
    return this.database.statements('store callbacks', async (db) => {
      for (const rows of statementsOf(distinct(batch))) {
        await db.run(this.#textFor(rows.length), rows.flatMap(paramsOf));
      }
    });
  }

  #textFor(rows: number): string {
    const known = this.#texts.get(rows);
    if (known !== undefined) return known;
    const values = rowsOfMarks(rows, COLUMNS.length);
    const text = `INSERT INTO mpesa_callback (${COLUMNS.join(', ')}) VALUES ${values} ${this.#onRepetition}`;
    this.#texts.set(rows, text);
    return text;
  }
}

interface Counted {
  readonly callback: ArrivedCallback;
  readonly copies: number;
}

function distinct(batch: readonly ArrivedCallback[]): Counted[] {
  const counted = new Map<string, Counted>();
  for (const callback of batch) {
    const known = counted.get(callback.id);
    counted.set(callback.id, { callback: known?.callback ?? callback, copies: (known?.copies ?? 0) + 1 });
  }
  return [...counted.values()].sort((a, b) => (a.callback.id < b.callback.id ? -1 : 1));
}

function statementsOf(rows: readonly Counted[]): Counted[][] {
  const statements: Counted[][] = [];
  let bytes = Infinity;
  for (const row of rows) {
    const current = statements.at(-1);
    bytes += row.callback.body.length;
    if (current === undefined || current.length === MOST_ROWS || bytes > MOST_BYTES) {
      statements.push([row]);
      bytes = row.callback.body.length;
    } else {
      current.push(row);
    }
  }
  return statements;
}

function paramsOf({ callback, copies }: Counted): unknown[] {
  return [
    callback.id,
    callback.kind,
    callback.paymentId,
    callback.shortcode,
    callback.body,
    callback.raw ? 1 : 0,
    callback.sourceAddress,
    callback.receivedAt,
    callback.status,
    callback.reason,
    copies,
    0,
    callback.status === 'new' ? callback.receivedAt : null,
    callback.receivedAt,
  ];
}
