import { join } from 'node:path';
import ts from 'typescript';
import { readProductFiles, type SourceFile } from './source-files.js';
import { ARGUMENTS, EXCUSED, INSTANCES, JSON_READERS, NOT_LOADED } from './text-reading-classes.js';

const ROOT = join(import.meta.dirname, '../..');

type TextReader = (text: string) => unknown;

/** All code that is given to others, and the apps that people copy. */
const ROOMS = [
  'libs/typeorm-durable/src',
  'libs/mpesa/src',
  'libs/brij-offline/src',
  'apps/shop/src',
  'apps/gateway/src',
] as const;

export interface TextReaders {
  /** By `file name`. */
  readonly readers: Readonly<Record<string, TextReader>>;
  /** Methods that take a text, of classes that nobody has sorted yet. */
  readonly unsorted: readonly string[];
  /** What is excused, made or given arguments, and takes no text any more. */
  readonly stale: readonly string[];
}

/**
 * Everything exported of those rooms that takes a text, or anything at all: functions, arrow functions, functions in an object, and
 * methods of classes that can be made. It is called with the text wherever one belongs.
 */
export async function textReaders(): Promise<TextReaders> {
  const readers: Record<string, TextReader> = {};
  const unsorted: string[] = [];
  const seen = new Set<string>();
  for (const room of ROOMS) {
    for (const file of readProductFiles(join(ROOT, room))) {
      const path = `${room}/${file.path}`;
      const declared = declarationsIn(file);
      for (const { name } of declared) seen.add(name).add(name.split('.')[0] ?? '');
      const found = declared.filter((one) => !isExcused(path, one));
      unsorted.push(...found.filter(isUnsorted).map(({ name }) => `${path} ${name}`));
      const callable = found.filter((one) => !isUnsorted(one));
      if (callable.length === 0) continue;
      const module = (await import(join(ROOT, path))) as Exports;
      for (const one of callable) readers[`${path} ${one.name}`] = readerOf(module, one);
    }
  }
  const names = [...Object.values(EXCUSED).flat(), ...Object.keys(INSTANCES), ...Object.keys(ARGUMENTS)];
  return { readers, unsorted, stale: names.filter((name) => !seen.has(name)) };
}

type Exports = Readonly<Record<string, unknown>>;
type Callable = (...args: unknown[]) => unknown;

interface Declaration {
  /** `name`, or `owner.name`. */
  readonly name: string;
  readonly kind: 'function' | 'static' | 'method';
  /** Which of its parameters take the text. */
  readonly texts: readonly boolean[];
}

function isExcused(path: string, { name, kind }: Declaration): boolean {
  if (Object.keys(NOT_LOADED).some((part) => path.startsWith(part))) return true;
  const owner = name.split('.')[0] ?? '';
  return Object.values(EXCUSED).some(
    (names) => names.includes(name) || (kind !== 'function' && names.includes(owner)),
  );
}

function isUnsorted({ kind, name }: Declaration): boolean {
  return kind === 'method' && INSTANCES[name.split('.')[0] ?? ''] === undefined;
}

function readerOf(module: Exports, { name, kind, texts }: Declaration): TextReader {
  const [owner = '', member] = name.split('.');
  const holder = kind === 'method' ? INSTANCES[owner]?.() : module[owner];
  const written = (text: string): string => (JSON_READERS.includes(name) ? JSON.stringify({ text }) : text);
  const args = (text: string): unknown[] =>
    texts.map((takes, place) => (takes ? written(text) : ARGUMENTS[name]?.[place]));
  if (member === undefined) return (text) => (holder as Callable)(...args(text));
  return (text) => (holder as Record<string, Callable>)[member]?.(...args(text));
}

export function declarationsIn({ path, text }: SourceFile): Declaration[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return source.statements.filter(isExported).flatMap((node) => {
    if (ts.isFunctionDeclaration(node)) return taking(node.name?.text ?? '', 'function', node);
    if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap(constantsIn);
    if (ts.isClassDeclaration(node)) return methodsIn(node);
    return [];
  });
}

/** `export const read = (text: string) => …`, and `export const readers = { read(text: string) { … } }`. */
function constantsIn({ name, initializer }: ts.VariableDeclaration): Declaration[] {
  if (initializer === undefined) return [];
  const value = bare(initializer);
  if (isFunction(value)) return taking(name.getText(), 'function', value);
  if (!ts.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap((property) => {
    const one = ts.isPropertyAssignment(property) ? bare(property.initializer) : property;
    const called = `${name.getText()}.${property.name?.getText() ?? ''}`;
    return isFunction(one) || ts.isMethodDeclaration(one) ? taking(called, 'static', one) : [];
  });
}

/** What nobody outside calls is left out: it is private, or has no body. */
function methodsIn(node: ts.ClassDeclaration): Declaration[] {
  return node.members.filter(ts.isMethodDeclaration).flatMap((method) => {
    if (ts.isPrivateIdentifier(method.name) || has(method, ts.SyntaxKind.PrivateKeyword)) return [];
    if (method.body === undefined || ts.isComputedPropertyName(method.name)) return [];
    const kind = has(method, ts.SyntaxKind.StaticKeyword) ? 'static' : 'method';
    return taking(`${node.name?.text ?? ''}.${method.name.getText()}`, kind, method);
  });
}

function taking(name: string, kind: Declaration['kind'], node: ts.SignatureDeclaration): Declaration[] {
  const texts = node.parameters.map(takesText);
  return texts.includes(true) ? [{ name, kind, texts }] : [];
}

function takesText({ type }: ts.ParameterDeclaration): boolean {
  return type !== undefined && /^(?:unknown|string(?: \| (?:null|undefined))*)$/.test(type.getText());
}

function isFunction(node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

/** Without `as const`, `satisfies` and brackets. */
function bare(node: ts.Expression): ts.Expression {
  const isWrapped =
    ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node);
  return isWrapped ? bare(node.expression) : node;
}

function isExported(node: ts.Node): boolean {
  return has(node, ts.SyntaxKind.ExportKeyword);
}

function has(node: ts.Node, modifier: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === modifier) === true;
}
