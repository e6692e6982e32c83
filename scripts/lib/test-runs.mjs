import { JEST_ENVIRONMENT, momentOf, MOMENTS, settingsAt } from './clock/moments.mjs';
import { shiftedRuns } from './clock/shifted-runs.mjs';
import { addCounts, runJest } from './jest.mjs';
import { wasInterrupted } from './run.mjs';
import { readArguments } from './test-arguments.mjs';

/** What `npm test` is asked to run, in order: Jest's arguments, and the moment at which each spec begins, if not now. */
export function testRuns(given) {
  const { jest, clock, everyClock } = readArguments(given);
  if (clock !== undefined) return [{ args: jest, moment: momentOf(clock) }];
  if (!everyClock) return [{ args: jest }];
  const shifted =
    jest.length > 0
      ? Object.keys(MOMENTS).map((name) => ({ args: jest, moment: momentOf(name) }))
      : shiftedRuns().map(({ name, specs }) => ({
          args: ['--runTestsByPath', ...specs],
          moment: momentOf(name),
        }));
  return [{ args: jest }, ...shifted];
}

/** Runs them one after the other, also after one that failed. Resolves with the worst exit code and all counts together. */
export async function runAll(runs, env) {
  let all = { code: 0, counts: { passed: 0, failed: 0, skipped: 0 } };
  for (const { args, moment } of runs) {
    if (wasInterrupted()) break;
    if (moment)
      console.log(
        `\nThe clock is at ${new Date(moment.at()).toISOString()} (${moment.name}) when a spec begins`,
      );
    const result = await runJest(['--maxWorkers=2', ...shifting(moment), ...args], {
      env: { ...env, ...(moment ? settingsAt(moment) : {}) },
    });
    all = { code: Math.max(all.code, result.code), counts: addCounts(all.counts, result.counts) };
  }
  return all;
}

const shifting = (moment) => (moment ? ['--testEnvironment', JEST_ENVIRONMENT] : []);
