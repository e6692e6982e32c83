import type { After } from '../values/alarm.js';
import { MINUTE_MS } from '../values/duration.js';

/** Tells of the first at once, and of all that come within the next minute together. */
export class QuietMinutes {
  #isOpen = false;
  #cancel: () => void = () => undefined;

  /** @param tell writes what has come since it was called last; false when nothing has */
  constructor(
    private readonly after: After,
    private readonly tell: () => boolean,
  ) {}

  noted(): void {
    if (!this.#isOpen) this.#tell();
  }

  /** Tells of what has come since the last line. Nothing is written afterwards but what is noted then. */
  close(): void {
    this.#cancel();
    this.#tell();
    this.#cancel();
    this.#isOpen = false;
  }

  /** The minute after which nothing more came is the last. */
  #tell(): void {
    this.#isOpen = this.tell();
    if (this.#isOpen) this.#cancel = this.after(MINUTE_MS, () => this.#tell());
  }
}
