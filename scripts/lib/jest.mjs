import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN, fromRoot } from './paths.mjs';
import { runNode } from './run.mjs';
import { slowest } from './timings.mjs';

/**
 * MB. A worker keeps what all its specs have loaded, some 400 MB at the end, and without a limit Node lets ten times as much
 * lie about as rubbish on a machine that has it.
 */
const HEAP_OF_A_WORKER = 768;

/** A process that a failed spec left behind holds Jest's pipes; a build machine must not wait for it until its own time is up. */
const LEAVING = process.env.CI === 'true' ? ['--forceExit'] : [];

const NODE_OPTIONS = ['--no-warnings', `--max-old-space-size=${HEAP_OF_A_WORKER}`];

/**
 * Runs Jest with its normal output on screen. Resolves with its exit code and the counts of all specs together;
 * `results` says where to keep what Jest writes of each test; `timings` has the slowest specs printed.
 */
export async function runJest(args, { env = {}, stdio, results: kept, timings = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-jest-'));
  const results = kept ?? join(folder, 'results.json');
  const jest = [BIN.jest, '--config', fromRoot('jest.config.mjs')];
  try {
    const code = await runNode([...jest, '--json', `--outputFile=${results}`, ...LEAVING, ...args], {
      env: {
        ...env,
        NODE_OPTIONS: [env.NODE_OPTIONS ?? process.env.NODE_OPTIONS, ...NODE_OPTIONS].join(' ').trim(),
      },
      stdio,
    });
    const written = readResults(results);
    if (timings && written !== null) console.log(`\n${slowest(written)}`);
    return { code, counts: countsOf(written) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The counts of two runs as those of one. */
export function addCounts(one, other) {
  return Object.fromEntries(Object.entries(one).map(([name, count]) => [name, count + other[name]]));
}

/** The line that tools look for at the end of a run. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function readResults(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function countsOf(results) {
  if (results === null) return { passed: 0, failed: 1, skipped: 0 };
  return {
    passed: results.numPassedTests,
    // A spec file that could not even be loaded has no tests to count, yet it failed.
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}
