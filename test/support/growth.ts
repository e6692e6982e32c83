/** Reads what was made of a text from outside; that it refuses it, or throws, is as good. */
export interface Reader<T = string> {
  /** Puts the text where it is read from. What that costs is not measured. */
  readonly prepare: (text: string) => T;
  readonly read: (prepared: T) => unknown;
}

/** Twice the text may take this much more work: twice, and what a measurement is off by. */
export const MOST_GROWTH = 2.5;

/** Measured over three doublings, not one: an error of the measurement counts for a third, and quadratic work stands out eightfold. */
const DOUBLINGS = 3;
const [FEW_REPEATS, SOME_REPEATS, MOST_REPEATS] = [2, 10, 30];
const BEYOND_DOUBT = 3;
/** A length at which even quadratic work ends soon. */
const FIRST_LENGTH = 2 ** 13;
/** Below this, in µs, a measurement says little; work that grows with the square has long passed it. */
const LITTLE_WORK = 50_000;

/**
 * How much more work, in this process's own time on the processor, a text takes than one half as long; 0 when even the longest
 * takes next to none. Grows the text step by step, so that work that explodes is seen before it takes minutes. Work that grows too
 * fast does so at every length: what is seen at one only was a text that the processor's caches no longer held.
 */
export async function growthOf<T>(
  reader: Reader<T>,
  worst: (length: number) => string,
  longest: number,
): Promise<number> {
  for (let length = FIRST_LENGTH * 2; length <= longest; length *= 2) {
    const growth = await settled(reader, worst, length);
    if (growth > MOST_GROWTH) return Math.min(growth, await settled(reader, worst, length / 2, 0));
    if (length === longest) return growth;
  }
  return 0;
}

/**
 * By the least of several measurements of each: others on the machine, and the collector of garbage, only ever add to it.
 * 0 as soon as one of the longer text shows next to no work: what the others took was not the reader's.
 */
async function settled<T>(
  reader: Reader<T>,
  worst: (length: number) => string,
  length: number,
  littleWork = LITTLE_WORK,
): Promise<number> {
  let [shortest, longest] = [Infinity, Infinity];
  const growth = () => (longest / Math.max(shortest, 1)) ** (1 / DOUBLINGS);
  for (let repeat = 0; repeat < MOST_REPEATS; repeat += 1) {
    longest = Math.min(longest, await workOf(reader, worst(length)));
    if (longest <= littleWork) return 0;
    shortest = Math.min(shortest, await workOf(reader, worst(length / 2 ** DOUBLINGS)));
    if (repeat >= FEW_REPEATS && growth() <= MOST_GROWTH) break;
    if (repeat >= SOME_REPEATS && growth() > BEYOND_DOUBT) break;
  }
  return growth();
}

async function workOf<T>({ prepare, read }: Reader<T>, text: string): Promise<number> {
  const prepared = prepare(text);
  const before = process.cpuUsage();
  try {
    await read(prepared);
  } catch {
    // Refused.
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
