import { join } from 'node:path';
import ts from 'typescript';
import { readProductFiles, type SourceFile } from './source-files.js';

const ROOT = join(import.meta.dirname, '../..');

type TextReader = (text: string) => unknown;

/** Where texts from outside are read: the library's rooms for it, the shop, and the gateway. */
const ROOMS = [
  'libs/mpesa/src/values',
  'libs/mpesa/src/daraja',
  'libs/mpesa/src/statements',
  'libs/mpesa/src/callbacks',
  'libs/mpesa/src/inbox',
  'libs/mpesa/src/operations',
  'libs/mpesa/src/options',
  'libs/mpesa/src/storage',
  'apps/shop/src',
  'apps/gateway/src',
] as const;

/** The name of the host's own database file, from no stranger, and read by the operating system. */
const NO_READERS = new Set(['sqlite-mutex.ts']);

/** Every exported function of those rooms whose first argument is a text, or anything at all, by `file name`. */
export async function textReaders(): Promise<Record<string, TextReader>> {
  const found: [string, TextReader][] = [];
  for (const room of ROOMS) {
    for (const file of readProductFiles(join(ROOT, room))) {
      if (NO_READERS.has(file.path)) continue;
      const names = readersIn(file);
      if (names.length === 0) continue;
      const module = (await import(join(ROOT, room, file.path))) as Record<string, TextReader>;
      for (const name of names) found.push([`${room}/${file.path} ${name}`, module[name] as TextReader]);
    }
  }
  return Object.fromEntries(found);
}

function readersIn({ path, text }: SourceFile): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return source.statements
    .filter((node) => ts.isFunctionDeclaration(node))
    .filter((node) => isExported(node) && takesText(node))
    .map((node) => node.name?.text ?? '');
}

function isExported(node: ts.FunctionDeclaration): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

function takesText({ parameters: [first] }: ts.FunctionDeclaration): boolean {
  return (
    first?.type !== undefined && /^(?:unknown|string(?: \| (?:null|undefined))*)$/.test(first.type.getText())
  );
}
