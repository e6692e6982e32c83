import { AsyncLocalStorage } from 'node:async_hooks';

export type Actors = Readonly<Record<string, () => Promise<unknown>>>;

/** Which of those that can go on goes on; null: none of them ever does. */
export type Choose = (ready: readonly string[], current: string | null) => string | null;

/** One for all: each of them would make every promise of the process dearer. */
const WHO = new AsyncLocalStorage<string>();

/** Lets one actor at a time take one step, from gate to gate. */
export class Turns {
  readonly #waiting = new Map<string, () => void>();
  readonly #taken = new Map<string, number>();
  #rested: () => void = () => undefined;

  /** Whose turn it is; empty for what is no actor. */
  get current(): string {
    return WHO.getStore() ?? '';
  }

  /** Who could go on. After a run: who has died. */
  get waiting(): readonly string[] {
    return [...this.#waiting.keys()].sort();
  }

  /** How many steps an actor has taken: how far it has come. */
  taken(actor: string): number {
    return this.#taken.get(actor) ?? 0;
  }

  /** Makes something that acts for that actor: also what it does apart from its caller's context belongs to the actor's turn. */
  as<T>(actor: string, make: () => T): T {
    return WHO.run(actor, make);
  }

  /** Here an actor waits for its turn. What is no actor passes. */
  readonly gate = (): Promise<void> => {
    const actor = WHO.getStore();
    if (actor === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.set(actor, resolve);
      this.#rested();
    });
  };

  /**
   * Every actor starts at its first gate; who is never chosen again has died there.
   *
   * @throws when one has passed no gate at all: its steps would be nobody's turn
   */
  async run(actors: Actors, choose: Choose): Promise<void> {
    for (const [name, act] of Object.entries(actors)) {
      await this.#step(() => {
        void WHO.run(name, () => act().catch(() => undefined)).then(() => this.#rested());
      });
      if (!this.#waiting.has(name)) throw new Error(`${name} waits for no turn`);
    }
    let current: string | null = null;
    while (this.#waiting.size > 0) {
      current = choose(this.waiting, current);
      const go = current === null ? undefined : this.#waiting.get(current);
      if (current === null || go === undefined) break;
      this.#waiting.delete(current);
      this.#taken.set(current, this.taken(current) + 1);
      await this.#step(go);
    }
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
