import type { VirtualClock } from '../clock/virtual-clock.js';
import type { EventHub } from '../events/event-hub.js';

/** One exchange with the world outside: a request to the simulator (`in`) or a callback from it (`out`). */
export interface JournalEntry {
  readonly id: number;
  /** Epoch milliseconds at which it began. */
  readonly at: number;
  readonly direction: 'in' | 'out';
  /** The product or callback, such as `stkpush` or `stk-callback`; `unknown` for a path that is none. */
  readonly op: string;
  readonly method: string;
  /** Path of a request, full URL of a callback. */
  readonly url: string;
  /** HTTP status; null when no answer was read or given. */
  readonly status: number | null;
  readonly requestBody: unknown;
  readonly responseBody: unknown;
  /** Duration in milliseconds of simulated time. */
  readonly ms: number;
  /** `answered`, `ack-lost`; `delivered`, `refused`, `failed`, `timed-out`, `lost`, `held`, `late`. */
  readonly outcome: string;
}

/** Entries kept; older ones are forgotten. */
const KEPT = 5_000;

/** What came in, what was answered, which callbacks went out and what they were answered. */
export class Journal {
  private entries: JournalEntry[] = [];
  private counter = 0;

  constructor(
    private readonly clock: VirtualClock,
    private readonly events: EventHub,
  ) {}

  write(entry: Omit<JournalEntry, 'id' | 'ms'>): void {
    this.counter += 1;
    const complete = { id: this.counter, ms: this.clock.now() - entry.at, ...entry };
    this.entries.push(complete);
    if (this.entries.length > KEPT) this.entries.shift();
    this.events.tell('request', complete);
  }

  list(): JournalEntry[] {
    return [...this.entries];
  }

  clear(): void {
    this.entries = [];
  }
}
