const REMEMBERED_ADDRESSES = 100;

/** Tells of callbacks from addresses that are not on the list. Behind a proxy all come from one: one line tells it then. */
export class UnlistedLog {
  readonly #told = new Set<string | null>();

  constructor(private readonly write: (line: string) => void) {}

  /** @param enforced whether it was not believed; that deserves a line each time */
  note(sourceAddress: string | null, enforced: boolean): void {
    if (!enforced && this.#told.has(sourceAddress)) return;
    if (this.#told.size < REMEMBERED_ADDRESSES) this.#told.add(sourceAddress);
    const from = sourceAddress ?? 'an unknown address';
    this.write(`a callback came from ${from}, which is not on the list${enforced ? ': not believed' : ''}`);
  }
}
