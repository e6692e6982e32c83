/** No pattern of the product backtracks: whatever a stranger sends, matching it takes as long as reading it. */
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from 'scslre';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..');

function patternsOf(path: string, text = readFileSync(path, 'utf8')): RegExp[] {
  const found: RegExp[] = [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push(new RegExp(node.text.slice(1, end), node.text.slice(end + 1)));
    }
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp')
      found.push(builtBy(node, path));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What is put into a pattern when it is built counts as a word: no pattern takes a stranger's text for a part of it. */
function builtBy(
  { arguments: [pattern, flags] = [] as never }: ts.NewExpression | ts.CallExpression,
  path: string,
) {
  const told = [pattern, flags].map((part) => {
    if (part === undefined) return '';
    if (ts.isStringLiteralLike(part)) return part.text;
    if (!ts.isTemplateExpression(part))
      throw new Error(`${path}: ${part.getText()} is not written where it is used`);
    return [part.head.text, ...part.templateSpans.map(({ literal }) => literal.text)].join('word');
  });
  return new RegExp(told[0] ?? '', told[1]);
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

  it('that are built of a text are found as well', () => {
    const built = 'new RegExp(`^${x}[ab]+$`, "i"); RegExp("/+$")';
    expect(patternsOf('x.ts', built).map(String)).toEqual(['/^word[ab]+$/i', '/\\/+$/']);
    expect(patternsOf('x.ts', built).map(backtracks)).toEqual([false, true]);
    expect(() => patternsOf('x.ts', 'new RegExp(told)')).toThrow('told is not written where it is used');
  });

  it('that once froze the shop would be found', () => {
    expect(backtracks(/^[\s(]*\+?[\s(]*\d[\s\d().\-\u2010-\u2015]{7,40}$/)).toBe(true);
    expect(backtracks(/\/+$/)).toBe(true);
  });
});
