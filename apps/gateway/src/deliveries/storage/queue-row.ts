import { type Row, type Session, toSafeInteger, toSafeIntegerOrNull, unlessThere } from 'typeorm-durable';
import type { QueueHealth } from '../queue-health.js';

/** Makes the row of a queue. Looked for first: an INSERT would lock the row of a queue that is there. */
export async function addQueue(
  session: Session,
  dialect: 'sqlite' | 'mysql',
  { queue, endpointId }: { queue: string; endpointId: string | null },
): Promise<void> {
  const [there] = await session.rows('SELECT 1 AS one FROM gateway_queue WHERE queue = ?', [queue]);
  if (there !== undefined) return;
  await session.run(
    `INSERT INTO gateway_queue (queue, endpoint_id, lock_no, failures) VALUES (?, ?, 0, 0) ${unlessThere(dialect, 'queue')}`,
    [queue, endpointId],
  );
}

/** A queue while its row is locked. */
export interface LockedQueue extends QueueHealth {
  readonly stoppedAt: number | null;
}

/** Locks a queue's row for the rest of the transaction, by a write that every database understands. */
export async function lockQueue(session: Session, queue: string): Promise<LockedQueue | null> {
  await session.run('UPDATE gateway_queue SET lock_no = (lock_no + 1) % 1000000 WHERE queue = ?', [queue]);
  const [row] = await session.rows('SELECT * FROM gateway_queue WHERE queue = ?', [queue]);
  return row === undefined ? null : toQueue(row);
}

export async function saveHealth(session: Session, queue: string, health: QueueHealth): Promise<void> {
  await session.run(
    'UPDATE gateway_queue SET failures = ?, failing_since = ?, failed_at = ?, paused_until = ? WHERE queue = ?',
    [health.failures, health.failingSince, health.failedAt, health.pausedUntil, queue],
  );
}

function toQueue(row: Row): LockedQueue {
  return {
    failures: toSafeInteger(row.failures),
    failingSince: toSafeIntegerOrNull(row.failing_since),
    failedAt: toSafeIntegerOrNull(row.failed_at),
    pausedUntil: toSafeIntegerOrNull(row.paused_until),
    stoppedAt: toSafeIntegerOrNull(row.stopped_at),
  };
}
