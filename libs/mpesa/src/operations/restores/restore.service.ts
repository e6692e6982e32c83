import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { Clock } from '../../values/clock.js';
import { refuse } from '../payment-request.js';
import type { RestoreMark, RestoreStore } from './restore.store.js';
import { refuseNonObjects } from '../request-objects.js';

/** From when the backup was, and when the database went on from it, epoch ms. */
export interface RestoreRequest {
  /** When the backup was made that the books come from: epoch ms or a `Date`. Rather a minute too early than too late. */
  readonly backupAt: number | Date;
  /** When it was restored; default now. */
  readonly restoredAt?: number | Date;
}

/** Who says that all payouts since the backup are accounted for, and why. */
export interface RestoreClosing {
  /** Who says so. */
  readonly by: string;
  readonly reason: string;
}

export interface RestoreServiceDeps {
  readonly store: RestoreStore;
  readonly clock: Clock;
}

/** Tells the module that its database was restored from a backup, and that nothing of the lost time is open any more. */
export class RestoreService {
  constructor(private readonly deps: RestoreServiceDeps) {}

  /**
   * From now on payouts that M-Pesa itself would not recognise as paid in the lost time are held back in `review`. Marking the
   * same backup twice changes nothing.
   *
   * @throws InvalidRequestError field `backupAt` or `restoredAt`: no time, in the future, or in the wrong order
   */
  async mark(request: RestoreRequest): Promise<RestoreMark> {
    refuseNonObjects({ request });
    const { backupAt, restoredAt } = request;
    const now = this.deps.clock.now();
    const until = restoredAt === undefined ? now : readTime('restoredAt', restoredAt, now);
    return this.deps.store.mark(readTime('backupAt', backupAt, until), until);
  }

  /** Every restore that was marked, the newest backup first. */
  list(): Promise<RestoreMark[]> {
    return this.deps.store.list();
  }

  /**
   * Ends the holding back: whoever says so knows that no key of the lost time will be asked for again. What is held already
   * stays in review until it is resolved.
   *
   * @returns how many marks were open
   * @throws InvalidRequestError field `by` or `reason`
   */
  async close(closing: RestoreClosing): Promise<number> {
    refuseNonObjects({ closing });
    const { by, reason } = closing;
    refuse('by', by, isSaid(by) ? null : 'must name who decided');
    refuse('reason', reason, isSaid(reason) ? null : 'must say why');
    return this.deps.store.close({ at: this.deps.clock.now(), by, reason });
  }
}

function readTime(field: string, value: unknown, latest: number): number {
  const time = value instanceof Date ? value.getTime() : value;
  if (typeof time === 'number' && Number.isSafeInteger(time) && time >= 0 && time <= latest) return time;
  throw new InvalidRequestError(field, value, `must be a time until ${new Date(latest).toISOString()}`);
}

function isSaid(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== '';
}
