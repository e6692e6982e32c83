import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A TypeScript file as the fence sees it: where it is, and what it says. */
export type SourceFile = {
  /** With `/`, relative to the folder that was scanned. */
  path: string;
  text: string;
};

/** Every TypeScript file below a folder of the repository. A folder that is not there has none. */
export function readSourceFiles(folder: string): SourceFile[] {
  return listFiles(folder)
    .filter((path) => /\.m?ts$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

/** The same without the specs, which may import what they test and what they test it with. */
export function readProductFiles(folder: string): SourceFile[] {
  return readSourceFiles(folder).filter(({ path }) => !path.endsWith('.spec.ts'));
}

/** A module that a file names. */
export type Import = {
  module: string;
  /** True when nothing of it is left after compiling. */
  typeOnly: boolean;
};

/** Every module a file names: imports, re-exports, type-only and dynamic imports, but not those in comments. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const module = moduleNamedBy(node);
    if (module && ts.isStringLiteralLike(module))
      found.push({ module: module.text, typeOnly: isTypeOnly(node) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The code without its comments, for rules about words that a comment may use freely. */
export function withoutComments({ path, text }: SourceFile): string {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  return ts.createPrinter({ removeComments: true }).printFile(source);
}

function moduleNamedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  if (!ts.isCallExpression(node)) return undefined;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return node.expression.kind === ts.SyntaxKind.ImportKeyword || isRequire ? node.arguments[0] : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  return ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/(^|\/)(dist|node_modules)(\/|$)/.test(entry.parentPath))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
