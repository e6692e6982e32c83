import { existsSync } from 'node:fs';
import ts from 'typescript';

/** What a user can import from an entry file, types too, one `kind name` a line, in alphabetical order of the names. */
export function exportedNames(entries: readonly string[]): Map<string, string[]> {
  const present = entries.filter((entry) => existsSync(entry));
  const program = ts.createProgram(present, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    experimentalDecorators: true,
    skipLibCheck: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  return new Map(entries.map((entry) => [entry, namesOf(program.getSourceFile(entry), checker)]));
}

function namesOf(file: ts.SourceFile | undefined, checker: ts.TypeChecker): string[] {
  const module = file && checker.getSymbolAtLocation(file);
  if (!module) return [];
  return checker
    .getExportsOfModule(module)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((symbol) => `${kindOf(symbol, checker)} ${symbol.name}`);
}

const KINDS: ReadonlyArray<[ts.SymbolFlags, string]> = [
  [ts.SymbolFlags.Class, 'class'],
  [ts.SymbolFlags.Function, 'function'],
  [ts.SymbolFlags.Enum, 'enum'],
  [ts.SymbolFlags.Variable, 'const'],
  [ts.SymbolFlags.Interface, 'interface'],
  [ts.SymbolFlags.TypeAlias, 'type'],
];

function kindOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const { flags } = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  // `export type { SomeClass }` gives users the type only.
  const kind = KINDS.find(([flag]) => (flags & flag) !== 0)?.[1] ?? 'unresolved';
  const typeOnly = symbol.declarations?.some((node) => ts.isTypeOnlyExportDeclaration(node)) ?? false;
  return typeOnly && (kind === 'class' || kind === 'const' || kind === 'function') ? `type-of-${kind}` : kind;
}
