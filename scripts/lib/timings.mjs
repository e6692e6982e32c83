import { relative } from 'node:path';
import { ROOT } from './paths.mjs';

const SHOWN = 30;

/** The slowest spec files of what Jest wrote, a line each, and the sum of all: what two workers share. */
export function slowest({ testResults }) {
  const files = testResults.map(({ name, startTime, endTime }) => ({
    name: relative(ROOT, name),
    seconds: (endTime - startTime) / 1000,
  }));
  const lines = files
    .sort((one, other) => other.seconds - one.seconds)
    .slice(0, SHOWN)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`);
  const sum = files.reduce((all, { seconds }) => all + seconds, 0);
  return [
    `The slowest of ${files.length} spec files, which took ${sum.toFixed(0)} s together:`,
    ...lines,
  ].join('\n');
}
