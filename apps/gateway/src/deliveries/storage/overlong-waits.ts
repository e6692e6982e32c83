import { CLOCK_SKEW_MS, type Database, type Row, type Session, tooLong } from 'typeorm-durable';
import { JITTER, PAUSES_MS } from '../retry-schedule.js';
import { LONGEST_RETRY_AFTER_MS } from '../sending/retry-after.js';
import { lockQueue } from './queue-row.js';

/** Longer than this neither the schedule nor a receiver makes anything wait. */
const LONGEST_MS = Math.max(Math.ceil(Math.max(...PAUSES_MS) * (1 + JITTER)), LONGEST_RETRY_AFTER_MS);

/** Statements take these: times after which no wait of a kind can end, in epoch milliseconds. */
interface Bounds {
  /** A wait that begins later than this was begun by a clock that was ahead. */
  readonly soon: number;
  readonly lease: number;
  readonly longest: number;
}

/**
 * A message is held for a lease. It waits for nothing when it is new, and after a failure for a time that only began when its last
 * attempt did: `Retry-After` may make it as long as a day, so its length alone would not tell.
 */
const WAITS_TOO_LONG =
  'd.next_at > :soon AND CASE WHEN d.owner IS NOT NULL THEN d.next_at > :lease ' +
  'ELSE d.attempts = d.round_from OR d.next_at > :longest OR EXISTS (SELECT 1 FROM gateway_delivery_attempt a ' +
  'WHERE a.delivery_seq = d.seq AND a.attempt = d.attempts AND a.begun_at > :soon) END';

/** A queue pauses from its last failure on, or for the lease of the message that probes it, or not at all when it is enabled. */
const PAUSES_TOO_LONG =
  'q.paused_until > :soon AND (q.failed_at > :soon OR q.paused_until > :longest ' +
  'OR (q.failed_at IS NULL AND q.paused_until > :lease) ' +
  'OR EXISTS (SELECT 1 FROM gateway_delivery p WHERE p.queue = q.queue AND p.next_at = q.paused_until ' +
  'AND p.owner IS NOT NULL AND p.next_at > :lease))';

/** Waits that a clock began which was ahead: once it is right, they would last for the difference. */
export class OverlongWaits {
  constructor(private readonly database: Database) {}

  /**
   * Makes due what waits for longer than it can.
   *
   * @param now by a clock that is right, epoch ms
   * @param leaseUntil what a lease taken now would end at
   */
  async recall(now: number, leaseUntil: number): Promise<void> {
    const soon = now + CLOCK_SKEW_MS;
    const bounds = { soon, lease: tooLong(now, leaseUntil), longest: soon + LONGEST_MS };
    const found = await this.database.read('find overlong waits', (session) => find(session, bounds));
    for (const { queue } of found) {
      await this.database.write('end overlong waits', async (session) => {
        // The queue's row first, as everybody locks them.
        if ((await lockQueue(session, String(queue))) === null) return;
        await endPause(session, String(queue), { now, bounds });
        await endWaits(session, String(queue), { now, bounds });
      });
    }
  }
}

function find(session: Session, bounds: Bounds): Promise<Row[]> {
  const waits = bind(WAITS_TOO_LONG, bounds);
  const pauses = bind(PAUSES_TOO_LONG, bounds);
  return session.rows(
    `SELECT d.queue FROM gateway_delivery d WHERE d.queue > '' AND ${waits.sql} ` +
      `UNION SELECT q.queue FROM gateway_queue q WHERE ${pauses.sql}`,
    [...waits.params, ...pauses.params],
  );
}

/** What failed later than now would void the next pause too. */
async function endPause(session: Session, queue: string, { now, bounds }: Recall): Promise<void> {
  const pauses = bind(PAUSES_TOO_LONG, bounds);
  const [found] = await session.rows(
    `SELECT 1 AS one FROM gateway_queue q WHERE q.queue = ? AND ${pauses.sql}`,
    [queue, ...pauses.params],
  );
  if (found === undefined) return;
  const past = ['failing_since', 'failed_at'].map(
    (time) => `${time} = CASE WHEN ${time} > ? THEN ? ELSE ${time} END`,
  );
  await session.run(`UPDATE gateway_queue SET paused_until = ?, ${past.join(', ')} WHERE queue = ?`, [
    now,
    ...past.flatMap(() => [now, now]),
    queue,
  ]);
}

/** As it was read: an attempt that ends meanwhile has the say. */
async function endWaits(session: Session, queue: string, { now, bounds }: Recall): Promise<void> {
  const waits = bind(WAITS_TOO_LONG, bounds);
  const rows = await session.rows(
    `SELECT d.seq, d.next_at FROM gateway_delivery d WHERE d.queue = ? AND ${waits.sql}`,
    [queue, ...waits.params],
  );
  for (const { seq, next_at: nextAt } of rows) {
    await session.run('UPDATE gateway_delivery SET owner = NULL, next_at = ? WHERE seq = ? AND next_at = ?', [
      now,
      seq,
      nextAt,
    ]);
  }
}

interface Recall {
  readonly now: number;
  readonly bounds: Bounds;
}

function bind(condition: string, bounds: Bounds): { readonly sql: string; readonly params: number[] } {
  const names = [...condition.matchAll(/:(soon|lease|longest)/g)].map(([, name]) => name as keyof Bounds);
  return {
    sql: condition.replaceAll(/:(soon|lease|longest)/g, '?'),
    params: names.map((name) => bounds[name]),
  };
}
