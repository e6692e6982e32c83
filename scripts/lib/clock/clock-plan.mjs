import { relative, sep } from 'node:path';
import { ROOT } from '../paths.mjs';
import { allSpecs, clockReaders } from './clock-readers.mjs';
import { MOMENTS } from './moments.mjs';

/**
 * Which specs are run at which of the moments: `moved` by the moment's name, and `unmoved`, which never ask for the time.
 * A spec that reads the clock and lies beside the code is run at every moment, for it takes no longer than a second. The others
 * start servers and databases: each is run at one moment, the next one for the next spec, so that every moment meets specs of
 * every folder.
 */
export function clockPlan() {
  const specs = allSpecs().sort();
  const readers = clockReaders(specs);
  const [beside, apart] = [true, false].map((wanted) =>
    readers.filter((spec) => isBesideCode(spec) === wanted),
  );
  const names = Object.keys(MOMENTS);
  const moved = names.map((name, turn) => [
    name,
    [...beside, ...apart.filter((_, index) => index % names.length === turn)],
  ]);
  return { unmoved: specs.filter((spec) => !readers.includes(spec)), moved: Object.fromEntries(moved) };
}

function isBesideCode(spec) {
  return relative(ROOT, spec).split(sep).includes('src');
}
