import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What a method of a service takes and promises, as its source writes it. */
export interface Signature {
  readonly name: string;
  /** Empty for a method without an argument. */
  readonly request: string;
  readonly result: string;
}

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = join(ROOT, 'libs/mpesa/src');

/** The signature of a method of a class or interface of the library. */
export function signatureOf(service: string, method: string): Signature {
  const member = membersOf(service).find((one) => one.name?.getText() === method);
  if (member === undefined || !(ts.isMethodDeclaration(member) || ts.isMethodSignature(member)))
    throw new Error(`${service} has no method ${method}`);
  return {
    name: method,
    request: textOf(member.parameters[0]?.type),
    result: textOf(member.type).replace(/^Promise<([\s\S]*)>$/, '$1'),
  };
}

/** Names of types in a signature that a host would have to import. */
export function typesIn({ request, result }: Signature): string[] {
  const names = `${request} ${result}`.match(/\b[A-Z]\w+/g) ?? [];
  return names.filter((name) => name !== 'Promise');
}

function membersOf(service: string): readonly (ts.ClassElement | ts.TypeElement)[] {
  for (const source of sources()) {
    for (const node of source.statements) {
      const declares = ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node);
      if (declares && node.name?.text === service) return node.members;
    }
  }
  throw new Error(`the library has no ${service}`);
}

let read: readonly ts.SourceFile[] | undefined;

function sources(): readonly ts.SourceFile[] {
  const files = (): string[] =>
    readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) => /(?<!\.spec)\.ts$/.test(path));
  read ??= files().map((path) =>
    ts.createSourceFile(path, readFileSync(join(SOURCES, path), 'utf8'), ts.ScriptTarget.Latest, true),
  );
  return read;
}

function textOf(node: ts.Node | undefined): string {
  return node?.getText().replaceAll(/\s+/g, ' ').replaceAll('readonly ', '') ?? '';
}
