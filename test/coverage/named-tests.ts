import { basename, relative } from 'node:path';
import { ROOT, type Page } from '../docs/support/pages.js';
import { specFiles } from '../support/spec-files.js';
import { testsOf } from './spec-titles.js';

const SPECS = specFiles().map((path) => relative(ROOT, path));

export interface NamedTest {
  readonly spec: string;
  readonly title: string;
}

/** A heading of a page, and the cells of every row of the tables below it, without their heads. */
export type Chapter = readonly [heading: string, rows: readonly (readonly string[])[]];

/** The chapters of a page whose tables end in a column `shown by`. */
export function chaptersOf({ text }: Page): Chapter[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const lines = part.split('\n').filter((line) => line.startsWith('|') && !/^\|[\s|-]+\|$/.test(line));
      const cells = lines.map((line) => line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim()));
      return [part.split('\n')[0] ?? '', cells.filter((row) => row.at(-1) !== 'shown by')] as const;
    });
}

/**
 * `[name](../path): title`, or `` `name`: title; title `` with the name of a spec that is there once.
 *
 * @throws Error when there is no such spec, or there are two
 */
export function testsNamed(shownBy: string): NamedTest[] {
  return shownBy.split('<br>').flatMap((part) => {
    const [, linked, named, text = ''] = /^(?:\[[^\]]+\]\(\.\.\/([^)]+)\)|`([^`]+)`): (.*)$/.exec(part) ?? [];
    const [spec, another] = SPECS.filter((path) => path === linked || basename(path) === named);
    if (spec === undefined || another !== undefined) throw new Error(`no spec, or two, in "${part}"`);
    const titles = titlesIn(spec, text.replaceAll(/\\([|*_<])/g, '$1'));
    return titles.map((title) => ({ spec, title }));
  });
}

/** Those of which no spec knows. */
export function absentTests(shownBy: string): NamedTest[] {
  return testsNamed(shownBy).filter(({ spec, title }) => !testsOf(spec).some((test) => test.title === title));
}

/** A title may have a semicolon of its own. */
function titlesIn(spec: string, text: string): string[] {
  return testsOf(spec).some(({ title }) => title === text) ? [text] : text.split('; ');
}
