import type { NamedTest } from './product.js';
import { testNamed, type DeclaredTest } from './spec-titles.js';

/** What Jest writes with `--json`. */
export interface JestResults {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly RanTest[];
  }[];
}

interface RanTest {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

/** Which of the tests did not pass on a database where they say they run, one sentence each. */
export function missingInRun(
  tests: readonly NamedTest[],
  { testResults }: JestResults,
): string[] {
  return tests.flatMap(({ spec, title, row }) => {
    const declared = testNamed(spec, title);
    const file = testResults.find(({ name }) => name.endsWith(`/${spec}`));
    const ran = file?.assertionResults.filter((test) => isOf(declared, test) && isRow(row, test)) ?? [];
    const bad = ran.filter(({ status }) => status !== 'passed').map(({ status }) => status);
    if (bad.length > 0) return [`${spec}: "${title}" ${bad[0]}`];
    return declared.databases
      .filter((database) => !ran.some((test) => isOn(database, declared, test)))
      .map((database) => `${spec}: "${title}" was not run on ${database}`);
  });
}

/** A row of a table bears its values where the declared title has a place for them. */
function isOf({ title, within }: DeclaredTest, ran: RanTest): boolean {
  const declared = [...within, title];
  const titles = [...ran.ancestorTitles, ran.title];
  return titles.length === declared.length && declared.every((text, index) => patternOf(text).test(titles[index] ?? ''));
}

function isRow(row: string | null, { ancestorTitles, title }: RanTest): boolean {
  return row === null || [...ancestorTitles, title].some((text) => ` ${text},`.includes(` ${row},`));
}

function isOn(database: string, { databases }: DeclaredTest, { ancestorTitles }: RanTest): boolean {
  return databases.length === 1 || new RegExp(`\\b${database}\\b`).test(ancestorTitles.join('\n'));
}

function patternOf(title: string): RegExp {
  const parts = title.split(/%[sdifjop]|\$[\w.]+/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`);
}
