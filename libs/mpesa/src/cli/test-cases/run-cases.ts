import { redactSecrets } from '../../values/redact.js';
import type { Bench } from './bench.js';
import type { FilledCase } from './filled-case.js';
import { NEEDS } from './needs.js';
import { SUBJECTS } from './subjects.js';
import type { TestCase } from './test-case.js';

/** Runs the cases one after the other: a phone has one prompt at a time. `told` hears of each as it is filled. */
export async function runCases(
  cases: readonly TestCase[],
  bench: Bench,
  told: (filled: FilledCase) => void,
): Promise<FilledCase[]> {
  const form: FilledCase[] = [];
  for (const one of cases) {
    const filled = await runCase(one, bench);
    form.push(filled);
    told(filled);
  }
  return form;
}

async function runCase(one: TestCase, bench: Bench): Promise<FilledCase> {
  const ids = new Map<string, Set<string>>();
  const note = (name: string, value: string | null): void => {
    if (value !== null) ids.set(name, (ids.get(name) ?? new Set()).add(value));
  };
  const startedAt = bench.clock.now();
  const seen = await observe(one, bench, note);
  return {
    subject: SUBJECTS[one.subject],
    name: one.name,
    expected: one.expected,
    ...seen,
    ids: [...ids].flatMap(([name, values]) => [...values].map((value) => [name, value] as const)),
    startedAt,
    tookMs: bench.clock.now() - startedAt,
  };
}

async function observe(
  one: TestCase,
  bench: Bench,
  note: (name: string, value: string | null) => void,
): Promise<Pick<FilledCase, 'actual' | 'verdict'>> {
  const missing = one.needs.find((need) => !bench.has(need));
  if (missing !== undefined) return { actual: NEEDS[missing], verdict: 'Not run' };
  try {
    const { actual, passed } = await one.run(bench, note);
    return { actual: redactSecrets(actual), verdict: passed ? 'Success' : 'Fail' };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { actual: redactSecrets(text), verdict: 'Fail' };
  }
}
