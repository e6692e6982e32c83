import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Media {
  readonly $ref?: string;
  readonly content?: { readonly 'application/json'?: { readonly schema?: { readonly $ref?: string } } };
}

interface Operation {
  readonly operationId: string;
  readonly 'x-also'?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly required?: boolean }[];
  readonly requestBody?: Media;
  readonly responses?: Readonly<Record<string, Media>>;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses?: Readonly<Record<string, Media>>;
  };
}

/** A request as it went over the wire. */
export interface WireRequest {
  readonly method: string;
  /** With its query, if it has one. */
  readonly path: string;
  readonly body: unknown;
}

const FILE = join(import.meta.dirname, '../../libs/daraja-simulator/src/openapi/daraja.openapi.json');

/** What the simulator's OpenAPI file says of requests and answers. It was written without a look at the library. */
export class OpenApi {
  readonly #ajv = new Ajv2020({ allErrors: true, strict: false });

  constructor(private readonly document: Document) {
    this.#ajv.addSchema(document, 'daraja');
  }

  static ofSimulator(): OpenApi {
    return new OpenApi(JSON.parse(readFileSync(FILE, 'utf8')) as Document);
  }

  /** The operation served under a path, or undefined. */
  operation(method: string, path: string): Operation | undefined {
    const bare = path.split('?')[0] ?? path;
    return Object.entries(this.document.paths).flatMap(([served, methods]) => {
      const operation = methods[method.toLowerCase()];
      if (operation === undefined) return [];
      return [served, ...(operation['x-also'] ?? [])].includes(bare) ? [operation] : [];
    })[0];
  }

  /** What is wrong with a request; empty when nothing is. A key that no schema has would be lost without a word. */
  faultsOf({ method, path, body }: WireRequest): readonly string[] {
    const operation = this.operation(method, path);
    if (operation === undefined) return [`${method} ${path} is in no path`];
    const schema = operation.requestBody?.content?.['application/json']?.schema?.$ref;
    return schema === undefined ? this.#queryFaults(operation, path) : this.#bodyFaults(schema, body);
  }

  /** What is wrong with a body that is answered with HTTP 200. */
  answerFaults(method: string, path: string, body: unknown): readonly string[] {
    const answer = this.operation(method, path)?.responses?.['200'];
    const named =
      answer?.$ref === undefined ? answer : this.document.components.responses?.[lastOf(answer.$ref)];
    const schema = named?.content?.['application/json']?.schema?.$ref;
    return schema === undefined ? [`${method} ${path} has no answer`] : this.#bodyFaults(schema, body);
  }

  /** What is wrong with a body, by the name of its schema. */
  bodyFaults(name: string, body: unknown): readonly string[] {
    return this.#bodyFaults(`#/components/schemas/${name}`, body);
  }

  #queryFaults({ parameters = [] }: Operation, path: string): readonly string[] {
    const given = new URL(path, 'http://localhost').searchParams;
    const names = parameters.map(({ name }) => name);
    const missing = parameters.filter(({ name, required }) => required && !given.has(name));
    return [
      ...missing.map(({ name }) => `${name} is missing`),
      ...[...given.keys()].filter((key) => !names.includes(key)).map((key) => `${key} is no parameter`),
    ];
  }

  #bodyFaults(ref: string, body: unknown): readonly string[] {
    return [...this.#schemaFaults(ref, body), ...this.#strangers({ $ref: ref }, body)];
  }

  #schemaFaults(ref: string, body: unknown): readonly string[] {
    const validate: ValidateFunction | undefined = this.#ajv.getSchema(`daraja${ref}`);
    if (validate === undefined) return [`there is no schema ${ref}`];
    if (validate(body)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`.trim());
  }

  #strangers(schema: Schema, body: unknown): string[] {
    const { properties, items } = this.#resolved(schema);
    if (Array.isArray(body)) return body.flatMap((item) => (items ? this.#strangers(items, item) : []));
    if (typeof body !== 'object' || body === null || properties === undefined) return [];
    return Object.entries(body).flatMap(([key, value]) => {
      const property = properties[key];
      return property === undefined ? [`${key} is in no schema`] : this.#strangers(property, value);
    });
  }

  #resolved(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    return this.document.components.schemas[lastOf(schema.$ref)] ?? {};
  }
}

function lastOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}
