import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './pages.js';

/** What a source file declares, read without running it: the pages are held against what is written there. */
export class Declarations {
  readonly #source: ts.SourceFile;

  constructor(path: string) {
    const text = readFileSync(join(ROOT, path), 'utf8');
    this.#source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  }

  /** Names of the members of an interface, without those it inherits. */
  membersOf(name: string): string[] {
    return membersOf(this.#declared(name)).map((member) => member.name.getText());
  }

  /** Name and type of each member, as written. */
  typedMembersOf(name: string): (readonly [name: string, type: string])[] {
    return membersOf(this.#declared(name)).map(
      (member) => [member.name.getText(), member.type?.getText() ?? ''] as const,
    );
  }

  /** The words of a union of string literals. */
  wordsOf(name: string): string[] {
    const declared = this.#declared(name);
    const type = ts.isTypeAliasDeclaration(declared) ? declared.type : undefined;
    if (type === undefined || !ts.isUnionTypeNode(type)) throw new Error(`${name} is no union`);
    return type.types.map((word) => word.getText().replaceAll("'", ''));
  }

  /** A constant, read as the plain object literal it is. */
  objectOf(name: string): Record<string, unknown> {
    let found: ts.Expression | undefined;
    const visit = (node: ts.Node): void => {
      if (ts.isVariableDeclaration(node) && node.name.getText() === name) found = node.initializer;
      ts.forEachChild(node, visit);
    };
    visit(this.#source);
    while (found && (ts.isAsExpression(found) || ts.isSatisfiesExpression(found))) found = found.expression;
    if (!found || !ts.isObjectLiteralExpression(found)) throw new Error(`${name} is no object`);
    return valueOf(found) as Record<string, unknown>;
  }

  /** Every path of an options interface down to what is no object of ours, such as `callbacks.baseUrl`. */
  pathsOf(name: string, prefix = ''): string[] {
    return membersOf(this.#declared(name)).flatMap((member) => this.#pathsIn(member, prefix));
  }

  #pathsIn(member: ts.PropertySignature, prefix: string): string[] {
    const path = prefix + member.name.getText();
    const inner = this.#objectsIn(member.type).flatMap((type) =>
      membersOf(type).flatMap((child) => this.#pathsIn(child, `${path}.`)),
    );
    return inner.length > 0 ? [...new Set(inner)] : [path];
  }

  /** The object types a member may hold: written out, or declared in this file. */
  #objectsIn(type: ts.TypeNode | undefined): ts.Node[] {
    if (type === undefined) return [];
    if (ts.isTypeLiteralNode(type)) return [type];
    if (ts.isParenthesizedTypeNode(type)) return this.#objectsIn(type.type);
    if (ts.isUnionTypeNode(type)) {
      // A choice of words and objects is one option; a choice of objects has the options of all.
      const choices = type.types.map((choice) => this.#objectsIn(choice));
      return choices.every((choice) => choice.length > 0) ? choices.flat() : [];
    }
    if (!ts.isTypeReferenceNode(type)) return [];
    const declared = this.#find(type.typeName.getText());
    if (declared === undefined) return [];
    return ts.isTypeAliasDeclaration(declared) ? this.#objectsIn(declared.type) : [declared];
  }

  #declared(name: string): ts.Node {
    const found = this.#find(name);
    if (found === undefined) throw new Error(`${this.#source.fileName} declares no ${name}`);
    return found;
  }

  #find(name: string): ts.InterfaceDeclaration | ts.TypeAliasDeclaration | undefined {
    return this.#source.statements.find(
      (node): node is ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
        (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) && node.name.text === name,
    );
  }
}

/** One kind of error, as its class writes it. `depends` where the constructor decides. */
export interface DeclaredError {
  readonly name: string;
  readonly code: string;
  readonly retryable: string;
  readonly moneyMayHaveMoved: string;
}

/** Every error class of the library. */
export function declaredErrors(): DeclaredError[] {
  const folder = 'libs/mpesa/src/errors';
  const files = readdirSync(join(ROOT, folder)).filter((name) =>
    /^(?!mpesa\.error).*\.error\.ts$/.test(name),
  );
  return files.map((file) => {
    const own = readFileSync(join(ROOT, folder, file), 'utf8');
    const parent = /import { (\w+) } from '\.\/((?!mpesa\.error)[\w-]+\.error)\.js';[^]* extends \1 /.exec(
      own,
    )?.[2];
    const text = parent === undefined ? own : own + readFileSync(join(ROOT, folder, `${parent}.ts`), 'utf8');
    const yesOrNo = (field: string): string => {
      const value = new RegExp(`${field} = (true|false);`).exec(text)?.[1];
      return value === undefined ? 'depends' : value === 'true' ? 'yes' : 'no';
    };
    return {
      name: /export class (\w+)/.exec(text)?.[1] ?? file,
      code: /readonly code = '([^']+)'/.exec(text)?.[1] ?? '',
      retryable: yesOrNo('readonly retryable'),
      moneyMayHaveMoved: yesOrNo('readonly moneyMayHaveMoved'),
    };
  });
}

function membersOf(node: ts.Node): ts.PropertySignature[] {
  const members = ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node) ? [...node.members] : [];
  return members.filter((member) => ts.isPropertySignature(member));
}

function valueOf(node: ts.Expression): unknown {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(valueOf);
  if (ts.isAsExpression(node)) return valueOf(node.expression);
  if (!ts.isObjectLiteralExpression(node)) return node.getText();
  const entries = node.properties.filter((property) => ts.isPropertyAssignment(property));
  return Object.fromEntries(
    entries.map(({ name, initializer }) => [
      ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) ? name.text : name.getText(),
      valueOf(initializer),
    ]),
  );
}
