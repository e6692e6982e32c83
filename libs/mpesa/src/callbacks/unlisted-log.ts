import type { RepeatLog } from './repeat-log.js';

const REMEMBERED_ADDRESSES = 100;

export interface UnlistedLogDeps {
  readonly write: (line: string) => void;
  /** For what may come at any rate. */
  readonly repeats: Pick<RepeatLog, 'note'>;
}

/**
 * Tells of callbacks from addresses that are not on the list. What is taken all the same is told once for each address, as
 * long as they can be remembered: behind a proxy all come from one.
 */
export class UnlistedLog {
  readonly #told = new Set<string | null>();

  constructor(private readonly deps: UnlistedLogDeps) {}

  /** @param enforced whether it was not believed */
  note(sourceAddress: string | null, enforced: boolean): void {
    const line = `a callback came from ${sourceAddress ?? 'an unknown address'}, which is not on the list`;
    if (enforced) return this.deps.repeats.note(`${line}: not believed`);
    if (this.#told.has(sourceAddress)) return;
    if (this.#told.size >= REMEMBERED_ADDRESSES) return this.deps.repeats.note(line);
    this.#told.add(sourceAddress);
    this.deps.write(line);
  }
}
