import { AsyncLocalStorage } from 'node:async_hooks';

export type Actors = Readonly<Record<string, () => Promise<unknown>>>;

/** Which of those that can go on goes on; null: none of them ever does. */
export type Choose = (ready: readonly string[], current: string | null) => string | null;

/** Lets one actor at a time take one step, from gate to gate. */
export class Turns {
  readonly #who = new AsyncLocalStorage<string>();
  readonly #waiting = new Map<string, () => void>();
  #rested: () => void = () => undefined;

  /** Here an actor waits for its turn. What is no actor passes. */
  readonly gate = (): Promise<void> => {
    const actor = this.#who.getStore();
    if (actor === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.set(actor, resolve);
      this.#rested();
    });
  };

  /** Every actor starts at its first gate; who is never chosen again has died there. */
  async run(actors: Actors, choose: Choose): Promise<void> {
    for (const [name, act] of Object.entries(actors)) {
      await this.#step(() => {
        void this.#who.run(name, () => act().catch(() => undefined)).then(() => this.#rested());
      });
    }
    let current: string | null = null;
    while (this.#waiting.size > 0) {
      current = choose([...this.#waiting.keys()].sort(), current);
      const go = current === null ? undefined : this.#waiting.get(current);
      if (current === null || go === undefined) break;
      this.#waiting.delete(current);
      await this.#step(go);
    }
    this.#waiting.clear();
  }

  async #step(go: () => void): Promise<void> {
    const rested = new Promise<void>((resolve) => (this.#rested = resolve));
    go();
    await rested;
  }
}

/**
 * Runs a world once for every schedule that departs at most `switches` times from the plain one, in which every actor goes on
 * for as long as it can and the next by name follows.
 *
 * @returns how many schedules there were
 */
export async function everySchedule(
  switches: number,
  world: (choose: Choose, schedule: string) => Promise<void>,
): Promise<number> {
  const open: string[][] = [[]];
  let runs = 0;
  for (let forced = open.pop(); forced !== undefined; forced = open.pop()) {
    const taken: string[] = [];
    const others: { readonly at: number; readonly ready: readonly string[] }[] = [];
    let cost = 0;
    const plan: readonly string[] = forced;
    await world((ready, current) => {
      const goesOn = current !== null && ready.includes(current) ? current : null;
      const next = plan[taken.length] ?? goesOn ?? ready[0] ?? null;
      if (next === null) return null;
      if (taken.length >= plan.length && cost < switches) {
        others.push({ at: taken.length, ready: ready.filter((name) => name !== next) });
      }
      if (next !== (goesOn ?? ready[0])) cost += 1;
      taken.push(next);
      return next;
    }, plan.join(' '));
    for (const { at, ready } of others) for (const name of ready) open.push([...taken.slice(0, at), name]);
    runs += 1;
  }
  return runs;
}
