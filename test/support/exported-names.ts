import { existsSync } from 'node:fs';
import ts from 'typescript';

/** What a user can import from an entry file, types too, one `kind name` a line, in alphabetical order of the names. */
export function exportedNames(entries: readonly string[]): Map<string, string[]> {
  return eachExport(entries, (symbol, checker) => `${kindOf(symbol, checker)} ${symbol.name}`);
}

/** The names among them that nothing is said about where they are declared. */
export function undocumentedNames(entries: readonly string[]): string[] {
  const described = eachExport(entries, (symbol, checker) => {
    const text = ts.displayPartsToString(behind(symbol, checker).getDocumentationComment(checker));
    return text.trim() === '' ? symbol.name : '';
  });
  return [...described.values()].flat().filter((name) => name !== '');
}

function eachExport(
  entries: readonly string[],
  say: (symbol: ts.Symbol, checker: ts.TypeChecker) => string,
): Map<string, string[]> {
  const program = ts.createProgram(
    entries.filter((entry) => existsSync(entry)),
    {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      experimentalDecorators: true,
      skipLibCheck: true,
      types: ['node'],
    },
  );
  const checker = program.getTypeChecker();
  const sayAll = (file: ts.SourceFile | undefined): string[] => {
    const module = file && checker.getSymbolAtLocation(file);
    const exports = module ? checker.getExportsOfModule(module) : [];
    return exports.sort((a, b) => (a.name < b.name ? -1 : 1)).map((symbol) => say(symbol, checker));
  };
  return new Map(entries.map((entry) => [entry, sayAll(program.getSourceFile(entry))]));
}

function behind(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
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
  const { flags } = behind(symbol, checker);
  // `export type { SomeClass }` gives users the type only.
  const kind = KINDS.find(([flag]) => (flags & flag) !== 0)?.[1] ?? 'unresolved';
  const typeOnly = symbol.declarations?.some((node) => ts.isTypeOnlyExportDeclaration(node)) ?? false;
  return typeOnly && (kind === 'class' || kind === 'const' || kind === 'function') ? `type-of-${kind}` : kind;
}
