import { relative, sep } from 'node:path';
import { ROOT } from '../paths.mjs';
import { allSpecs, clockReaders } from './clock-readers.mjs';
import { MOMENTS } from './moments.mjs';

/**
 * Which specs are run at which of the moments: every spec that reads the clock and lies beside the code at every moment, for
 * it takes no longer than a second. The others start servers and databases, and take as long as the whole suite: each is run
 * at one moment, the next one for the next spec, so that every moment meets specs of every folder.
 */
export function shiftedRuns() {
  const readers = clockReaders(allSpecs()).sort();
  const [beside, apart] = [true, false].map((wanted) =>
    readers.filter((spec) => isBesideCode(spec) === wanted),
  );
  const names = Object.keys(MOMENTS);
  return names.map((name, turn) => ({
    name,
    specs: [...beside, ...apart.filter((_, index) => index % names.length === turn)],
  }));
}

/** Only those beside the code, at every moment. */
export function unitRuns() {
  return shiftedRuns().map(({ name, specs }) => ({ name, specs: specs.filter(isBesideCode) }));
}

function isBesideCode(spec) {
  return relative(ROOT, spec).split(sep).includes('src');
}
