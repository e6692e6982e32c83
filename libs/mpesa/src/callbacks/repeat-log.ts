import type { After } from '../values/alarm.js';
import { QuietMinutes } from './quiet-minutes.js';

export interface RepeatLogDeps {
  readonly write: (line: string) => void;
  readonly after: After;
}

/**
 * Writes the first line whole and at once, and of all that come within the next minute one: how many, and the last of them.
 * Whoever knows a callback's URL can have the same said of as many bodies as they like.
 */
export class RepeatLog {
  #count = 0;
  #last = '';
  readonly #minutes: QuietMinutes;

  constructor(private readonly deps: RepeatLogDeps) {
    this.#minutes = new QuietMinutes(deps.after, () => this.#tell());
  }

  note(line: string): void {
    this.#count += 1;
    this.#last = line;
    this.#minutes.noted();
  }

  close(): void {
    this.#minutes.close();
  }

  #tell(): boolean {
    const count = this.#count;
    this.#count = 0;
    if (count > 0)
      this.deps.write(count === 1 ? this.#last : `${count} more like it, the last: ${this.#last}`);
    return count > 0;
  }
}
