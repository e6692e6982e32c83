import { Drawing } from './drawing.js';
import type { Choose } from './schedules.js';

/** A world that stands where a schedule has led it. */
export interface Standing {
  /** Everything that decides how it goes on: what is stored, what is under way, and what every actor knows. */
  readonly state: string;
  /** What is left of it when all actors die here. */
  readonly remains: string;
}

export interface Exploration {
  /** Ends after so many states, for who has no time for all of them: a fair sample, see `everyState`. */
  readonly most?: number;
  /** Runs a new world for as long as somebody is chosen. @returns how to look at it, and to let it settle */
  readonly run: (choose: (look: () => Standing) => Choose) => Promise<{
    readonly look: () => Standing;
    readonly settle: (schedule: string) => Promise<void>;
  }>;
}

export interface Explored {
  /** Different states that were reached. */
  readonly states: number;
  /** Different remains, each of which has been settled. */
  readonly remains: number;
}

/**
 * Reaches every state that any interleaving of the actors leads to, and settles what is left when everybody dies there: whoever
 * dies alone has only not been chosen any more. Where two schedules meet in one state, only the first goes on.
 *
 * Which way is taken next is drawn by a seed: whoever goes on with the last one would see, before a cut, every way in which the last
 * steps can be taken and hardly any of the first, and with the shortest ones hardly two turns that are taken away from one actor.
 */
export async function everyState({ run, most = Infinity }: Exploration): Promise<Explored> {
  const seen = new Set<string>();
  const settled = new Set<string>();
  const open: (readonly string[])[] = [[]];
  const drawing = new Drawing();
  for (let plan = drawing.take(open); plan !== undefined && seen.size < most; plan = drawing.take(open)) {
    const taken: string[] = [];
    const fresh: (readonly string[])[] = [];
    const reached = ({ state, remains }: Standing): boolean => {
      if (!settled.has(remains)) {
        settled.add(remains);
        fresh.push([...taken]);
      }
      const isNew = !seen.has(state);
      seen.add(state);
      return isNew;
    };
    const follow: readonly string[] = plan;
    const { look } = await run((now) => (ready) => {
      const planned = follow[taken.length];
      // On the way there it is known already.
      if (planned === undefined && !reached(now())) return null;
      const next = planned ?? drawing.one(ready);
      const others = planned === undefined ? ready.filter((name) => name !== next) : [];
      for (const other of others) open.push([...taken, other]);
      if (next !== undefined) taken.push(next);
      return next ?? null;
    });
    reached(look());
    for (const schedule of fresh) await settleAfter(schedule, run);
  }
  return { states: seen.size, remains: settled.size };
}

async function settleAfter(schedule: readonly string[], run: Exploration['run']): Promise<void> {
  let steps = 0;
  const { settle } = await run(() => () => schedule[steps++] ?? null);
  await settle(schedule.join(' '));
}
