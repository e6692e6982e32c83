import { type Database, marks, type Row, type Session, textOrNull, toSafeInteger } from 'typeorm-durable';
import { lockQueue, type LockedQueue } from './queue-row.js';

/** A delivery that this process may send, until its lease ends. */
export interface ClaimedDelivery {
  readonly seq: number;
  readonly id: string;
  readonly clientId: string;
  readonly endpointId: string | null;
  readonly queue: string;
  /** Where it goes as of now. */
  readonly url: string;
  readonly body: string;
  readonly attempts: number;
  /** Attempts of this round: since it was stored or replayed. */
  readonly attemptsOfRound: number;
  readonly owner: string;
  /** It is the one message that ends a pause of its queue. */
  readonly probe: boolean;
}

/** What a claim asks for. Times in epoch milliseconds. */
export interface ClaimRequest {
  readonly queue: string;
  readonly owner: string;
  readonly now: number;
  readonly leaseUntil: number;
  /** Requests this process may still begin to a healthy queue. */
  readonly free: number;
  /** Requests this process has under way to it. */
  readonly underWay: number;
}

/** The queues that have something waiting, are not stopped and not paused. */
const RUNNING =
  'SELECT q.queue FROM (SELECT DISTINCT queue FROM gateway_delivery WHERE queue IS NOT NULL) w ' +
  'JOIN gateway_queue q ON q.queue = w.queue WHERE q.stopped_at IS NULL AND COALESCE(q.paused_until, 0) <= ?';

const QUEUES_A_LOOK = 50;

/**
 * What of a queue is due at a time and has no earlier message of its stream before it. The indexes are named: without statistics
 * both databases may walk a whole queue for each message in it.
 */
function dueMessages(dialect: 'sqlite' | 'mysql'): string {
  const by = (index: string): string =>
    dialect === 'sqlite' ? `INDEXED BY ${index}` : `FORCE INDEX (${index})`;
  const earlier =
    `SELECT 1 FROM gateway_delivery p ${by('ix_gateway_delivery_order')} ` +
    'WHERE p.queue = d.queue AND p.stream = d.stream AND p.seq < d.seq';
  const due = `d.queue = ? AND d.next_at <= ? AND NOT EXISTS (${earlier})`;
  return `gateway_delivery d ${by('ix_gateway_delivery_next')} WHERE ${due}`;
}

const CLAIMED =
  'SELECT d.*, e.url AS endpoint_url FROM gateway_delivery d LEFT JOIN gateway_endpoint e ON e.id = d.endpoint_id';

/** Claims on due deliveries, by one queue at a time. */
export class DeliveryClaims {
  constructor(private readonly database: Database) {}

  /** @returns the queues that run and have something due */
  readyQueues(now: number): Promise<string[]> {
    return this.database.read('find queues', async (session) => {
      const running = await session.rows(RUNNING, [now]);
      const ready: string[] = [];
      for (let start = 0; start < running.length; start += QUEUES_A_LOOK) {
        const queues = running.slice(start, start + QUEUES_A_LOOK).map((row) => String(row.queue));
        ready.push(...(await this.#withSomethingDue(session, queues, now)));
      }
      return ready;
    });
  }

  /** Claims what may be sent to a queue now, oldest first: one message to a queue that has been failing, else as many as are free. */
  claim(request: ClaimRequest): Promise<ClaimedDelivery[]> {
    const { queue, now, leaseUntil, owner } = request;
    return this.database.write('claim messages', async (session) => {
      const locked = await lockQueue(session, queue);
      if (locked === null || locked.stoppedAt !== null || (locked.pausedUntil ?? 0) > now) return [];
      const seqs = await this.#dueIn(session, request, placesIn(locked, request));
      if (seqs.length === 0) return [];
      const probe = locked.pausedUntil !== null;
      // Until the probe is back, or its sender has died.
      if (probe) {
        await session.run('UPDATE gateway_queue SET paused_until = ? WHERE queue = ?', [leaseUntil, queue]);
      }
      const among = `seq IN (${marks(seqs.length)})`;
      // `next_at - ?`, not `next_at <= ?`: SQLite would look for the rows among all that is due.
      await session.run(
        `UPDATE gateway_delivery SET owner = ?, next_at = ? WHERE ${among} AND next_at - ? <= 0`,
        [owner, leaseUntil, ...seqs, now],
      );
      const rows = await session.rows(`${CLAIMED} WHERE d.${among} AND d.owner = ? ORDER BY d.seq`, [
        ...seqs,
        owner,
      ]);
      return rows.map((row) => toClaimed(row, probe));
    });
  }

  /** Gives back what was claimed and not sent, uncounted: due since long ago, so that a clock that is ahead makes nothing wait. */
  release(claimed: ClaimedDelivery): Promise<void> {
    return this.database.write('release a message', async (session) => {
      await lockQueue(session, claimed.queue);
      if (claimed.probe) {
        await session.run('UPDATE gateway_queue SET paused_until = 0 WHERE queue = ?', [claimed.queue]);
      }
      await session.run(
        'UPDATE gateway_delivery SET owner = NULL, next_at = created_at WHERE seq = ? AND owner = ?',
        [claimed.seq, claimed.owner],
      );
    });
  }

  /** Queue by queue, so that each part walks its own bit of the index. */
  async #withSomethingDue(session: Session, queues: readonly string[], now: number): Promise<string[]> {
    const look = `SELECT d.queue FROM ${dueMessages(this.database.dialect)} LIMIT 1`;
    const looks = queues.map((_, index) => `SELECT * FROM (${look}) q${index}`);
    const rows = await session.rows(
      looks.join(' UNION ALL '),
      queues.flatMap((queue) => [queue, now]),
    );
    return rows.map((row) => String(row.queue));
  }

  async #dueIn(session: Session, { queue, now }: ClaimRequest, places: number): Promise<number[]> {
    if (places <= 0) return [];
    const rows = await session.rows(
      `SELECT d.seq FROM ${dueMessages(this.database.dialect)} ORDER BY d.next_at, d.seq LIMIT ?`,
      [queue, now, places],
    );
    return rows.map((row) => toSafeInteger(row.seq));
  }
}

function placesIn(queue: LockedQueue, { free, underWay }: ClaimRequest): number {
  const healthy = queue.failures === 0 && queue.pausedUntil === null;
  return healthy ? free : Math.min(free, 1 - underWay);
}

function toClaimed(row: Row, probe: boolean): ClaimedDelivery {
  return {
    seq: toSafeInteger(row.seq),
    id: String(row.id),
    clientId: String(row.client_id),
    endpointId: textOrNull(row.endpoint_id),
    queue: String(row.queue),
    url: String(row.endpoint_url ?? row.url),
    body: String(row.body),
    attempts: toSafeInteger(row.attempts),
    attemptsOfRound: toSafeInteger(row.attempts) - toSafeInteger(row.round_from),
    owner: String(row.owner),
    probe,
  };
}
