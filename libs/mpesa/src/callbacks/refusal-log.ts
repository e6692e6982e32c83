import type { After } from '../values/alarm.js';
import { QuietMinutes } from './quiet-minutes.js';

export interface RefusalLogDeps {
  /** What is refused: one, and many of them. Default callbacks. */
  readonly what?: readonly [one: string, many: string];
  readonly write: (line: string) => void;
  readonly after: After;
}

/**
 * Tells of what was refused: of the first at once, of all that come within the next minute in one line. Anyone may post
 * nonsense at any rate, and must not fill the disk with lines.
 */
export class RefusalLog {
  #counts = new Map<number, number>();
  #lastSource: string | null = null;
  readonly #minutes: QuietMinutes;

  constructor(private readonly deps: RefusalLogDeps) {
    this.#minutes = new QuietMinutes(deps.after, () => this.#tell());
  }

  note(status: number, source: string | null): void {
    this.#counts.set(status, (this.#counts.get(status) ?? 0) + 1);
    this.#lastSource = source;
    this.#minutes.noted();
  }

  close(): void {
    this.#minutes.close();
  }

  /** Writes what has come, and begins to count anew. */
  #tell(): boolean {
    const counts = [...this.#counts].sort(([one], [other]) => one - other);
    this.#counts.clear();
    if (counts.length === 0) return false;
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    const told = counts.map(([status, count]) => `${status}: ${count}`).join(', ');
    const [one, many] = this.deps.what ?? ['callback', 'callbacks'];
    const refused = total === 1 ? `1 ${one} was refused` : `${total} ${many} were refused`;
    this.deps.write(`${refused} (${told}), the last from ${this.#lastSource ?? 'an unknown address'}`);
    return true;
  }
}
