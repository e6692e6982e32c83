/** Everything the simulator has begun and not finished: callbacks in flight, answers being written. */
export class PendingWork {
  private readonly open = new Set<Promise<unknown>>();

  /** Counts `work` as unfinished until it settles; a rejection is swallowed here and stays with the caller. */
  track<T>(work: Promise<T>): Promise<T> {
    const watched: Promise<unknown> = work.then(
      () => this.open.delete(watched),
      () => this.open.delete(watched),
    );
    this.open.add(watched);
    return work;
  }

  /** What is unfinished now. */
  unfinished(): ReadonlySet<Promise<unknown>> {
    return new Set(this.open);
  }

  /** Resolves when nothing is unfinished but what `apart` names, including what finishing work began. */
  async idle(apart: ReadonlySet<Promise<unknown>> = new Set()): Promise<void> {
    const awaited = (): Promise<unknown>[] => [...this.open].filter((work) => !apart.has(work));
    for (let left = awaited(); left.length > 0; left = awaited()) await Promise.all(left);
  }
}
