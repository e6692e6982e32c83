import { describe, expect, it } from '@jest/globals';
import { basename, relative } from 'node:path';
import { readPage, ROOT } from '../docs/support/pages.js';
import { specFiles } from '../support/spec-files.js';
import { testsOf } from './spec-titles.js';

const PAGE = readPage('docs/seed-conformance.md');
const SPECS = specFiles().map((path) => relative(ROOT, path));

/** The rows of one document, each with what is said to show it. */
function rowsByDocument(): [document: string, rows: (readonly [promise: string, shownBy: string])[]][] {
  return PAGE.text
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const lines = part.split('\n').filter((line) => line.startsWith('|') && !/^\|[\s-]+\|[\s-]+\|$/.test(line));
      const cells = lines.map((line) => line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim()));
      const rows = cells.filter(([, shownBy]) => shownBy !== 'shown by');
      return [part.split('\n')[0] ?? '', rows.map(([promise = '', shownBy = '']) => [promise, shownBy])];
    });
}

/** `[name](../path): title`, or `` `name`: title; title `` with the name of a spec that is there once. */
function testsNamed(shownBy: string): { spec: string; title: string }[] {
  return shownBy.split('<br>').flatMap((part) => {
    const [, linked, named, text = ''] = /^(?:\[[^\]]+\]\(\.\.\/([^)]+)\)|`([^`]+)`): (.*)$/.exec(part) ?? [];
    const [spec, another] = SPECS.filter((path) => path === linked || basename(path) === named);
    if (spec === undefined || another !== undefined) throw new Error(`no spec, or two, in "${part}"`);
    const titles = titlesIn(spec, text.replaceAll(/\\([|*_<])/g, '$1'));
    return titles.map((title) => ({ spec, title }));
  });
}

/** A title may have a semicolon of its own. */
function titlesIn(spec: string, text: string): string[] {
  return testsOf(spec).some(({ title }) => title === text) ? [text] : text.split('; ');
}

describe('the conformance page', () => {
  const documents = rowsByDocument();

  it('has a heading of its own for each document', () => {
    const headings = documents.map(([document]) => document);
    for (const seed of ['seed 002', 'seed 003']) expect(headings.join('\n')).toContain(`(${seed})`);
  });

  it.each(documents)('names a test that is there for every promise of %s', (_, rows) => {
    expect(rows.length).toBeGreaterThan(5);
    for (const [promise, shownBy] of rows) {
      const named = testsNamed(shownBy);
      const absent = named.filter(({ spec, title }) => !testsOf(spec).some((test) => test.title === title));
      expect([promise, absent]).toEqual([promise, []]);
    }
  });
});
