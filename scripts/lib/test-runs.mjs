import { availableParallelism } from 'node:os';
import { momentOf, MOMENTS, settingsAt } from './clock/moments.mjs';
import { clockPlan } from './clock/clock-plan.mjs';
import { addCounts, runJest } from './jest.mjs';
import { wasInterrupted } from './run.mjs';
import { readArguments } from './test-arguments.mjs';

/**
 * One more than there are cores, for there is always a spec that waits: for a process to start, for the time of a lock to be up.
 * With four, and what they start, a machine of 4 GB is full.
 */
const WORKERS = Math.min(availableParallelism() + 1, 4);

/**
 * What `npm test` is asked to run, in order: Jest's arguments, the moment at which each spec begins if it is not now, and
 * what is told to the specs beside it.
 */
export function testPlan(given) {
  const options = readArguments(given);
  return { runs: runsOf(options), timings: options.timings };
}

function runsOf({ jest, clock, everyClock }) {
  if (clock !== undefined) return [{ args: jest, moment: momentOf(clock) }];
  if (!everyClock) return [{ args: jest }];
  return jest.length > 0 ? atEachMoment(jest) : plannedRuns();
}

function atEachMoment(jest) {
  const moments = Object.keys(MOMENTS).map((name) => ({ args: jest, moment: momentOf(name) }));
  return [{ args: jest }, ...moments];
}

/** As in CI: a spec that is run on both databases has one of them now, and the other one at another moment. */
function plannedRuns() {
  const { unmoved, moved } = clockPlan();
  const all = Object.values(moved).flat();
  return [
    { args: byPath(unmoved) },
    { args: byPath([...new Set(all)]), env: { MPESA_TEST_DATABASES: 'mariadb' } },
    ...Object.entries(moved).map(([name, specs]) => {
      return { args: byPath(specs), moment: momentOf(name), env: { MPESA_TEST_MYSQL_URL: '' } };
    }),
  ];
}

function byPath(specs) {
  return ['--runTestsByPath', ...specs];
}

/** Runs them one after the other, also after one that failed. Resolves with the worst exit code and all counts together. */
export async function runAll(runs, shared, { timings = false } = {}) {
  let all = { code: 0, counts: { passed: 0, failed: 0, skipped: 0 } };
  for (const { args, moment, env } of runs) {
    if (wasInterrupted()) break;
    const { code, counts } = await runAt(moment, args, { env: { ...shared, ...env }, timings });
    all = { code: Math.max(all.code, code), counts: addCounts(all.counts, counts) };
  }
  return all;
}

function runAt(moment, args, options) {
  if (!moment) return runJest([`--maxWorkers=${WORKERS}`, ...args], options);
  console.log(`\nEvery spec begins at ${new Date(moment.at()).toISOString()} (${moment.name})`);
  return runJest([`--maxWorkers=${WORKERS}`, ...args], {
    ...options,
    env: { ...options.env, ...settingsAt(moment) },
  });
}
