import ts from 'typescript';
import type { SourceFile } from './source-files.js';

/** Safaricom's own spelling, which nothing of ours has: `TransID`, `responseRefID`, `access_token`. */
const SAFARICOMS = /^[A-Z]|ID$|_/;

/** The fields that the contracts of the wire declare or read, and that are in Safaricom's own spelling. */
export function wireWordsOf(contracts: readonly SourceFile[]): ReadonlySet<string> {
  const named = contracts.flatMap((file) => fieldsIn(file, declaredBy));
  return new Set(named.filter((field) => SAFARICOMS.test(field)));
}

/** Where a file reads or writes one of these fields. Texts for people and comments may name them. */
export function wireWordsIn(file: SourceFile, words: ReadonlySet<string>): string[] {
  const named = fieldsIn(file, (node) => declaredBy(node) ?? usedBy(node));
  return [...new Set(named.filter((field) => words.has(field)))].map((word) => `${file.path}: ${word}`);
}

function fieldsIn({ path, text }: SourceFile, nameIn: (node: ts.Node) => ts.Node | undefined): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = nameIn(node);
    if (name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name))) found.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
}

/** `readonly TransID: string` and `record['TransID']`. */
function declaredBy(node: ts.Node): ts.Node | undefined {
  if (ts.isPropertySignature(node)) return node.name;
  return ts.isElementAccessExpression(node) ? node.argumentExpression : undefined;
}

function usedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name;
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) return node.name;
  return ts.isBindingElement(node) ? (node.propertyName ?? node.name) : undefined;
}
