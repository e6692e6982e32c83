import type { Row, RowMapper } from 'typeorm-durable';
import type { StoredCallback } from '../../inbox/inbox-store.js';

/** A row that is not due has no `next_at`; to its reader it was due when it came. */
export function storedCallback(rows: RowMapper<StoredCallback>, row: Row): StoredCallback {
  const callback = rows.item(row);
  return { ...callback, nextAt: (callback.nextAt as number | null) ?? callback.receivedAt };
}
