import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { RequestOp } from '../faults/fault-rule.js';

/** Daraja's proxies: those of one family answer a fault alike. */
export type FamilyName = 'oauth' | 'stk' | 'c2b' | 'b2c' | 'qr' | 'pull' | 'bills';

interface OperationObject {
  operationId: string;
  'x-op': RequestOp;
  'x-family': FamilyName;
  /** Other paths the same operation was seen under. */
  'x-also'?: string[];
  requestBody?: { content: { 'application/json': { schema: { $ref: string } } } };
}

interface SchemaObject {
  type?: string;
  properties?: Record<string, { 'x-alias'?: string[] }>;
  items?: { $ref: string };
  /** Fields that only the setting `strictFields` insists on. */
  'x-strict-required'?: string[];
}

interface DarajaDocument {
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, SchemaObject> };
}

/** One path of Daraja, as the OpenAPI file describes it. */
export interface Route extends BodyRule {
  readonly path: string;
  readonly method: string;
  readonly op: RequestOp;
  readonly family: FamilyName;
  readonly version: string;
}

interface BodyRule {
  /** The first field of the schema that is missing or wrong, or null. Daraja names only one. */
  readonly firstBadField: (body: Readonly<Record<string, unknown>>, strict: boolean) => string | null;
  /** The field blamed when the body did not come as JSON at all. */
  readonly firstField: string;
  /** The body is a list; the product gets it as `items`. */
  readonly list: boolean;
  /** The body with every other observed spelling of a key replaced by the wire's. */
  readonly canonical: (body: Record<string, unknown>) => Record<string, unknown>;
}

const SOURCE = readFileSync(new URL('./daraja.openapi.json', import.meta.url), 'utf8');

/** The OpenAPI 3.1 document of everything the simulator serves for Daraja. */
export const DARAJA_DOCUMENT = JSON.parse(SOURCE) as DarajaDocument;

/** Every path with the rule of its request's body; the gateway serves exactly these. */
export function readRoutes(): Route[] {
  return Object.entries(DARAJA_DOCUMENT.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const rule = bodyRule(operation);
      return [path, ...(operation['x-also'] ?? [])].map((served) => ({
        path: served,
        method: method.toUpperCase(),
        op: operation['x-op'],
        family: operation['x-family'],
        version: /\/(v\d)\//.exec(path)?.[1] ?? 'v1',
        ...rule,
      }));
    }),
  );
}

const NO_BODY: BodyRule = {
  firstBadField: () => null,
  firstField: '',
  list: false,
  canonical: (body) => body,
};

function bodyRule(operation: OperationObject): BodyRule {
  const ref = operation.requestBody?.content['application/json'].schema.$ref;
  if (!ref) return NO_BODY;
  const schema = schemaAt(ref);
  const list = schema.type === 'array';
  const item = list && schema.items ? schemaAt(schema.items.$ref) : schema;
  const fields = Object.keys(item.properties ?? {});
  const missing = (body: Readonly<Record<string, unknown>>): string | undefined =>
    item['x-strict-required']?.find((field) => body[field] === undefined);
  return {
    list,
    firstField: fields[0] ?? '',
    canonical: (body) => canonical(item, body),
    firstBadField: (body, strict) =>
      firstBadField(validatorOf(ref), fields, list ? body['items'] : body) ??
      (strict ? (missing(body) ?? null) : null),
  };
}

let compiler: Ajv2020 | undefined;

/**
 * Compiled when a request first needs it, and once for all simulators of the process: to compile every schema takes a
 * quarter of a second, and most simulators are asked about a product or two.
 */
function validatorOf(ref: string): ValidateFunction {
  compiler ??= new Ajv2020({ allErrors: true, strict: false }).addSchema(DARAJA_DOCUMENT, 'daraja');
  const validate = compiler.getSchema(`daraja${ref}`);
  if (!validate) throw new Error(`The OpenAPI document has no schema ${ref}`);
  return validate;
}

function schemaAt(ref: string): SchemaObject {
  return DARAJA_DOCUMENT.components.schemas[ref.slice(ref.lastIndexOf('/') + 1)] ?? {};
}

function canonical(
  { properties = {} }: SchemaObject,
  body: Record<string, unknown>,
): Record<string, unknown> {
  const known = { ...body };
  for (const [field, { 'x-alias': aliases = [] }] of Object.entries(properties)) {
    const spelling = aliases.find((alias) => body[alias] !== undefined);
    if (known[field] === undefined && spelling !== undefined) known[field] = body[spelling];
  }
  return known;
}

function firstBadField(validate: ValidateFunction, fields: string[], body: unknown): string | null {
  if (validate(body)) return null;
  const bad = (validate.errors ?? []).map(({ instancePath, params }) => {
    const missing = (params as { missingProperty?: string }).missingProperty;
    const path = instancePath.split('/').find((part) => fields.includes(part));
    return path ?? missing ?? '';
  });
  return fields.find((field) => bad.includes(field)) ?? fields[0] ?? '';
}
