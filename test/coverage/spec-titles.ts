import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export type DatabaseName = 'sqlite' | 'mariadb';

/** A test as its spec declares it. */
export interface DeclaredTest {
  /** As written: `%s` and `$name` of a table stand where its values will. */
  readonly title: string;
  /** Titles of the `describe` blocks around it, outermost first. */
  readonly within: readonly string[];
  /** A test that is run on all databases stands in a `describe.each` over `testDatabases()`. */
  readonly databases: readonly DatabaseName[];
}

const ROOT = join(import.meta.dirname, '../..');
const EVERY_DATABASE: readonly DatabaseName[] = ['sqlite', 'mariadb'];

/** The tests of a spec, read once and without running it. Those that are skipped are left out. */
export function testsOf(spec: string): readonly DeclaredTest[] {
  const known = read.get(spec) ?? declaredIn(spec, readFileSync(join(ROOT, spec), 'utf8'));
  read.set(spec, known);
  return known;
}

const read = new Map<string, readonly DeclaredTest[]>();

export function declaredIn(spec: string, text: string): DeclaredTest[] {
  const source = ts.createSourceFile(spec, text, ts.ScriptTarget.Latest, true);
  const found: DeclaredTest[] = [];
  const visit = (node: ts.Node, within: readonly string[], databases: readonly DatabaseName[]): void => {
    const block = ts.isCallExpression(node) ? blockOf(node) : null;
    if (block === 'left out') return;
    if (block?.kind === 'it') found.push({ title: block.title, within, databases });
    const inner = block?.kind === 'describe' ? [...within, block.title] : within;
    const on = block?.everyDatabase ? EVERY_DATABASE : databases;
    ts.forEachChild(node, (child) => visit(child, inner, on));
  };
  visit(source, [], ['sqlite']);
  return found;
}

/** The test of that title, or why there is none. */
export function testNamed(spec: string, title: string): DeclaredTest {
  const found = testsOf(spec).filter((test) => test.title === title);
  const [test] = found;
  if (test === undefined) throw new Error(`${spec} has no test "${title}"`);
  if (found.length > 1) throw new Error(`${spec} has ${found.length} tests "${title}"`);
  return test;
}

/** Whatever stands in one of these is not run, or is meant to fail. */
const LEFT_OUT = /^(?:(?:describe|it|test)\.(?:skip|todo|failing)|xdescribe|xit|xtest)\b/;

interface Block {
  readonly kind: 'describe' | 'it';
  readonly title: string;
  readonly everyDatabase: boolean;
}

/** `it('title', …)`, `describe('title', …)`, and both behind `.each(table)`. */
function blockOf(call: ts.CallExpression): Block | 'left out' | null {
  const [title] = call.arguments;
  if (LEFT_OUT.test(call.expression.getText())) return 'left out';
  const { name, table } = calledBy(call.expression);
  if (title === undefined || !ts.isStringLiteralLike(title)) return null;
  if (name !== 'it' && name !== 'describe') return null;
  return { kind: name, title: title.text, everyDatabase: table !== null && tells(table) };
}

/** The table is `testDatabases()`, or a constant of the file that is made from it. */
function tells(table: ts.Expression): boolean {
  if (!ts.isIdentifier(table)) return table.getText().includes('testDatabases()');
  let told = false;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === table.text)
      told ||= node.initializer?.getText().includes('testDatabases()') ?? false;
    ts.forEachChild(node, visit);
  };
  visit(table.getSourceFile());
  return told;
}

function calledBy(callee: ts.Expression): { name: string; table: ts.Expression | null } {
  if (ts.isIdentifier(callee)) return { name: callee.text, table: null };
  const isTable = ts.isCallExpression(callee) && ts.isPropertyAccessExpression(callee.expression);
  if (!isTable || callee.expression.name.text !== 'each') return { name: '', table: null };
  return { name: (callee.expression as ts.PropertyAccessExpression).expression.getText(), table: callee.arguments[0] ?? null };
}
