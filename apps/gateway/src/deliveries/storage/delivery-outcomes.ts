import type { Database, Session } from 'typeorm-durable';
import type { Outcome } from '../sending/sender.js';
import { afterFailure, isHopeless } from '../queue-health.js';
import { nextAttemptAt } from '../retry-schedule.js';
import type { DisabledReason } from '../endpoint.js';
import type { ClaimedDelivery } from './delivery-claims.js';
import { disableEndpoint } from './endpoint-store.js';
import { lockQueue, saveHealth } from './queue-row.js';

const GONE = 410;

/** What an outcome has led to. */
export interface Recorded {
  /** False when the lease was lost, and nothing was recorded. */
  readonly held: boolean;
  /** Set when it disabled the endpoint. */
  readonly disabled: DisabledReason | null;
}

/** Writes down what came of an attempt: the attempt, where it leaves its delivery, and how its destination is doing. */
export class DeliveryOutcomes {
  constructor(
    private readonly database: Database,
    private readonly random: () => number,
  ) {}

  record(claimed: ClaimedDelivery, outcome: Outcome, now: number): Promise<Recorded> {
    return this.database.write('record an attempt', (session) =>
      outcome.error === null
        ? this.#delivered(session, { claimed, outcome, now })
        : this.#failed(session, { claimed, outcome, now }),
    );
  }

  async #delivered(session: Session, result: Result): Promise<Recorded> {
    const { claimed, now } = result;
    // A success that was under way when a pause began does not end it; only the probe does.
    await session.run(
      'UPDATE gateway_queue SET failures = 0, failing_since = NULL, failed_at = NULL, paused_until = NULL ' +
        'WHERE queue = ? AND failures > 0 AND (paused_until IS NULL OR ? = 1)',
      [claimed.queue, claimed.probe ? 1 : 0],
    );
    // The queue of an endpoint that was just enabled has a probe without failures.
    if (claimed.probe) {
      await session.run('UPDATE gateway_queue SET paused_until = NULL WHERE queue = ?', [claimed.queue]);
    }
    const held = await finish(session, result, { status: 'delivered', nextAt: null, finishedAt: now });
    return { held, disabled: null };
  }

  async #failed(session: Session, result: Result): Promise<Recorded> {
    const { claimed, outcome, now } = result;
    const before = await lockQueue(session, claimed.queue);
    const nextAt = this.#nextAttemptAt(result);
    const end =
      nextAt === null
        ? ({ status: 'failed', nextAt, finishedAt: now } as const)
        : ({ status: 'pending', nextAt, finishedAt: null } as const);
    const held = await finish(session, result, end);
    if (!held || before === null) return { held, disabled: null };
    const health = afterFailure(before, {
      at: now,
      probe: claimed.probe,
      retryAfterMs: outcome.retryAfterMs,
      random: this.random(),
    });
    await saveHealth(session, claimed.queue, health);
    const reason = outcome.status === GONE ? 'gone' : isHopeless(health, now) ? 'failing' : null;
    if (reason === null || claimed.endpointId === null || before.stoppedAt !== null) {
      return { held, disabled: null };
    }
    await disableEndpoint(session, claimed.endpointId, { reason, now });
    return { held, disabled: reason };
  }

  /** A one-shot destination that is gone is not asked again; an endpoint's messages wait for its client. */
  #nextAttemptAt({ claimed, outcome, now }: Result): number | null {
    if (outcome.status === GONE && claimed.endpointId === null) return null;
    const { retryAfterMs } = outcome;
    return nextAttemptAt(claimed.attemptsOfRound + 1, { now, retryAfterMs, random: this.random() });
  }
}

interface Result {
  readonly claimed: ClaimedDelivery;
  readonly outcome: Outcome;
  readonly now: number;
}

interface End {
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly nextAt: number | null;
  /** Set when it leaves its queue. */
  readonly finishedAt: number | null;
}

/** Fenced by the owner: whoever has taken over meanwhile has the say. */
async function finish(session: Session, { claimed, outcome }: Result, end: End): Promise<boolean> {
  const attempt = claimed.attempts + 1;
  const changed = await session.run(
    'UPDATE gateway_delivery SET status = ?, queue = ?, next_at = ?, finished_at = ?, attempts = ?, owner = NULL, last_status = ?, last_error = ? ' +
      'WHERE seq = ? AND owner = ?',
    [
      end.status,
      end.finishedAt === null ? claimed.queue : null,
      end.nextAt,
      end.finishedAt,
      attempt,
      outcome.status,
      outcome.error,
      claimed.seq,
      claimed.owner,
    ],
  );
  if (changed === 0) return false;
  await session.run(
    'INSERT INTO gateway_delivery_attempt (delivery_seq, attempt, begun_at, duration_ms, status, error, response) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [
      claimed.seq,
      attempt,
      outcome.begunAt,
      outcome.durationMs,
      outcome.status,
      outcome.error,
      outcome.response,
    ],
  );
  return true;
}
