import type { After } from '../values/alarm.js';
import { MINUTE_MS } from '../values/duration.js';

export interface RefusalLogDeps {
  /** What is refused: one, and many of them. Default callbacks. */
  readonly what?: readonly [one: string, many: string];
  readonly write: (line: string) => void;
  readonly after: After;
}

const WINDOW_MS = MINUTE_MS;

/**
 * Tells of what was refused: of the first at once, of all that come within the next minute in one line. Anyone may post
 * nonsense at any rate, and must not fill the disk with lines.
 */
export class RefusalLog {
  #counts = new Map<number, number>();
  #isOpen = false;
  #lastSource: string | null = null;
  #cancel: () => void = () => undefined;

  constructor(private readonly deps: RefusalLogDeps) {}

  note(status: number, source: string | null): void {
    this.#counts.set(status, (this.#counts.get(status) ?? 0) + 1);
    this.#lastSource = source;
    if (!this.#isOpen) this.#tell();
  }

  /** Tells of what has come since the last line. Nothing is written afterwards but what is noted then. */
  close(): void {
    this.#cancel();
    this.#tell();
    this.#cancel();
    this.#isOpen = false;
  }

  /** Writes what has come, and begins to count anew; the window closes when nothing more came. */
  #tell(): void {
    const counts = [...this.#counts].sort(([one], [other]) => one - other);
    this.#counts.clear();
    this.#isOpen = counts.length > 0;
    if (!this.#isOpen) return;
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    const told = counts.map(([status, count]) => `${status}: ${count}`).join(', ');
    const [one, many] = this.deps.what ?? ['callback', 'callbacks'];
    const refused = total === 1 ? `1 ${one} was refused` : `${total} ${many} were refused`;
    this.deps.write(`${refused} (${told}), the last from ${this.#lastSource ?? 'an unknown address'}`);
    this.#cancel = this.deps.after(WINDOW_MS, () => this.#tell());
  }
}
