import type { PendingWork } from './pending-work.js';

/** A timer that has not fired; `cancel` after it fired does nothing. */
export interface VirtualTimer {
  readonly dueAt: number;
  cancel(): void;
}

/** A cap on waiting for somebody else: `signal` aborts when the time is up; `release` when the wait is over. */
export interface Deadline {
  readonly signal: AbortSignal;
  release(): void;
}

interface Due {
  readonly dueAt: number;
  readonly order: number;
  fire(): void | Promise<void>;
}

/** Longest delay a Node timer can hold; a longer one fires at once. */
const LONGEST_REAL_WAIT = 2_147_483_647;

/**
 * The simulator's time: the real clock plus an offset that `advance` enlarges. Timers fire by themselves as real time
 * passes, or in order of their due time while the clock is advanced.
 */
export class VirtualClock {
  private offset = 0;
  /** While the clock is advanced it stands still between two firings, so that what they cause is due in order. */
  private standing: number | null = null;
  private advancing: Promise<void> = Promise.resolve();
  private counter = 0;
  private wake: NodeJS.Timeout | undefined;
  private readonly timers = new Set<Due>();
  private readonly deadlines = new Set<Due>();
  private readonly sleepers = new Set<() => void>();

  constructor(
    private readonly work: PendingWork,
    private readonly realNow: () => number = Date.now,
  ) {}

  /** Epoch milliseconds of the simulated present. */
  now(): number {
    return this.standing ?? this.realNow() + this.offset;
  }

  /** Runs `task` once `ms` of simulated time have passed; what it returns counts as unfinished work. */
  after(ms: number, task: () => void | Promise<void>): VirtualTimer {
    const due: Due = { dueAt: this.now() + ms, order: this.counter++, fire: task };
    this.timers.add(due);
    this.schedule();
    return { dueAt: due.dueAt, cancel: () => void this.timers.delete(due) };
  }

  /** Resolves after `ms` of simulated time, or when the clock is stopped. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wakeUp = (): void => {
        this.sleepers.delete(wakeUp);
        resolve();
      };
      this.sleepers.add(wakeUp);
      this.after(ms, wakeUp);
    });
  }

  /**
   * Aborts after `ms` of real or of simulated time, whichever is first. An `advance` only expires deadlines that stood
   * before it began: whoever is asked during the advance still gets real time to answer.
   */
  deadline(ms: number): Deadline {
    const controller = new AbortController();
    const due: Due = { dueAt: this.now() + ms, order: this.counter++, fire: () => controller.abort() };
    const real = setTimeout(() => controller.abort(), ms);
    const release = (): void => {
      clearTimeout(real);
      this.deadlines.delete(due);
    };
    this.deadlines.add(due);
    controller.signal.addEventListener('abort', release, { once: true });
    return { signal: controller.signal, release };
  }

  /** Moves time forward, firing what falls due in order, and waits for the work each firing causes. */
  advance(ms: number): Promise<void> {
    this.advancing = this.advancing.then(() => this.advanceTo(this.now() + ms));
    return this.advancing;
  }

  /** True when a timer's time has come but it has not fired yet. */
  hasDue(): boolean {
    const now = this.now();
    return [...this.timers].some((timer) => timer.dueAt <= now);
  }

  /** Forgets every timer and ends every wait. The offset stays: time never runs backwards. */
  stop(): void {
    clearTimeout(this.wake);
    this.timers.clear();
    for (const deadline of this.deadlines) void deadline.fire();
    for (const wakeUp of this.sleepers) wakeUp();
  }

  private earliest(target: number, expiring: Set<Due>): Due | undefined {
    const waiting = [...expiring].filter((due) => this.deadlines.has(due));
    const due = [...this.timers, ...waiting].filter((candidate) => candidate.dueAt <= target);
    return due.sort((a, b) => a.dueAt - b.dueAt || a.order - b.order)[0];
  }

  /** Work that was in flight before may hang until a deadline further on, so only what the firings begin is awaited. */
  private async advanceTo(target: number): Promise<void> {
    const before = this.work.unfinished();
    const expiring = new Set([...this.deadlines].filter((due) => due.dueAt <= target));
    this.standing = this.now();
    for (let next = this.earliest(target, expiring); next; next = this.earliest(target, expiring)) {
      this.standing = Math.max(this.standing, next.dueAt);
      expiring.delete(next);
      this.fire(next);
      await socketsTurn();
      await this.work.idle(before);
    }
    this.standing = null;
    this.offset = target - this.realNow();
    this.schedule();
    await socketsTurn();
  }

  private fire(due: Due): void {
    this.timers.delete(due);
    const outcome = due.fire();
    if (outcome) void this.work.track(outcome);
  }

  private schedule(): void {
    clearTimeout(this.wake);
    if (this.standing !== null) return;
    const next = [...this.timers].reduce((min, timer) => Math.min(min, timer.dueAt), Infinity);
    if (next === Infinity) return;
    const wait = Math.min(Math.max(0, next - this.now()), LONGEST_REAL_WAIT);
    this.wake = setTimeout(() => this.fireDue(), wait);
  }

  private fireDue(): void {
    const now = this.now();
    const due = [...this.timers].filter((timer) => timer.dueAt <= now);
    for (const timer of due.sort((a, b) => a.dueAt - b.dueAt || a.order - b.order)) this.fire(timer);
    this.schedule();
  }
}

/** Lets what has arrived on sockets be handled: an advance in a loop must not starve them. */
function socketsTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
