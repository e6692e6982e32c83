import { AsyncLocalStorage } from 'node:async_hooks';
import { Drawing } from './drawing.js';

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

export interface Bounds {
  /** How often a turn is taken away from somebody who could go on. */
  readonly switches: number;
  /** Ends after so many schedules: a fair sample, drawn by a seed. */
  readonly most: number;
}

/**
 * Runs a world once for each schedule in which a turn is taken away at most `switches` times. Whoever has it goes on otherwise for
 * as long as it can; who follows is free.
 *
 * @returns how many schedules there were
 */
export async function everySchedule(
  { switches, most }: Bounds,
  world: (choose: Choose, schedule: string) => Promise<void>,
): Promise<number> {
  const open: (readonly string[])[] = [[]];
  const drawing = new Drawing();
  let runs = 0;
  for (let plan = drawing.take(open); plan !== undefined && runs < most; plan = drawing.take(open)) {
    const forced: readonly string[] = plan;
    const taken: string[] = [];
    let taking = 0;
    await world((ready, current) => {
      const goesOn = current !== null && ready.includes(current) ? current : null;
      const next = forced[taken.length] ?? goesOn ?? drawing.one(ready) ?? null;
      if (next === null) return null;
      if (taken.length >= forced.length && (goesOn === null || taking < switches)) {
        const others = ready.filter((name) => name !== next);
        open.push(...others.map((other) => [...taken, other]));
      }
      if (goesOn !== null && next !== goesOn) taking += 1;
      taken.push(next);
      return next;
    }, forced.join(' '));
    runs += 1;
  }
  return runs;
}
