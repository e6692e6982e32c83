/** No pattern of the product backtracks: whatever a stranger sends, matching it takes as long as reading it. */
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from 'scslre';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..');

function patternsOf(path: string): RegExp[] {
  const found: RegExp[] = [];
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push(new RegExp(node.text.slice(1, end), node.text.slice(end + 1)));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function sources(): string[] {
  return ['libs', 'apps'].flatMap((place) =>
    readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' })
      .filter((path) => /^[^/]+\/src\/.*\.(?:ts|js)$/.test(path) && !/node_modules|\.spec\.ts$/.test(path))
      .map((path) => join(ROOT, place, path)),
  );
}

const backtracks = (pattern: RegExp): boolean => analyse(pattern).reports.length > 0;

describe('the patterns', () => {
  it('of the product match in the time of one reading', () => {
    const patterns = sources().flatMap((path) => patternsOf(path).map((pattern) => ({ path, pattern })));
    expect(patterns.length).toBeGreaterThan(100);
    expect(
      patterns.filter(({ pattern }) => backtracks(pattern)).map((one) => `${one.path} ${one.pattern}`),
    ).toEqual([]);
  });

  it('that once froze the shop would be found', () => {
    expect(backtracks(/^[\s(]*\+?[\s(]*\d[\s\d().\-\u2010-\u2015]{7,40}$/)).toBe(true);
    expect(backtracks(/\/+$/)).toBe(true);
  });
});
