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

  /** Resolves when nothing is unfinished, including what finishing work began. */
  async idle(): Promise<void> {
    while (this.open.size > 0) await Promise.all(this.open);
  }
}
